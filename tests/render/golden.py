"""The digests under tests/data/digests: how they are made, and made anew.

`python -m tests.render.golden` writes the expected messages again after a wanted change.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.choice import Digest
from bot.domain.digest import Budget
from bot.domain.models import Article, InterestKind, RenderedMessage
from bot.domain.ranking import Candidates
from bot.render.digest import render_digest
from tests.support.digests import compose

FOLDER = Path(__file__).parents[1] / "data" / "digests"
NAMES = ("en", "ru", "mixed")


def load(name: str) -> dict[str, Any]:
    """What one digest is made of."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def digest(case: dict[str, Any]) -> Digest:
    """The choice for a case."""
    interests = [
        Candidates(
            interest_id=number,
            title=each["title"],
            kind=InterestKind.TOPIC,
            articles=[_article(case, one) for one in each["articles"]],
        )
        for number, each in enumerate(case["interests"])
    ]
    known: dict[int, list[Article]] = {}
    for one in case["known"]:
        known.setdefault(one["story"], []).append(_article(case, one))
    return compose(
        interests,
        told={int(story): ids for story, ids in case["told"].items()},
        budget=Budget(),
        now=datetime.fromisoformat(case["now"]),
        coverage=known,
    )


def render(case: dict[str, Any]) -> list[RenderedMessage]:
    """The messages for a case."""
    return render_digest(
        digest(case),
        title=case["title"],
        language=case["language"],
        zone=ZoneInfo(case["zone"]),
        now=datetime.fromisoformat(case["now"]),
        leads=case["leads"],
        covers_days=case["covers_days"],
    )


def written(parts: list[str]) -> str:
    """Messages as one file."""
    return "\n\n=====\n\n".join(parts) + "\n"


def _article(case: dict[str, Any], one: dict[str, Any]) -> Article:
    at = datetime.fromisoformat(one["at"])
    return Article(
        id=one["id"],
        source_id=one["source"],
        source_title=case["sources"][str(one["source"])],
        headline=one["headline"],
        lead=one["lead"],
        url=one.get("url", f"https://news.example/{one['id']}?from=rss&lang={case['language']}"),
        language=case["language"],
        published_at=at,
        first_seen_at=at,
        seq=one["id"],
        story_id=one["story"],
    )


def main() -> None:
    """Write the expected files."""
    for name in NAMES:
        messages = render(load(name))
        (FOLDER / f"{name}.html").write_text(written([m.html for m in messages]), encoding="utf-8")
        (FOLDER / f"{name}.txt").write_text(written([m.plain for m in messages]), encoding="utf-8")


if __name__ == "__main__":
    main()
