"""The bot as it runs, over real HTTP against the emulator, by a clock that a test moves.

Updates are listened for, handled and answered as always; slots are planned and parts sent when
a test says so (`slot`, `send`). Everything is counted at the emulator.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot.domain.models import Chat, ChatKind, Interest
from bot.playground.api.journal import JournalEntry
from bot.playground.server import Emulator
from bot.services.deliver import DeliverService
from bot.services.editions import EditionService
from bot.services.listen import ListenService
from bot.services.notices import NoticeService
from bot.store.briefings import BriefingStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.notices import NoticeStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.units import let_go
from bot.telegram.limiter import Limiter
from bot.telegram.pacing import Spacing
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport
from bot.telegram.updates import (
    BotHandler,
    BotUpdates,
    build_bot,
    open_bot,
    take_by_polling,
)
from handlers.registry import make_router
from tests.support.clock import FakeClock
from tests.support.emulator import EmulatorClient
from tests.support.harness import Web, make_services
from tests.support.people import NOW, meet
from tests.support.readers import add_readers, followed, tell

#: People of tests, by their Telegram numbers.
ANN, BEN = 1001, 1002
#: Pacing has tests of its own.
_NO_SPACING = Spacing(private_s=0, group_s=0, group_count=100_000)


class RunningBot:
    """A bot, its people, and what they got."""

    def __init__(
        self,
        database: Database,
        emulator: Emulator,
        people: EmulatorClient,
        clock: FakeClock,
    ) -> None:
        self.database = database
        self.emulator = emulator
        self.people = people
        self.clock = clock
        self.transport = Transport()
        self.services = make_services(database, self.clock, Web())
        self.editions = EditionService(store=EditionStore(database), clock=self.clock)
        self.notices = NoticeService(store=NoticeStore(database), clock=self.clock)
        self.deliver = self.pump()
        self._seq = 0

    def pump(self, **settings: Any) -> DeliverService:
        """A pump as after a start; its seconds are the clock's."""
        return DeliverService(
            outbox=OutboxStore(self.database),
            sender=PartSender(self.transport, token=self.emulator.token, api_url=self.emulator.url),
            limiter=Limiter(rate=5000, spacing=_NO_SPACING),
            clock=self.clock,
            steady=lambda: (self.clock.now() - NOW).total_seconds(),
            **settings,
        )

    # -- who reads what

    async def interest(self) -> Interest:
        """What everybody follows."""
        return await followed(self.database, self.clock.now())

    async def reader(
        self, number: int, *, kind: ChatKind = ChatKind.PRIVATE, thread_id: int = 0
    ) -> Chat:
        """A chat that follows the news, at 08:00."""
        if kind is ChatKind.PRIVATE:
            await self.people.add_person(number)
        met = await meet(
            self.database,
            number,
            kind=kind,
            thread_id=thread_id,
            title="Readers",
            now=self.clock.now(),
        )
        (first,) = await BriefingStore(self.database).of_chat(met.id)
        await BriefingStore(self.database).subscribe(
            first.id, await self.interest(), self.clock.now()
        )
        return met

    async def many_readers(
        self, numbers: Iterable[int], *, kind: ChatKind = ChatKind.SUPERGROUP
    ) -> None:
        """Chats that follow the news, at 08:00."""
        now = self.clock.now()
        places = [(number, 0) for number in numbers]
        await add_readers(self.database, places, kind=kind, now=now, due_at=now.replace(hour=8))

    async def news(self, *headlines: str) -> None:
        """Articles that everybody's next digest is to tell."""
        for headline in headlines:
            self._seq += 1
            await tell(self.database, headline, seq=self._seq, now=self.clock.now())

    # -- time

    async def at(self, *, day: int, hour: int, minute: int = 0) -> None:
        """Go to a time of March 2026 and do what is due then; `NOW` is the 2nd, 06:00."""
        self.clock.set(datetime(2026, 3, day, hour, minute, tzinfo=NOW.tzinfo))
        await self.work()

    async def later(self, **duration: float) -> None:
        """Some time later, do what is due."""
        self.clock.set(self.clock.now() + timedelta(**duration))
        await self.work()

    async def work(self) -> None:
        """Plan what is due, say what is to be said, send what may be sent."""
        await self.editions.tick()
        await self.notices.tick()
        await self.deliver.tick()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Send what may be sent until something is so."""
        async with asyncio.timeout(20):
            while not condition():
                await self.deliver.tick()
                await asyncio.sleep(0.02)

    # -- what came of it

    def got(self, chat_id: int) -> list[JournalEntry]:
        """What a chat got by the outbox or as an answer, in order."""
        return self.emulator.journal.sent(chat_id)

    def asked(self, chat_id: int) -> int:
        """How many messages were tried to be sent to a chat."""
        return sum(1 for e in self.emulator.journal.entries if e.sends and e.chat_id == chat_id)

    def times_told(self, chat_id: int, *headlines: str) -> list[int]:
        """How often a chat was told each of these."""
        texts = [entry.text for entry in self.got(chat_id)]
        return [sum(headline in text for text in texts) for headline in headlines]


@asynccontextmanager
async def running_bot(database: Database) -> AsyncGenerator[RunningBot]:
    """A bot on a database, running until the end of the test."""
    clock = FakeClock(NOW)
    async with Emulator(clock=clock) as emulator, EmulatorClient(emulator.url) as people:
        bot = RunningBot(database, emulator, people, clock)
        poll = AiohttpRequest(Transport(connections=2))
        telegram = build_bot(
            token=emulator.token,
            api_url=emulator.url,
            request=AiohttpRequest(bot.transport),
            poll_request=poll,
            before=let_go,
            limiter=ReplyRateLimiter(Limiter(rate=5000, spacing=_NO_SPACING)),
        )
        await open_bot(telegram)
        await take_by_polling(telegram)
        listen = ListenService(
            inbox=bot.services.inbox,
            handler=BotHandler(telegram, make_router(bot.services, telegram)),
            clock=clock,
            source=BotUpdates(telegram, poll),
        )
        stop = asyncio.Event()
        listening = asyncio.create_task(listen.run(stop))
        try:
            yield bot
        finally:
            stop.set()
            await listening
            await telegram.shutdown()
