"""The program itself, killed in the middle of its deliveries."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.playground.server import Emulator
from bot.playground.world.state import Person
from bot.store.database import Database
from tests.support.editions import add_editions, states
from tests.support.process import TOKEN, lede

CHATS, PARTS = 30, 2


async def test_lede_killed_and_ended_while_it_delivers_loses_nothing(
    database_url: str, tmp_path: Path
) -> None:
    """One SIGKILL and one SIGTERM: nothing lost, at most what was under way doubled, exit 0."""
    database = Database(database_url)
    await add_editions(database, CHATS, parts=PARTS, now=datetime.now(UTC))
    settings = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": database_url, "WEB_PORT": "0"}
    async with Emulator(token=TOKEN, latency_s=0.05) as emulator:
        for number in range(1, CHATS + 1):
            emulator.world.add_person(Person(id=number, first_name="P"))
        settings["TELEGRAM_API_URL"] = emulator.url

        async def arrived(count: int) -> None:
            async with asyncio.timeout(90):
                while len(emulator.journal.sent()) < count:
                    await asyncio.sleep(0.01)

        run = ("run", "--roles", "deliver")
        async with lede(*run, folder=tmp_path, settings=settings) as first:
            await arrived(8)
            os.kill(first.pid, signal.SIGKILL)
            await first.process.wait()
        async with lede(*run, folder=tmp_path, settings=settings) as second:
            await arrived(len(emulator.journal.sent()) + 8)
            began = time.monotonic()
            os.kill(second.pid, signal.SIGTERM)
            assert await asyncio.wait_for(second.process.wait(), 10) == 0, str(second)
            assert time.monotonic() - began < 10
        async with lede(*run, folder=tmp_path, settings=settings) as third:
            async with asyncio.timeout(90):
                while set((await states(database)).values()) != {"sent"}:
                    await asyncio.sleep(0.2)
            assert TOKEN not in first.output + second.output + third.output
        texts = [(entry.chat_id, entry.text) for entry in emulator.journal.sent()]
    await database.aclose()
    assert len(set(texts)) == CHATS * PARTS
    assert len(texts) - len(set(texts)) <= 8
