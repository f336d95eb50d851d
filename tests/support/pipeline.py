"""A database with everything that makes digests of sources, over fetchers that a test fills."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from bot.domain.chats import ChatDefaults
from bot.domain.drafts import Fetched
from bot.domain.editions import LeftOut
from bot.domain.errors import DocumentError
from bot.domain.models import Chat, ChatKind, InterestKind, Schedule, Source
from bot.ports import SourceFetcher
from bot.services.curate import CurateService
from bot.services.editions import EditionService
from bot.services.ingest import IngestService
from bot.services.spending import Spending
from bot.store.articles import ArticleStore
from bot.store.briefings import BriefingStore
from bot.store.chats import ChatStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.interests import InterestStore
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.sources import SourceStore
from bot.store.tables import digest, edition
from tests.support.articles import NOW, add_source
from tests.support.clock import FakeClock
from tests.support.texts import texts_in

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo")


def word(number: int) -> str:
    """A word that only this number below 38,416 has, and that looks like no neighbour's."""
    number = number * 7919 % len(_SYLLABLES) ** 4
    out = "z"
    for _ in range(4):
        number, place = divmod(number, len(_SYLLABLES))
        out += _SYLLABLES[place]
    return out


class Shelf:
    """A fetcher that gives what a test put there, by the source's title."""

    def __init__(self) -> None:
        self.found: dict[str, Fetched | Exception] = {}
        self.polled: list[str] = []
        self.gate: dict[str, asyncio.Event] = {}

    async def fetch(self, source: Source) -> Fetched:
        self.polled.append(source.title)
        if source.title in self.gate:
            await self.gate[source.title].wait()
        found = self.found[source.title]
        if isinstance(found, Exception):
            raise found
        return found


class Here:
    """A workbench without processes that dies of the documents a test names."""

    def __init__(self, deadly: str = "") -> None:
        self.deadly = deadly
        self.calls = 0

    async def run(self, function: Callable[..., Any], *args: Any, timeout_s: float) -> Any:
        self.calls += 1
        if self.deadly and any(self.deadly in item.body for item in args[0]):
            raise DocumentError("killed")
        return function(*args)


class Pipeline:
    """Ingest, curate and publish over one database and one clock, which begins at `NOW`."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = FakeClock(NOW)
        self.shelf = Shelf()
        self.fetcher: SourceFetcher = self.shelf
        self.bench: Any = Here()
        self.spending = Spending()
        self.sources = SourceStore(database)
        self.chats = ChatStore(database)
        self.briefings = BriefingStore(database)
        self.editions = EditionService(store=EditionStore(database), clock=self.clock)
        self.curate = CurateService(store=CurationStore(database), clock=self.clock)

    def ingest(self, host_of: Callable[[Source], str] = lambda _: "") -> IngestService:
        """Ingest over the fetcher and the workbench there are now."""
        return IngestService(
            sources=self.sources,
            articles=ArticleStore(self.database),
            fetcher=self.fetcher,
            workbench=self.bench,
            clock=self.clock,
            interval_s=900,
            spending=self.spending,
            host_of=host_of,
        )

    async def poll(self) -> None:
        """Poll everything at once, a quarter of an hour later."""
        self.clock.advance(seconds=901)
        await self.sources.poll_now(None, now=self.clock.now())
        await self.ingest().drain()

    async def chat(
        self,
        number: int,
        zone: str = "UTC",
        at: str = "08:00",
        *,
        language: str = "en",
        source: Source | None = None,
    ) -> Chat:
        """A chat that follows a source, `Gazette` where none is named."""
        source = source or await add_source(self.database)
        chat = await self.chats.seen(
            telegram_id=number,
            kind=ChatKind.PRIVATE,
            title="",
            language=language,
            now=self.clock.now(),
            defaults=ChatDefaults(
                zone=zone, language=language, schedule=Schedule(times=(time.fromisoformat(at),))
            ),
        )
        interest = await InterestStore(self.database).ensure(
            InterestKind.SOURCE, str(source.id), source.title, self.clock.now()
        )
        await self.briefings.subscribe(await self.briefing_id(chat), interest, self.clock.now())
        return chat

    async def briefing_id(self, chat: Chat) -> int:
        """The chat's first briefing."""
        return (await self.briefings.of_chat(chat.id))[0].id

    def at(self, *, day: int, hour: int, minute: int = 0) -> None:
        """Go to a time of March 2026; the 2nd is the day of `NOW`."""
        self.clock.set(datetime(2026, 3, day, hour, minute, tzinfo=NOW.tzinfo))

    async def parts(self) -> list[tuple[int, str, str]]:
        """Chat, slot and text of every part of an edition, in order."""
        return [
            (row.chat_id, row.slot[:16], text.plain)
            for row, text in await texts_in(self.database)
            if row.edition_id is not None
        ]

    async def left_out(self, *, since: int = 0) -> list[LeftOut]:
        """What each edition left out, but for the first so many."""
        async with self.database.read() as connection:
            found = await connection.execute(
                select(*DIGEST_COLUMNS)
                .join(edition, edition.c.digest_id == digest.c.id)
                .order_by(edition.c.id)
                .offset(since)
            )
            rows = found.all()
            kept = await with_listings(connection, rows)
            return [kept.left(row) for row in rows]

    async def told(self) -> Counter[int]:
        """How often the editions in the outbox told each story."""
        async with self.database.read() as connection:
            found = await connection.execute(
                select(*DIGEST_COLUMNS).join(edition, edition.c.digest_id == digest.c.id)
            )
            rows = found.all()
            kept = await with_listings(connection, rows)
            return Counter(told.story_id for row in rows for told in kept.told(row))
