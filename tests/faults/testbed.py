"""A database full of editions, workers that send them, an emulator that counts what arrives."""

from __future__ import annotations

import asyncio
import os
import random
import re
import signal
import tempfile
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select, update

from bot.clock import SystemClock
from bot.playground.server import Emulator
from bot.playground.world.state import MemberState, Person
from bot.services.editions import EditionService
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.outbox.rows import OPEN
from bot.store.tables import briefing, chat, outbox
from tests.faults.receiver import Receiver, Tally
from tests.faults.worker import ROLES, LedeSettings, WorkerSettings, start_worker
from tests.support.databases import PostgresServer
from tests.support.editions import add_editions
from tests.support.process import TOKEN, WarmProcess


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much is sent and how long things take."""

    chats: int
    parts: int = 3
    rate: float = 29.0
    in_flight: int = 8
    kills: int = 50
    #: Seconds a lease on what is being sent lasts, and a resend waits.
    lease_s: float = 30.0
    #: Seconds a lease on what waits for its turn lasts.
    claim_lease_s: float = 10.0
    #: Seconds an answer is waited for, and where answers come late or never.
    read_s: float = 15.0
    late_read_s: float = 15.0
    latency_s: float = 0.05
    private_s: float = 1.0
    #: Seconds a fault that has a length lasts.
    long_s: float = 60.0

    @property
    def total(self) -> int:
        """How many parts there are."""
        return self.chats * self.parts


FULL = Scale(chats=1000)
#: The same shapes in a few seconds each.
SHORT = Scale(
    chats=24,
    rate=60,
    kills=4,
    lease_s=4.0,
    claim_lease_s=4.0,
    read_s=3.5,
    late_read_s=2.0,
    latency_s=0.02,
    private_s=0.2,
    long_s=1.5,
)


#: The servers of rows that have one of their own, by the address of their database.
SERVERS: dict[str, PostgresServer] = {}


class Testbed:
    """One run. Everything is counted at the emulator, nothing is asked of the bot."""

    def __init__(self, emulator: Emulator, database_url: str, folder: Path, scale: Scale) -> None:
        self.emulator = emulator
        self.database_url = database_url
        self.scale = scale
        self.random = random.Random(7)
        self.log = folder / "worker.log"
        self._workers: dict[int, WarmProcess] = {}
        self._began = time.monotonic()
        self.receiver = Receiver(emulator.journal)
        self._asked = 0
        self.settings = WorkerSettings(
            database_url=database_url,
            api_url=emulator.url,
            token=emulator.token,
            log=str(self.log),
            rate=scale.rate,
            in_flight=scale.in_flight,
            claim_lease_s=scale.claim_lease_s,
            send_lease_s=scale.lease_s,
            resend_after_s=scale.lease_s,
            read_s=scale.read_s,
            private_s=scale.private_s,
        )

    async def fill(self, *, kind: str = "private", **options: object) -> None:
        """Chats that all have an edition due now."""
        scale = self.scale
        database = Database(self.database_url)
        await add_editions(
            database,
            scale.chats,
            parts=scale.parts,
            now=datetime.now(UTC),
            kind=kind,
            **options,  # type: ignore[arg-type]  # keywords of `add_editions`
        )
        await database.aclose()
        texts = options.get("texts")
        for number in range(1, scale.chats + 1):
            if kind == "private":
                self.emulator.world.add_person(Person(id=number, first_name="P"))
            else:
                bot = MemberState(status="member")
                self.emulator.world.add_chat(
                    kind, "G", chat_id=-number, members={self.emulator.world.bot.id: bot}
                )
            place = number if kind == "private" else -number
            for part in range(1, scale.parts + 1):
                label = f"{place}:{part}/{scale.parts}"
                if isinstance(texts, list):
                    label = re.sub(r"<[^<>]*>", "", texts[part - 1])
                self.receiver.expect_message(place, label)

    def ask(
        self,
        chat_id: int,
        *,
        person: int = 0,
        thread_id: int = 0,
        due: int = 0,
        answer: str = "“{word}”",
    ) -> None:
        """Somebody looks for a word that nothing is about; an answer with it is due, here or there."""
        self._asked += 1
        word = f"zq{self._asked}y"
        people = self.emulator.people
        people.say(person or chat_id, chat_id, f"/search {word}", thread_id=thread_id)
        place = (chat_id, thread_id) if thread_id else due or chat_id
        self.receiver.expect(place, answer.format(word=word))

    def move_to(self, emulator: Emulator) -> None:
        """What is sent from now on is sent to another."""
        self.emulator = emulator
        self.receiver.journals.append(emulator.journal)

    async def start_lede(
        self, *, roles: tuple[str, ...] = ROLES, clock_off_s: float = 0.0, **changes: str
    ) -> int:
        """All of Lede on the testbed's data, or some roles of it; its process id."""
        environment = {
            "TELEGRAM_BOT_TOKEN": self.emulator.token,
            "TELEGRAM_API_URL": self.emulator.url,
            "DATABASE_URL": self.database_url,
            "SEND_RATE": f"{self.scale.rate:.0f}",
            "TICK_S": "0.2",
            "WEB_PORT": "0",
            "METRICS_PORT": "0",
            "BACKUP_EVERY": "0",
        }
        settings = LedeSettings(
            environment=environment | changes,
            roles=roles,
            log=str(self.log),
            clock_off_s=clock_off_s,
        )
        return await self._start(settings)

    async def stop(self, pid: int) -> None:
        """SIGTERM, and wait for an end that is in order."""
        self.signal(pid, signal.SIGTERM)
        status = await self.ended(pid)
        assert status == 0, f"ended with {status}: {self.log.read_text()[-2000:]}"

    async def arrived(self, timeout_s: float = 600.0) -> None:
        """Wait until nothing is missing any more; whatever is then is counted by `tally`."""
        deadline = time.monotonic() + timeout_s
        while self.tally().lost and time.monotonic() < deadline:
            await asyncio.sleep(0.3)

    async def start(self, **changes: object) -> int:
        """A worker; its process id."""
        settings = replace(self.settings, **changes)  # type: ignore[arg-type]  # fields of the settings
        return await self._start(settings)

    async def _start(self, settings: WorkerSettings | LedeSettings) -> int:
        worker = await start_worker(settings)
        self._workers[worker.pid] = worker
        return worker.pid

    @property
    def server(self) -> PostgresServer:
        """The row's own server."""
        return SERVERS[self.database_url]

    def signal(self, pid: int, number: signal.Signals) -> None:
        """Send a signal to a worker."""
        os.kill(pid, number)

    async def kill(self, pid: int) -> None:
        """SIGKILL, and wait until it is gone."""
        self.signal(pid, signal.SIGKILL)
        await self.ended(pid)

    async def ended(self, pid: int) -> int:
        """Wait for a worker's end; its exit status."""
        return await self._workers.pop(pid).wait()

    async def until(self, condition: Callable[[], bool], timeout_s: float = 600.0) -> None:
        """Wait for something at the emulator."""
        async with asyncio.timeout(timeout_s):
            while not condition():
                await asyncio.sleep(0.005)

    @property
    def accepted(self) -> int:
        """How many messages have been accepted."""
        return sum(1 for entry in self.emulator.journal.entries if entry.accepted and entry.sends)

    @property
    def requests(self) -> int:
        """How many messages were asked for, accepted or not."""
        return sum(1 for entry in self.emulator.journal.entries if entry.sends)

    async def next_slot(self) -> None:
        """The next slot of everybody comes: what the digests then say is due."""
        database = Database(self.database_url)
        try:
            now = datetime.now(UTC)
            async with database.write() as connection:
                await connection.execute(
                    update(briefing).values(next_slot_at=now - timedelta(days=1))
                )
            await EditionService(store=EditionStore(database), clock=SystemClock()).tick()
        finally:
            await database.aclose()

    async def time_passes(self) -> None:
        """Whoever refuses what is sent to them is to be asked again."""
        database = Database(self.database_url)
        try:
            now = datetime.now(UTC)
            async with database.write() as connection:
                await connection.execute(update(chat).values(held_until=now))
                await connection.execute(
                    update(outbox).where(outbox.c.not_before > now).values(not_before=now)
                )
        finally:
            await database.aclose()

    async def drained(self, timeout_s: float = 1600.0) -> None:
        """Wait until nothing is left to be sent, but to who refuses it."""
        database = Database(self.database_url)
        try:
            async with asyncio.timeout(timeout_s):
                while await self.open_parts(database):
                    await asyncio.sleep(0.1)
        finally:
            await database.aclose()

    @staticmethod
    async def open_parts(database: Database) -> int:
        """How many parts are not final."""
        async with database.read() as connection:
            found = await connection.execute(
                select(func.count())
                .select_from(outbox)
                .join(chat, chat.c.id == outbox.c.chat_id)
                .where(
                    OPEN,
                    chat.c.status == "active",
                    or_(chat.c.refused_at.is_(None), chat.c.held_until <= datetime.now(UTC)),
                )
            )
            return int(found.scalar_one())

    def tally(self, *, without: Callable[[Any, str], bool] | None = None) -> Tally:
        """What arrived, compared with what was due (less what is left out)."""
        tally = self.receiver.tally(without=without)
        tally.seconds = time.monotonic() - self._began
        assert TOKEN.partition(":")[2] not in self.log.read_text() if self.log.exists() else True
        return tally

    async def aclose(self) -> None:
        """End what still runs."""
        for pid in list(self._workers):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)
            await self.ended(pid)


@asynccontextmanager
async def testbed(database_url: str, scale: Scale) -> AsyncGenerator[Testbed]:
    """A testbed with an empty database with this version's tables."""
    with tempfile.TemporaryDirectory() as folder:
        async with Emulator(token=TOKEN, latency_s=scale.latency_s) as emulator:
            made = Testbed(emulator, database_url, Path(folder), scale)
            try:
                yield made
            finally:
                await made.aclose()
