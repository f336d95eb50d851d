"""The database's server is killed and its standby takes over: Lede finds it and loses nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.playground.server import Emulator
from bot.playground.world.state import Person
from bot.store.database import Database
from bot.store.tables import inbox
from tests.support.databases import PostgresServer, prepare_database
from tests.support.editions import add_editions
from tests.support.emulator import EmulatorClient
from tests.support.process import TOKEN, lede
from tests.support.standby import PRIMARY, Standby

CHATS, PARTS, ASKING = 20, 2, 99


@pytest.fixture
async def standby() -> AsyncGenerator[Standby]:
    """A server, and one that follows it, with a database of this version's tables."""
    first = PostgresServer(PRIMARY)
    second = Standby(first)
    try:
        await asyncio.to_thread(first.start)
        await asyncio.to_thread(prepare_database, first.url())
        await second.start()
        yield second
    finally:
        await second.stop()
        await asyncio.to_thread(first.stop)


async def test_a_primary_killed_in_the_middle_and_its_standby_promoted_lose_nothing(
    standby: Standby, tmp_path: Path
) -> None:
    """Every part arrives, at most what was under way twice; people are answered afterwards."""
    url = standby.url("postgres")
    database = Database(url)
    await add_editions(database, CHATS, parts=PARTS, now=datetime.now(UTC))
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": url, "WEB_PORT": "0"}
    async with Emulator(token=TOKEN, latency_s=0.05) as emulator:
        for number in [*range(1, CHATS + 1), ASKING]:
            emulator.world.add_person(Person(id=number, first_name="P"))
        settings |= {"TELEGRAM_API_URL": emulator.url, "TICK_S": "0.5"}

        async def sent(count: int, of: int | None = None) -> None:
            async with asyncio.timeout(90):
                while (
                    len(
                        {
                            (each.chat_id, each.text)
                            for each in emulator.journal.sent()
                            if of in (None, each.chat_id)
                        }
                    )
                    < count
                ):
                    await asyncio.sleep(0.02)

        async with (
            EmulatorClient(emulator.url) as people,
            lede("run", folder=tmp_path, settings=settings) as running,
        ):
            await sent(CHATS * PARTS // 4)
            await people.say(ASKING, "/start")
            await standby.take_over()
            await sent(1, of=ASKING)
            await people.say(ASKING, "/help")
            await sent(2, of=ASKING)
            await sent(CHATS * PARTS + 2)
            assert await running.stop() == 0, str(running)
        arrived = Counter((each.chat_id, each.text) for each in emulator.journal.sent())
    async with database.read() as connection:
        assert set((await connection.execute(select(inbox.c.state))).scalars()) == {"done"}
    await database.aclose()
    assert sum(arrived.values()) - len(arrived) <= 8
