"""Polls of sources by hand: what came of each, whether a bot runs or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.cli.common import now
from bot.clock import SystemClock
from bot.config import load_settings
from bot.domain.errors import TemporaryError
from bot.domain.models import Source, SourceState
from bot.offload import Offload
from bot.services.curate import CurateService
from bot.services.ingest import IngestService
from bot.services.polls import CONCURRENCY
from bot.sources.http import GuardedClient
from bot.sources.registry import Fetchers
from bot.store.articles import ArticleStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.lock import exclusive, is_running
from bot.store.sources import SourceStore

#: A source with more to read right away, or a folder whose files were still being written, is
#: polled again when it asks to be, so soon and so many times.
_SOON, _LOOKS = timedelta(seconds=5), 10
#: How long the running Lede is waited for, and how often is looked.
WAIT_S, _LOOK_S = 120.0, 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The end of one poll."""

    source: Source
    #: New articles.
    new: int = 0
    #: Why it could not be read, in words; empty when it could.
    error: str = ""

    @property
    def words(self) -> str:
        """The end in words, for a person."""
        return self.error or (f"{self.new} new" if self.new else "unchanged")


async def poll_sources(database: Database, source_id: int | None) -> list[Polled]:
    """Poll one source or all that are read, and wait for what comes of it.

    By the Lede that runs on the database, else here, with what follows: articles are given their
    places, so that searches and previews know them.

    Raises:
        TemporaryError: the running Lede did not poll them in time.
    """
    store = SourceStore(database)
    asked = [
        each
        for each in await store.all()
        if each.id == source_id or (source_id is None and each.state is not SourceState.GONE)
    ]
    if not asked:
        return []
    async with _alone(database) as alone:
        if not alone:
            return await _by_the_running(store, asked, source_id)
        await _here(database, asked)
    return await _compared(store, asked)


@asynccontextmanager
async def _alone(database: Database) -> AsyncGenerator[bool]:
    """True if no Lede runs here; where one process works alone none begins until this ends."""
    lock = exclusive(database)
    try:
        lock.__enter__()
    except TemporaryError:
        yield False
        return
    try:
        yield not (database.dialect.shared and await is_running(database))
    finally:
        lock.__exit__(None, None, None)


async def _by_the_running(
    store: SourceStore, asked: Sequence[Source], source_id: int | None
) -> list[Polled]:
    """Make them due, and wait until each was polled."""
    await store.poll_now(source_id, now=now())
    try:
        async with asyncio.timeout(WAIT_S):
            while True:
                # by what a poll leaves: when the next one is due others may change meanwhile
                left = {
                    (each.id, each.failures, each.last_success_at) for each in await store.all()
                }
                if left.isdisjoint((e.id, e.failures, e.last_success_at) for e in asked):
                    return await _compared(store, asked)
                await asyncio.sleep(_LOOK_S)
    except TimeoutError:
        raise TemporaryError(
            f"The running Lede has not polled all of them in {WAIT_S:.0f} s; they are due."
        ) from None


async def _compared(store: SourceStore, asked: Sequence[Source]) -> list[Polled]:
    """The results of polls, from the sources before and now; removed ones are left out."""
    after = {each.id: each for each in await store.all()}
    return [
        Polled(source=found, new=found.articles - each.articles, error=found.last_error)
        for each in asked
        if (found := after.get(each.id)) is not None
    ]


async def _here(database: Database, asked: Sequence[Source]) -> None:
    """Poll them in this process, and curate."""
    settings, clock = load_settings(), SystemClock()
    async with AsyncExitStack() as stack:
        client = GuardedClient(
            allow_private=settings.fetch_allow_private,
            contact_url=settings.public_url,
            now=clock.now,
        )
        stack.push_async_callback(client.aclose)
        workbench = Offload()
        stack.push_async_callback(workbench.aclose)
        service = IngestService(
            sources=SourceStore(database),
            articles=ArticleStore(database),
            fetcher=Fetchers(
                client=client,
                offload=workbench,
                now=clock.now,
                preview_url=settings.telegram_preview_url,
            ),
            workbench=workbench,
            clock=clock,
            interval_s=settings.ingest_interval_s,
        )
        room = asyncio.Semaphore(CONCURRENCY)

        async def poll(source: Source) -> None:
            async with room:
                for _ in range(_LOOKS):
                    await service.poll(source)
                    found = await SourceStore(database).get(source.id)
                    at = found.next_poll_at if found else None
                    if found is None or at is None or at > clock.now() + _SOON:
                        return
                    source = found
                    await asyncio.sleep((at - clock.now()).total_seconds())

        await asyncio.gather(*map(poll, asked))
        await CurateService(store=CurationStore(database), clock=clock).tick()
