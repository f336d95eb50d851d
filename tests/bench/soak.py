"""A day or more in compressed time: what is left over after many chats, sources and commands.

::

    python -m tests.bench.soak [--hours 24] [--chats 10000] [--sources 1000]

Every quarter of an hour of the moved clock the due sources are polled over HTTP, articles are
curated, due briefings planned, parts sent to the emulator, and people beside write commands.
The feeds and the emulator run in processes of their own, so memory is that of Lede alone. Printed
at the end of each quarter of the time: memory of the process and its workers, open files, tasks,
rows. Fails when memory at the end is over 3 % above that at half time, when files or tasks grew,
or when rows grew in a table that no age empties.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import gc
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import func, insert, select

from bot.domain.models import InterestKind
from bot.offload import Offload
from bot.services.curate import CurateService
from bot.services.deliver import DeliverService
from bot.services.editions import EditionService
from bot.services.ingest import IngestService
from bot.services.listen import ListenService
from bot.services.retention import RetentionService
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.registry import Fetchers
from bot.store.alerts import AlertStore
from bot.store.articles import ArticleStore
from bot.store.buttons import ButtonStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.far_times import FarTimesStore
from bot.store.inbox import InboxStore
from bot.store.interests import InterestStore
from bot.store.migrate import migrate
from bot.store.orphans import OrphanStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.reactions import ReactionStore
from bot.store.retention import RetentionStore
from bot.store.sources import SourceStore
from bot.store.tables import briefing, chat, metadata, outbox, subscription
from bot.store.text_packing import TextPacking
from bot.store.units import let_go
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport
from bot.telegram.updates import BotHandler, BotUpdates, build_bot, open_bot
from handlers.registry import make_router
from tests.bench.soak_feeds import PORT, START, serve
from tests.support.clock import FakeClock
from tests.support.emulator import EmulatorClient
from tests.support.emulator_process import emulator_process
from tests.support.harness import Web, make_services
from tests.support.process import TOKEN
from tests.week.life import AtOnce

STEP = timedelta(minutes=15)
#: People beside who write commands, each step some of them.
WRITERS, A_STEP = 40, 8
COMMANDS = ("/list", "/settings", "/status", "/search choir", "/why", "/topics", "/help", "/digest")
#: Tables whose rows are emptied by age alone; all others must not grow.
BY_AGE = {
    *("article", "article_name", "article_text", "match"),  # 90 days, matches 14
    *("edition", "digest", "listing", "outbox", "body", "piece"),  # 35 days, texts 15
    *("inbox", "button", "alert", "send_count"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """All that could only grow, at one moment."""

    memory_kb: int
    workers_kb: int
    files: int
    tasks: int
    rows: dict[str, int]


def _memory_kb(pid: int | str) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return int(rollup.partition("\nPss:")[2].split()[0])


def _workers() -> Iterable[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rsplit(")", 1)[1].split()[1])
            command = (path.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if parent == os.getpid() and b"offload_child" in command:
            yield int(path.parent.name)


async def left(database: Database) -> Left:
    """What there is now, after what nobody needs was given back."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    async with database.read() as connection:
        rows = {
            table.name: int(
                (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            )
            for table in metadata.sorted_tables
        }
    return Left(
        memory_kb=_memory_kb("self"),
        workers_kb=sum(map(_memory_kb, _workers())),
        files=len(list(Path("/proc/self/fd").iterdir())),
        tasks=len(asyncio.all_tasks()),
        rows=rows,
    )


async def readers(database: Database, chats: int, interests: list[int]) -> None:
    """Chats over all hours of the day, a third of them at eight, with interests by Zipf's law."""
    chance = random.Random(7)
    weights = [1 / (n + 3) for n in range(len(interests))]
    hours = [8 if n % 3 == 0 else n % 24 for n in range(chats)]
    async with database.write() as connection:
        await connection.execute(
            insert(chat),
            [
                {"id": n + 1, "telegram_id": n + 1, "kind": "private", "status": "active"}
                | {"language": "en", "zone": "UTC", "created_at": START}
                for n in range(chats)
            ],
        )
        await connection.execute(
            insert(briefing),
            [
                {"id": n + 1, "chat_id": n + 1, "name": "main", "times": f"{hours[n]:02}:00"}
                | {"weekdays": "0123456", "next_slot_at": START + timedelta(hours=hours[n])}
                | {"cursor": 0, "max_stories": 10}
                for n in range(chats)
            ],
        )
        await connection.execute(
            insert(subscription),
            [
                {"briefing_id": n + 1, "interest_id": each, "position": at, "since_at": START}
                for n in range(chats)
                for at, each in enumerate(set(chance.choices(interests, weights, k=5)))
            ],
        )


class Soak:
    """Lede between the feeds and the emulator, moved by the quarter of an hour."""

    def __init__(
        self, database: Database, people: EmulatorClient, clock: FakeClock, stack: AsyncExitStack
    ) -> None:
        self.database, self.people, self.clock, self._stack = database, people, clock, stack
        self._chance = random.Random(9)

    async def open(self) -> None:
        """Everything that lives as long as the process."""
        offload = Offload()
        self._stack.push_async_callback(offload.aclose)
        client = GuardedClient(allow_private=True, now=self.clock.now)
        self._stack.push_async_callback(client.aclose)
        transport = Transport()
        self._stack.push_async_callback(transport.aclose)
        bot = build_bot(
            token=TOKEN,
            api_url=self.people.url,
            request=AiohttpRequest(transport),
            poll_request=AiohttpRequest(transport),
            before=let_go,
        )
        await open_bot(bot)
        self._stack.push_async_callback(bot.shutdown)
        made = make_services(self.database, self.clock, Web())
        services = replace(made, parse_locator=parse_locator)
        self.ingest = IngestService(
            sources=SourceStore(self.database),
            articles=ArticleStore(self.database),
            fetcher=Fetchers(client=client, offload=offload, now=self.clock.now),
            workbench=offload,
            clock=self.clock,
            interval_s=900,
        )
        self._stack.push_async_callback(self.ingest.aclose)
        self.curate = CurateService(store=CurationStore(self.database), clock=self.clock)
        self.editions = EditionService(store=EditionStore(self.database), clock=self.clock)
        self.deliver = DeliverService(
            outbox=OutboxStore(self.database),
            sender=PartSender(transport, token=TOKEN, api_url=self.people.url),
            limiter=AtOnce(),
            clock=self.clock,
        )
        self.listen = ListenService(
            inbox=InboxStore(self.database),
            handler=BotHandler(bot, make_router(services, bot)),
            clock=self.clock,
            source=BotUpdates(bot, AiohttpRequest(transport)),
        )

    async def greet(self, chats: int) -> None:
        """All who write make themselves known, as they are from the first quarter on."""
        for writer in range(chats + 1, chats + 1 + WRITERS):
            await self.people.say(writer, "/start")
        await self.listen.drain()
        await self.deliver.tick()

    async def step(self, chats: int) -> None:
        """A quarter of an hour: polls, editions, messages, commands, and each hour the broom."""
        await self.ingest.drain()
        await self.curate.tick()
        await self.editions.tick()
        await self.deliver.tick()
        for _ in range(A_STEP):
            writer = chats + 1 + self._chance.randrange(WRITERS)
            await self.people.say(writer, self._chance.choice(COMMANDS))
        await self.listen.drain()
        await self.deliver.tick()
        if not self.clock.now().minute:
            await self.broom().tick()
        self.clock.advance(seconds=STEP.total_seconds())

    def broom(self) -> RetentionService:
        """Retention as its duty has it; it looks at the time of the machine, so each hour anew."""
        others = (
            *(OrphanStore(self.database), InboxStore(self.database), ButtonStore(self.database)),
            *(AlertStore(self.database), FarTimesStore(self.database)),
            *(TextPacking(self.database), ReactionStore(self.database)),
        )
        return RetentionService(
            cleaner=RetentionStore(self.database), others=others, clock=self.clock
        )


async def soak(folder: Path, *, hours: int, chats: int, sources: int) -> list[Left]:
    """What there is at the end of each quarter."""
    found: list[Left] = []
    async with AsyncExitStack() as stack:
        people = await stack.enter_async_context(emulator_process(token=TOKEN))
        await people.act("limits", on=False)
        for first in range(1, chats + 1, 2000):
            await people.add_people(range(first, min(chats + 1, first + 2000)))
        await people.add_people(range(chats + 1, chats + 1 + WRITERS))
        clock = FakeClock(START)
        database = Database(f"sqlite:///{folder / 'soak.db'}")
        stack.push_async_callback(database.aclose)
        await migrate(database)
        store, interests = SourceStore(database), []
        for n in range(sources):
            kind, address = parse_locator(f"http://127.1.{n // 250}.{n % 250 + 1}:{PORT}/feed/{n}")
            added = await store.add(kind=kind, locator=address, title=f"Feed {n}", now=START)
            followed = await InterestStore(database).ensure(
                InterestKind.SOURCE, str(added.id), f"Feed {n}", START
            )
            interests.append(followed.id)
        await readers(database, chats, interests)
        lede = Soak(database, people, clock, stack)
        await lede.open()
        await lede.greet(chats)
        async with httpx.AsyncClient() as feeds:
            for step in range(hours * 4):
                seconds = (clock.now() - START).total_seconds()
                (await feeds.get(f"http://127.0.0.1:{PORT}/at/{seconds}")).raise_for_status()
                await lede.step(chats)
                if sys.stderr.isatty():
                    print(f"{seconds / 3600:6.2f} h", file=sys.stderr)
                if (step + 1) % hours == 0:
                    found.append(await left(database))
                    print(line(len(found), found[-1]), flush=True)
        async with database.read() as connection:
            states = select(outbox.c.state, func.count()).group_by(outbox.c.state)
            rows = (await connection.execute(states)).all()
        print("parts: " + ", ".join(f"{count} {state}" for state, count in sorted(rows)))
    return found


def line(quarter: int, one: Left) -> str:
    """A quarter in a line."""
    return (
        f"quarter {quarter}: {one.memory_kb / 1024:.1f} MB, workers {one.workers_kb / 1024:.1f} MB, "
        f"{one.files} files, {one.tasks} tasks, {sum(one.rows.values()):,} rows"
    )


def faults(found: list[Left]) -> list[str]:
    """What grew that should not, from half time to the end."""
    half, end = found[1], found[3]
    said = []
    if end.memory_kb > half.memory_kb * 1.03:
        said.append(f"memory {half.memory_kb} to {end.memory_kb} kB")
    said += [
        f"{name} {getattr(half, name)} to {getattr(end, name)}"
        for name in ("files", "tasks")
        if getattr(end, name) > getattr(half, name)
    ]
    grown = {name: end.rows[name] - half.rows[name] for name in end.rows}
    said += [f"rows of {name} +{n}" for name, n in grown.items() if n > 0 and name not in BY_AGE]
    print("rows since half time: " + ", ".join(f"{name} +{n}" for name, n in grown.items() if n))
    return said


def main() -> None:
    """The time in quarters; ends with 1 when something only grew."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("--hours", 24), ("--chats", 10_000), ("--sources", 1000)):
        parser.add_argument(name, type=int, default=usual)
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    server = context.Process(target=serve, args=(ready,), daemon=True)
    server.start()
    ready.wait(30)
    began = time.monotonic()
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(soak(Path(folder), **vars(options)))
    finally:
        server.terminate()
        server.join()
    print(f"{time.process_time():.0f} s of CPU, {time.monotonic() - began:.0f} s")
    if said := faults(found):
        sys.exit("\n".join(said))
    print("nothing only grew")


if __name__ == "__main__":
    main()
