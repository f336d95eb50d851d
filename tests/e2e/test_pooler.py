"""Several processes behind PgBouncer in transaction mode: everything goes on as without it."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import ConfigError
from bot.playground.server import Emulator
from bot.playground.world.state import Person
from bot.store.backup import back_up, restore
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.store.stats import StatsStore
from tests.support.articles import add_source
from tests.support.databases import PostgresServer, prepare_database
from tests.support.editions import add_editions
from tests.support.emulator import EmulatorClient
from tests.support.pooler import MISSING, Pooler, program
from tests.support.process import TOKEN, LedeProcess, lede

pytestmark = pytest.mark.skipif(program() is None, reason=MISSING)

CHATS, PARTS = 20, 2
ASKING = range(101, 106)


@pytest.fixture(scope="module")
def pooler(postgres: PostgresServer) -> Generator[Pooler]:
    """A pooler that shares three connections to the server among all."""
    made = Pooler(postgres)
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def pooled_url(pooler: Pooler, postgres: PostgresServer) -> Generator[str]:
    """An empty database with this version's tables, made through the pooler."""
    postgres.make_database("pooled")
    url = pooler.url("pooled")
    prepare_database(url)
    yield url
    postgres.drop_database("pooled")


@asynccontextmanager
async def databases(url: str, count: int) -> AsyncGenerator[list[Database]]:
    made = [Database(url) for _ in range(count)]
    try:
        yield made
    finally:
        for each in made:
            await each.aclose()


async def test_statements_and_settings_of_many_transactions_at_once_stay_apart(
    pooled_url: str,
) -> None:
    """Though each connection of the server serves those of all, in turn."""
    async with databases(pooled_url, 3) as some:

        async def work(database: Database, number: int) -> None:
            for turn in range(20):
                limited = database.for_people(1.0 + number) if turn % 2 else database
                async with limited.write() as connection:
                    found = await connection.execute(
                        text(f"SELECT :n + {turn % 5}, current_setting('statement_timeout')"),
                        {"n": number},
                    )
                    value, limit = found.one()
                    assert value == number + turn % 5
                    assert limit == (f"{1 + number}s" if turn % 2 else "0")

        await asyncio.gather(*(work(some[at % 3], at) for at in range(24)))
        server = await some[0].dialect.server(some[0])
        assert server is not None
        assert server.pooled


async def test_copies_leave_nothing_in_the_connections_of_others(
    pooled_url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    """A dump would leave them without a search path; none is taken or put back on this way."""
    async with databases(pooled_url, 1) as (database,):
        await add_source(database, "before")
        await back_up(database, tmp_path / "copy.db")
        await add_source(database, "after")
        await restore(database, tmp_path / "copy.db", now=datetime.now(UTC))
        assert (tmp_path / "copy.db").read_bytes().startswith(b"SQLite")
        async with databases(postgres.url("pooled"), 1) as (direct,):
            if await direct.dialect.copy_to(direct, tmp_path / "copy.dump"):
                with pytest.raises(ConfigError, match="pooler"):
                    await restore(database, tmp_path / "copy.dump", now=datetime.now(UTC))
        await migrate(database)
        assert (await StatsStore(database).figures(now=datetime.now(UTC)))["sources.active"] == 1


async def test_two_processes_share_all_duties_and_one_that_stood_still_does_nothing_twice(
    pooled_url: str, postgres: PostgresServer, tmp_path: Path
) -> None:
    """Digests and answers arrive once; who held the duties stands still, goes on, and takes over."""
    direct_url = postgres.url("pooled")
    async with databases(pooled_url, 1) as (database,):
        await add_editions(database, CHATS, parts=PARTS, now=datetime.now(UTC))
    settings = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "DATABASE_URL": pooled_url,
        "WEB_PORT": "0",
        "TICK_S": "0.5",
        "LOG_FORMAT": "json",
    }
    async with Emulator(token=TOKEN, latency_s=0.02) as emulator:
        for number in [*range(1, CHATS + 1), *ASKING]:
            emulator.world.add_person(Person(id=number, first_name="P"))
        settings["TELEGRAM_API_URL"] = emulator.url

        async def answered(*people: int) -> None:
            async with asyncio.timeout(60):
                while not set(people) <= {each.chat_id for each in emulator.journal.sent()}:
                    await asyncio.sleep(0.02)
                while await _waiting(direct_url):  # what is under way at a stop may come again
                    await asyncio.sleep(0.1)

        async with (
            EmulatorClient(emulator.url) as people,
            lede("run", folder=tmp_path, settings=settings) as first,
        ):
            await _has(first, "duty.taken", "listen")
            async with lede("run", folder=tmp_path, settings=settings) as second:
                await second.wait_for("app.started")
                await asyncio.gather(*(people.say(each, "/start") for each in ASKING[:2]))
                await answered(*ASKING[:2])
                assert not _told(second, "duty.taken", "listen")
                first.send(signal.SIGSTOP)
                await people.say(ASKING[2], "/start")
                await _has(second, "duty.taken", "listen")
                await answered(ASKING[2])
                first.send(signal.SIGCONT)
                await _has(first, "duty.lost", "listen")
                await people.say(ASKING[3], "/start")
                await answered(ASKING[3])
                assert await second.stop() == 0, str(second)
                await _has(first, "duty.taken", "listen", times=2)
                await people.say(ASKING[4], "/start")
                await answered(ASKING[4])
                async with asyncio.timeout(90):  # what was in doubt waits half a minute
                    while len(set(_sent(emulator, CHATS))) < CHATS * PARTS:
                        await asyncio.sleep(0.1)
        digests = Counter(_sent(emulator, CHATS))
        answers = Counter(
            each.chat_id for each in emulator.journal.sent() if each.chat_id in ASKING
        )
    assert sum(digests.values()) - len(digests) <= 8  # what was under way when it was stopped
    assert set(answers.values()) == {1}, answers


def _sent(emulator: Emulator, upto: int) -> list[tuple[object, object]]:
    readers = {*range(1, upto + 1)}
    return [
        (each.chat_id, each.text) for each in emulator.journal.sent() if each.chat_id in readers
    ]


async def _waiting(url: str) -> float:
    async with databases(url, 1) as (database,):
        figures = await StatsStore(database).figures(now=datetime.now(UTC))
    return figures["updates.waiting"]


def _told(process: LedeProcess, event: str, duty: str) -> int:
    return sum(each.get("event") == event and each.get("duty") == duty for each in process.events)


async def _has(process: LedeProcess, event: str, duty: str, *, times: int = 1) -> None:
    try:
        async with asyncio.timeout(60):
            while _told(process, event, duty) < times:
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"no {event} of {duty}: {process}") from None
