"""The rows of the fault matrix in which several machines share the work, and one of them fails.

Each process has its roles as `lede run --roles` gives them. News come without a place in the order,
so that it is seen who gives it; everybody asks something, so that it is seen who listens. Due are
everybody's headlines and answers; each article has one place in the order, and none is left out.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select, update

from bot.domain.errors import StoreBusyError
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import article, briefing, duty_lease
from tests.faults.matrix import BrokenPromiseError, Rows, keep
from tests.faults.people import minutes_ago, nobody_is_late, readers
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed
from tests.support.articles import new_article, store
from tests.support.pipeline import word

row = Rows()

ALL = ("listen", "curate", "publish", "deliver")
_CURATE, _LISTEN = "curate", "listen"
_DUE = briefing.c.next_slot_at <= func.clock_timestamp()
#: Articles of a slot.
_NEWS = 3


class _Machines:
    """What several processes are to do on one database, slot by slot."""

    def __init__(self, testbed: Testbed, numbers: Sequence[int], database: Database) -> None:
        self.testbed = testbed
        self.numbers = numbers
        self._database = database
        self._told = 0
        #: Slots of so many minutes ago, each later than the one before.
        self._slots = [9, 5, 1]
        #: How many messages had come before the slot.
        self._before = 0

    async def news(self) -> None:
        """Articles that everybody's next digest is to tell, once the curator has seen them."""
        (source,) = await SourceStore(self._database).all()
        now = minutes_ago(0)
        for _ in range(_NEWS):
            self._told += 1
            said = " ".join(word(self._told * 9 + place) for place in range(6)).capitalize()
            await store(
                self._database,
                source,
                new_article(f"n{self._told}", headline=said, body=f"{said}, they say."),
                now=now,
            )
            for number in self.numbers:
                self.testbed.receiver.expect(number, said)

    async def slot(self) -> None:
        """The next slot of everybody, when all that is stored has its place in the order."""
        async with asyncio.timeout(300):
            while 0 in (places := await self._places()):
                await asyncio.sleep(0.1)
        if sorted(places) != list(range(1, len(places) + 1)):
            raise BrokenPromiseError(f"places in the order: {places}")
        # What was due before is planned by now: else it would take back what is set here.
        async with asyncio.timeout(300):
            while (await self._read(select(func.count()).select_from(briefing).where(_DUE)))[0]:
                await asyncio.sleep(0.1)
        self._before = self.testbed.accepted
        due_at = minutes_ago(self._slots.pop(0))
        async with self._database.write() as connection:
            await connection.execute(
                update(briefing).values(times=due_at.strftime("%H:%M"), next_slot_at=due_at)
            )

    def ask(self, part: int, of: int = 2) -> None:
        """A part of all people ask something."""
        for number in self.numbers[part::of]:
            self.testbed.ask(number)

    async def have(self, pid: int, *duties: str) -> None:
        """Wait until a process has these duties."""
        async with asyncio.timeout(120):
            while not all([f" {pid} " in await self._holder(duty) for duty in duties]):
                await asyncio.sleep(0.1)

    async def begun(self) -> None:
        """Wait until messages of the slot have come to a third of the chats."""
        due = self._before + max(1, len(self.numbers) // 3)
        await self.testbed.until(lambda: self.testbed.accepted >= due)

    async def round(self, part: int) -> None:
        """News, a part of the people who ask, and a slot that has begun to arrive."""
        await self.news()
        self.ask(part)
        await self.slot()
        await self.begun()

    async def tally(self, *pids: int, twice: int = 0) -> Tally:
        """What came of it, when all that is due has come and these have ended in order.

        So many messages may come twice, each with the headlines of a slot.
        """
        await self.testbed.arrived()
        for pid in pids:
            await self.testbed.stop(pid)
        nobody_is_late(self.testbed)
        return keep(self.testbed.tally(), doubled=twice * _NEWS)

    async def _places(self) -> list[int]:
        """The places in the order that were given; 0 of an article that has none."""
        return await self._read(select(func.coalesce(article.c.seq, 0)))

    async def _holder(self, duty: str) -> str:
        held = duty_lease.c.until > func.clock_timestamp()
        found = await self._read(select(duty_lease.c.holder).where(duty_lease.c.duty == duty, held))
        return "".join(found)

    async def _read(self, query: Select[Any]) -> list[Any]:
        """The rows' only column, though the database was away or the machine is busy."""
        async with asyncio.timeout(120):
            while True:
                try:
                    async with self._database.read() as connection:
                        return [row[0] for row in await connection.execute(query)]
                except StoreBusyError:
                    await asyncio.sleep(0.2)


@asynccontextmanager
async def _machines(testbed: Testbed) -> AsyncGenerator[_Machines]:
    """Chats that follow the news, of which none is there yet."""
    numbers = await readers(testbed, due=False, told=())
    database = Database(testbed.database_url)
    try:
        yield _Machines(testbed, numbers, database)
    finally:
        await database.aclose()


@row(
    "76",
    "two curators, two pollers, two of all, their clocks ten minutes apart",
    "0 doubled",
    "postgres",
)
async def clocks_apart(testbed: Testbed) -> Tally:
    async with _machines(testbed) as machines:
        pids = [
            await testbed.start_lede(roles=ALL, clock_off_s=off.total_seconds())
            for off in (timedelta(minutes=-5), timedelta(minutes=5))
        ]
        for part in range(2):
            await machines.round(part)
        return await machines.tally(*pids)


@row(
    "77",
    "SIGSTOP of the one that curates and listens past its term, then SIGCONT; two of all",
    "<= messages in flight, 3 headlines each",
    "postgres",
)
async def stood_still(testbed: Testbed) -> Tally:
    async with _machines(testbed) as machines:
        sleeper = await testbed.start_lede(roles=ALL)
        await machines.have(sleeper, _CURATE, _LISTEN)
        other = await testbed.start_lede(roles=ALL)
        await machines.news()
        machines.ask(0, 3)
        await machines.slot()
        await machines.begun()
        testbed.signal(sleeper, signal.SIGSTOP)
        await machines.news()
        machines.ask(1, 3)
        await machines.have(other, _CURATE, _LISTEN)
        testbed.signal(sleeper, signal.SIGCONT)
        await machines.slot()
        await machines.news()
        machines.ask(2, 3)
        await machines.slot()
        await testbed.arrived()
        await testbed.until(lambda: "duty.lost" in testbed.log.read_text(), 60)
        return await machines.tally(sleeper, other, twice=testbed.scale.in_flight)


@row(
    "78",
    "SIGKILL of the one that curates and listens, then of one that plans and sends; a third stays",
    "<= messages in flight, 3 headlines each",
    "postgres",
)
async def killed_of_several(testbed: Testbed) -> Tally:
    async with _machines(testbed) as machines:
        head = await testbed.start_lede(roles=ALL[:2])
        await machines.have(head, _CURATE, _LISTEN)
        hands = await testbed.start_lede(roles=ALL[2:])
        third = await testbed.start_lede(roles=ALL)
        await machines.round(0)
        await testbed.kill(head)
        await machines.round(1)
        await testbed.kill(hands)
        return await machines.tally(third, twice=testbed.scale.in_flight)


@row(
    "79",
    "PostgreSQL is restarted at once under two of all",
    "<= messages in flight, 3 headlines each",
    "postgres",
    server="synchronous_commit = on",
)
async def restarted_under_two(testbed: Testbed) -> Tally:
    async with _machines(testbed) as machines:
        pids = [await testbed.start_lede(roles=ALL) for _ in range(2)]
        await machines.round(0)
        await asyncio.to_thread(testbed.server.crash)
        await asyncio.to_thread(testbed.server.start_again)
        await machines.news()
        machines.ask(1)
        await machines.slot()
        return await machines.tally(*pids, twice=testbed.scale.in_flight)
