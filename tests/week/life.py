"""The bot at work for a week: real folders and feeds on the loopback, a real database, the emulator.

The services are called in the order of their ticks, and the clock is moved in between, so that
a week takes minutes and comes out the same each time.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.domain.outbox import Lane
from bot.offload import Offload
from bot.playground.server import Emulator
from bot.playground.stage import TOKEN
from bot.playground.world.state import Person
from bot.services.curate import CurateService
from bot.services.deliver import DeliverService
from bot.services.editions import EditionService
from bot.services.ingest import IngestService
from bot.services.listen import ListenService
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.registry import Fetchers
from bot.store.articles import ArticleStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.inbox import InboxStore
from bot.store.interests import InterestStore
from bot.store.migrate import migrate
from bot.store.outbox.ledger import OutboxStore
from bot.store.sources import SourceStore
from bot.store.units import let_go
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport
from bot.telegram.updates import BotHandler, BotUpdates, build_bot, open_bot
from handlers.registry import make_router
from tests.support.clock import FakeClock
from tests.support.emulator import buttons_of, from_bot, text_of
from tests.support.harness import Web, make_services
from tests.support.web import FeedServer
from tests.week.agenda import Article
from tests.week.papers import PAPERS
from tests.week.stand import Newsstand

Json = dict[str, Any]

#: A Monday ahead of every machine's clock: files are written now, and must look settled.
START = datetime(2040, 3, 5, 4, 0, tzinfo=UTC)
READER = 1001
#: When digests come; each may tell as much as a digest can.
SLOTS_H = (7, 10, 13, 16, 19, 22)
MOST_STORIES = 20
#: A button that opens what did not fit.
_MORE = re.compile(r"\D*\(\d+\)|\D*\+\d+\D*|[›▶»].*")
_MOST_PRESSES = 40


class AtOnce:
    """Lets every message go at once: the pace of sending is measured elsewhere."""

    rate = cap = 1000.0
    queued = 0

    async def acquire(self, lane: Lane, chat: int | None, *, group: bool = False) -> None:
        """A grant."""

    def release(self, lane: Lane) -> None:
        """Nothing is held."""

    def refused(self, chat: int | None, wait_s: float) -> bool:
        """Nothing is refused here."""
        return False

    def set_in_flight(self, capacity: int) -> None:
        """Any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the reader saw in one message, and when it came."""

    text: str
    at: datetime
    #: It came only when the reader asked for more.
    opened: bool = False


class Life:
    """A reader, the bot and the papers, at one moment of the week."""

    def __init__(
        self,
        *,
        stand: Newsstand,
        emulator: Emulator,
        clock: FakeClock,
        sources: SourceStore,
        ingest: IngestService,
        curate: CurateService,
        editions: EditionService,
        deliver: DeliverService,
        listen: ListenService,
    ) -> None:
        self.stand, self.emulator, self.clock, self.sources = stand, emulator, clock, sources
        self._ingest, self._curate, self._editions = ingest, curate, editions
        self._deliver, self._listen = deliver, listen
        self.received: list[Received] = []
        self._seen = 0

    async def say(self, text: str) -> str:
        """The reader writes; what is answered."""
        self.emulator.people.say(READER, READER, text)
        await self._listen.drain()
        await self._deliver.tick()
        answers = [text_of(message) for message in self._messages()]
        self._seen = self._newest()
        return "\n".join(answers)

    async def choose(self, label: str) -> None:
        """The reader opens the settings and presses a choice that is not made yet."""
        await self.say("/settings")
        chat = self.emulator.world.chats[READER]
        labels = buttons_of(chat.messages[self._newest()])
        assert any(each.endswith(label) for each in labels), labels
        if label in labels:
            self.emulator.people.press(READER, READER, label)
            await self._listen.drain()
            self._seen = self._newest()

    async def poll(self) -> None:
        """Everything is polled now, until nothing more is there at once."""
        await self.sources.poll_now(None, now=self.clock.now())
        for _ in range(20):
            if not await self._ingest.drain():
                break
            self.clock.advance(seconds=2)
        await self._curate.tick()

    async def deliver(self) -> None:
        """What is due is planned and sent; then the reader opens whatever there is more of."""
        await self._editions.tick()
        await self._deliver.tick()
        arrived = self._messages()
        self._note(arrived, opened=False)
        if arrived:
            await self._open(int(arrived[0]["message_id"]))

    async def _open(self, number: int) -> None:
        """Press what opens more under a message, page by page."""
        pressed: set[str] = set()
        for _ in range(_MOST_PRESSES):
            chat = self.emulator.world.chats[READER]
            found = [one for one in chat.messages.values() if int(one["message_id"]) >= number]
            label = next(
                (
                    (int(one["message_id"]), each)
                    for one in found
                    for each in buttons_of(one)
                    if _MORE.fullmatch(each)
                    and f"{one['message_id']} {text_of(one)} {each}" not in pressed
                ),
                None,
            )
            if label is None:
                return
            message = chat.messages[label[0]]
            before = text_of(message)
            pressed.add(f"{label[0]} {before} {label[1]}")
            self.emulator.people.press(READER, READER, label[1], message_id=label[0])
            await self._listen.drain()
            await self._deliver.tick()
            changed = [chat.messages[label[0]]]
            if text_of(changed[0]) == before:
                changed.clear()
            self._note([*changed, *self._messages()], opened=True)

    def _note(self, messages: Sequence[Json], *, opened: bool) -> None:
        self.received += [
            Received(text=text_of(one), at=self.clock.now(), opened=opened) for one in messages
        ]
        self._seen = self._newest()

    def _messages(self) -> list[Json]:
        """The bot's messages the reader has not looked at yet."""
        chat = self.emulator.world.chats[READER]
        return [
            message
            for message in chat.messages.values()
            if int(message["message_id"]) > self._seen and from_bot(message)
        ]

    def _newest(self) -> int:
        return max(self.emulator.world.chats[READER].messages, default=0)


@asynccontextmanager
async def living(folder: Path) -> AsyncGenerator[Life]:
    """The bot before the week begins; nobody has written to it yet."""
    async with AsyncExitStack() as stack:
        clock = FakeClock(START)
        server = await stack.enter_async_context(FeedServer())
        emulator = await stack.enter_async_context(Emulator(token=TOKEN, clock=clock))
        person = Person(id=READER, first_name="Ann", language_code="en")
        emulator.world.add_person(person, started=False)
        database = Database(f"sqlite:///{folder / 'week.db'}")
        stack.push_async_callback(database.aclose)
        await migrate(database)
        offload = Offload()
        stack.push_async_callback(offload.aclose)
        client = GuardedClient(allow_private=True, now=clock.now)
        stack.push_async_callback(client.aclose)
        transport = Transport()
        stack.push_async_callback(transport.aclose)
        bot = build_bot(
            token=TOKEN,
            api_url=emulator.url,
            request=AiohttpRequest(transport),
            poll_request=AiohttpRequest(transport),
            before=let_go,
        )
        stand = Newsstand(folder / "papers", server)
        sources = SourceStore(database)
        services = replace(make_services(database, clock, Web()), parse_locator=parse_locator)
        await open_bot(bot)
        stack.push_async_callback(bot.shutdown)
        life = Life(
            stand=stand,
            emulator=emulator,
            clock=clock,
            sources=sources,
            ingest=IngestService(
                sources=sources,
                articles=ArticleStore(database),
                fetcher=Fetchers(client=client, offload=offload, now=clock.now),
                workbench=offload,
                clock=clock,
                interval_s=900,
            ),
            curate=CurateService(store=CurationStore(database), clock=clock),
            editions=EditionService(store=EditionStore(database), clock=clock),
            deliver=DeliverService(
                outbox=OutboxStore(database),
                sender=PartSender(transport, token=TOKEN, api_url=emulator.url),
                limiter=AtOnce(),
                clock=clock,
            ),
            listen=ListenService(
                inbox=InboxStore(database),
                handler=BotHandler(bot, make_router(services, bot)),
                clock=clock,
                source=BotUpdates(bot, AiohttpRequest(transport)),
            ),
        )
        interests = InterestStore(database)
        for paper in PAPERS:
            kind, address = parse_locator(stand.locator(paper))
            source = await sources.add(
                kind=kind,
                locator=address,
                title=paper.title,
                language=paper.language,
                now=clock.now(),
            )
            await interests.add_topic(
                name=paper.key, title=paper.title, source_ids=[source.id], now=clock.now()
            )
        yield life


async def live(folder: Path, articles: Sequence[Article], *, days: int) -> list[Received]:
    """What the reader got who followed all from the first morning on."""
    async with living(folder) as life:
        await life.say("/start")
        for paper in PAPERS:
            await life.say(f"/subscribe {paper.key}")
        for label in (str(MOST_STORIES), "No limit"):
            await life.choose(label)
        await life.say("/schedule " + " ".join(f"{hour:02}:00" for hour in SLOTS_H))
        waiting = sorted(articles, key=lambda article: article.at)
        desk_time = START
        for day in range(days):
            for hour in range(5, 23):
                for minute in (0, 30):
                    desk_time = START.replace(hour=hour, minute=minute) + timedelta(days=day)
                    now = [one for one in waiting if one.at <= desk_time]
                    waiting = waiting[len(now) :]
                    life.clock.set(desk_time)
                    if now:
                        life.stand.print(now)
                        await life.poll()
                    if hour in SLOTS_H and minute == 0:
                        await life.deliver()
        return life.received
