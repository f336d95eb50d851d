"""Runs a situation (what is served or read, and what should come of it) through the real parts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.domain.models import PageRule, SourceKind
from bot.services.curate import CurateService
from bot.services.ingest import IngestService
from bot.sources.http import GuardedClient
from bot.sources.registry import Fetchers
from bot.store.articles import ArticleStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import article
from tests.support.clock import FakeClock
from tests.support.pipeline import Here
from tests.support.web import FeedServer

#: The moment in which all situations take place.
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a feed gave."""

    #: `headline`, `lead`, `url`, `published` of each article, in the order of curation.
    articles: Sequence[Mapping[str, Any]]
    #: Why it could not be read, or empty.
    error: str

    def one(self, match: str) -> Mapping[str, Any]:
        """The only article with this in its headline, link or lead."""
        found = [
            each
            for each in self.articles
            if match in f"{each['headline']}\n{each['url']}\n{each['lead']}"
        ]
        assert len(found) == 1, f"{len(found)} articles match {match!r}: {self.articles}"
        return found[0]


async def poll_feed(
    database: Database, url: str, *, rule: PageRule = PageRule.NEVER, again: Sequence[Any] = ()
) -> Outcome:
    """What polls of a feed leave in the database; before each further one `again` is called."""
    clock = FakeClock(NOW)
    client = GuardedClient(
        allow_private=True, contact_url="https://bot.example/about", total_s=5, now=clock.now
    )
    bench: Any = Here()
    sources = SourceStore(database)
    ingest = IngestService(
        sources=sources,
        articles=ArticleStore(database),
        fetcher=Fetchers(client=client, offload=bench, now=clock.now),
        workbench=bench,
        clock=clock,
        interval_s=900,
    )
    curate = CurateService(store=CurationStore(database), clock=clock)
    source = await sources.add(
        kind=SourceKind.FEED, locator=url, title="Source", now=NOW, pages=rule
    )
    try:
        for before in (None, *again):
            if before is not None:
                before()
                clock.advance(seconds=3600)
            await ingest.poll(replace(await _stored(sources, source.id), pages=rule))
            await curate.tick()
    finally:
        await client.aclose()
    async with database.read() as connection:
        rows = (await connection.execute(select(article).order_by(article.c.id))).mappings().all()
    told = [
        {
            "headline": row["headline"],
            "lead": row["lead"],
            "url": row["url"],
            "published": row["published_at"] and row["published_at"].isoformat(),
        }
        for row in rows
    ]
    return Outcome(articles=told, error=(await _stored(sources, source.id)).last_error)


async def _stored(sources: SourceStore, source_id: int) -> Any:
    found = await sources.get(source_id)
    assert found is not None
    return found


def serve_case(web: FeedServer, folder: Path, case: Mapping[str, Any], step: int = 0) -> None:
    """Serve what a situation serves, the n-th of several documents."""
    for path, said in case["serve"].items():
        page = said[min(step, len(said) - 1)] if isinstance(said, list) else said
        body = (folder / page["file"]).read_bytes()
        body = body.replace(b"{HOST}", web.url("").removeprefix("http://").encode())
        headers = {k: v for k, v in page.get("headers", {}).items() if k != "Content-Encoding"}
        web.serve(
            path,
            body,
            content_type=page["type"],
            headers=headers,
            gzipped=page.get("gzip", False),
        )


def differences(got: Mapping[str, Any], wanted: Mapping[str, Any], host: str = "") -> list[str]:
    """How an article differs from what a situation expects, in words; empty for not at all."""
    found: list[str] = []
    for key, value in wanted.items():
        if key == "match":
            continue
        field, _, how = key.partition("_")
        said = got.get(field) or ""
        for each in value if isinstance(value, list) else [value]:
            text = (each or "").replace("{HOST}", host)
            right = {
                "": said == text or (field == "published" and said.startswith(text)),
                "has": text in said,
                "lacks": text not in said,
                "starts": said.startswith(text),
            }[how]
            if not right:
                found.append(f"{key}: wanted {text!r}, got {said!r}")
    return found


def load_cases(folder: Path, do: str) -> list[tuple[str, dict[str, Any]]]:
    """The situations of a kind in a folder, by name."""
    loaded = [(file.stem, json.loads(file.read_text())) for file in sorted(folder.glob("*.json"))]
    return [(name, case) for name, case in loaded if case["do"] == do]
