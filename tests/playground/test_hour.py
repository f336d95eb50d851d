"""The playground after an hour: every sample as its catalogue has it, however often it came."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import select

from bot.playground.samples.site import SampleNews
from bot.services.curate import CurateService
from bot.services.ingest import IngestService
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.registry import Fetchers
from bot.store.articles import ArticleStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import article, source
from tests.support.clock import FakeClock
from tests.support.pipeline import Here

#: Ahead of every machine's clock: files are written now, and must look settled.
NOW = datetime(2040, 3, 5, 8, 0, tzinfo=UTC)
HOUR_STEPS, STEP_S = 120, 30
#: What two sources tell; everything else is told by one.
TOLD_BY_TWO = {
    (
        "Riverton Reopens Its Stone Bridge After Three Winters of Repairs",
        "Stone Bridge in Riverton Is Reopened After Three Winters",
    ),
    (
        "В Заречье открыли горную обсерваторию с куполом из лиственницы",
        "Над Заречьем заработала горная обсерватория с деревянным куполом",
    ),
    (
        "Mühlbach weiht neuen Deich ein und gibt dem Fluss ein Stück Aue zurück",
        "Neuer Deich in Mühlbach eingeweiht: Der Fluss bekommt seine Aue zurück",
    ),
}
#: The most rounds in which the live samples appear in an hour.
ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An article as it was stored."""

    headline: str
    lead: str
    source: str
    story: int


@asynccontextmanager
async def playing(folder: Path, database: Database) -> AsyncGenerator[SampleNews]:
    """The samples over an hour of half minutes, each polled and curated as it appears."""
    async with AsyncExitStack() as stack:
        clock = FakeClock(NOW)
        samples = SampleNews(folder, clock=clock)
        application = web.Application()
        application.add_routes(samples.routes())
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        origin = f"http://127.0.0.1:{runner.addresses[0][1]}"
        samples.lay()
        sources = SourceStore(database)
        for sample in samples.catalogue.sources:
            kind, address = parse_locator(samples.locator(sample.key, origin=origin))
            await sources.add(
                kind=kind,
                locator=address,
                title=sample.title,
                language=sample.language,
                now=clock.now(),
            )
        client = GuardedClient(allow_private=True, now=clock.now)
        stack.push_async_callback(client.aclose)
        bench = Here()
        ingest = IngestService(
            sources=sources,
            articles=ArticleStore(database),
            fetcher=Fetchers(client=client, offload=bench, now=clock.now),
            workbench=bench,
            clock=clock,
            interval_s=3,
        )
        curate = CurateService(store=CurationStore(database), clock=clock)
        for step in range(HOUR_STEPS):
            if step:
                clock.advance(seconds=STEP_S - 3)
                samples.bring()
                clock.advance(seconds=3)
            await sources.poll_now(None, now=clock.now())
            await ingest.drain()
            await curate.tick()
        yield samples


async def stored(database: Database) -> list[Stored]:
    """Every article, in the order in which they came."""
    async with database.read() as connection:
        rows = await connection.execute(
            select(article.c.headline, article.c.lead, source.c.title, article.c.story_id)
            .join(source, source.c.id == article.c.source_id)
            .order_by(article.c.id)
        )
        return [
            Stored(headline=row.headline, lead=row.lead, source=row.title, story=row.story_id)
            for row in rows
        ]


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_after_an_hour_every_article_is_whole_and_every_story_one(
    tmp_path: Path, database: Database
) -> None:
    """No lead is empty, no banner is a headline, and no story swallowed another."""
    async with playing(tmp_path / "samples", database) as samples:
        found = await stored(database)
    wanted = {
        sample.headline_of(time): sample.opening_of(time).replace("\u00a0", " ")
        for sample in samples.catalogue.samples
        for time in range(ROUNDS if sample.live else 1)
    }
    assert len(found) > HOUR_STEPS
    assert [each.headline for each in found if each.headline not in wanted] == []
    wrong = [each for each in found if not each.lead.startswith(wanted[each.headline])]
    assert wrong == []
    stories: dict[int, list[Stored]] = {}
    for each in found:
        stories.setdefault(each.story, []).append(each)
    merged = {tuple(sorted(one.headline for one in told)) for told in stories.values() if told[1:]}
    assert merged == TOLD_BY_TWO
