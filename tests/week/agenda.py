"""What happens in the week, and who prints it when."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from tests.week.papers import BY_KEY
from tests.week.series import SERIES, Text
from tests.week.village import notes

_TEXTS = Path(__file__).parent / "texts"

#: Which paper prints which series.
_PRINTS = {
    "earthquakes": "wire",
    "results": "post",
    "recalls": "wire",
    "releases": "post",
    "closes": "courier",
    "weather warnings": "bote",
    "matches": "kurier",
    "police": "bote",
    "gauges": "bote",
    "lottery": "gazette",
    "rates": "vestnik",
    "forecasts": "reka",
    "accidents": "diario",
    "verdicts": "corriere",
}
#: Which papers print ordinary prose, in turn.
_PROSE = {
    "en": ("courier", "post", "wire"),
    "de": ("bote", "kurier"),
    "ru": ("vestnik", "reka"),
    "fr": ("gazette",),
    "es": ("diario",),
    "it": ("corriere",),
}
#: Articles of one issue, which come all at once; and the paper that has nothing at first.
ISSUE = 24
LATE_PAPER = "corriere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """Something a paper prints."""

    #: Articles with the same one tell the same news.
    event: str
    kind: str
    paper: str
    text: Text
    #: When it appears, and when its paper says that it was published.
    at: datetime
    dated_at: datetime
    #: The event it goes on from, empty for none.
    follows: str = ""


def agenda(start: datetime, *, days: int, each: int, seed: int = 7) -> list[Article]:
    """Everything printed in so many days, in order; `each` texts of every series."""
    chance = random.Random(seed)
    week = _Week(start, days, chance)
    for name, maker in SERIES.items():
        for number, text in enumerate(islice(maker(chance), each)):
            week.print(f"{name} {number}", name, _PRINTS[name], text)
    for language, papers in _PROSE.items():
        texts = _texts(_TEXTS / f"prose_{language}.txt")
        for number, text in enumerate(texts):
            week.print(f"{language} {number}", "prose", papers[number % len(papers)], text)
    for number, text in enumerate(_texts(_TEXTS / "rubrics.txt")):
        week.print(f"rubric {number}", "rubrics", "courier", text)
    week.told()
    week.issues()
    found = sorted(week.articles, key=lambda article: (article.at, article.event, article.paper))
    end = start + timedelta(days=days - 1, hours=17)
    found = [article for article in found if article.at <= end]
    assert len({article.text.headline for article in found}) == len(found)
    return found


class _Week:
    """Collects what is printed."""

    def __init__(self, start: datetime, days: int, chance: random.Random) -> None:
        self.start, self.days, self.chance = start, days, chance
        self.articles: list[Article] = []

    def print(self, event: str, kind: str, paper: str, text: Text) -> None:
        """Some time of the week; not before a late paper begins."""
        at = self._some_time()
        begins = self.start + timedelta(days=min(2, self.days / 3), hours=6)
        if paper == LATE_PAPER and at < begins:
            self._put(
                event, kind, paper, text, begins, dated_at=max(at, begins - timedelta(days=1))
            )
            return
        self._put(event, kind, paper, text, at)

    def told(self) -> None:
        """Events that two or three papers tell within hours, and what came of them a day later."""
        for event, tellings in _told():
            at = self._some_time(until_day=max(0, self.days - 2))
            for paper, text, later in tellings:
                if later:
                    when = at + timedelta(hours=self.chance.randint(20, 28))
                    self._put(f"{event} later", "updates", paper, text, when, follows=event)
                else:
                    when = at + timedelta(minutes=self.chance.randint(0, 170))
                    self._put(event, "told by several", paper, text, when)

    def issues(self) -> None:
        """Every morning a whole issue, dated midnight."""
        texts = notes(self.chance)
        for day in range(self.days):
            midnight = self.start + timedelta(days=day)
            seen: set[str] = set()
            while len(seen) < ISSUE:
                text = next(texts)
                if text.headline in seen:
                    continue
                seen.add(text.headline)
                event = f"issue {day} {len(seen)}"
                at = midnight + timedelta(hours=5)
                self._put(event, "issues", "issue", text, at, dated_at=midnight)

    def _some_time(self, until_day: int | None = None) -> datetime:
        day = self.chance.randint(0, self.days - 1 if until_day is None else until_day)
        return self.start + timedelta(days=day, minutes=self.chance.randint(8 * 60, 19 * 60))

    def _put(
        self,
        event: str,
        kind: str,
        paper: str,
        text: Text,
        at: datetime,
        *,
        dated_at: datetime | None = None,
        follows: str = "",
    ) -> None:
        if paper not in BY_KEY:
            raise ValueError(paper)
        self.articles.append(
            Article(
                event=event,
                kind=kind,
                paper=paper,
                text=text,
                at=at,
                dated_at=dated_at or at,
                follows=follows,
            )
        )


def _texts(file: Path) -> list[Text]:
    blocks = file.read_text(encoding="utf-8").strip().split("\n\n")
    return [_text(block.split("\n")) for block in blocks]


def _text(lines: list[str]) -> Text:
    return Text(headline=lines[0], first=lines[1], rest=tuple(lines[2:]))


def _told() -> Iterator[tuple[str, list[tuple[str, Text, bool]]]]:
    """Each event with its tellings: paper, text, and whether it comes a day later."""
    for block in (_TEXTS / "told.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        name, *lines = block.split("\n")
        tellings = []
        for at in range(0, len(lines), 3):
            who, _, headline = lines[at].partition(": ")
            later = who.startswith("update ")
            text = _text([headline, *lines[at + 1 : at + 3]])
            tellings.append((who.removeprefix("update "), text, later))
        yield name.strip("# "), tellings
