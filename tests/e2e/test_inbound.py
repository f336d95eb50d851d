"""Thousands of updates that wait, a kill while they are answered, and an end that hangs."""

from __future__ import annotations

import asyncio
import json
import signal
from pathlib import Path

from bot.playground.server import Emulator
from bot.store.engines.registry import address_of_file
from tests.support.crowd import Crowd, until
from tests.support.process import LedeProcess, lede, run_lede, settings_of

PEOPLE, EACH = 30, 8


async def test_a_backlog_is_answered_to_the_last_update_though_the_bot_is_killed(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """Nobody is left without an answer; only what was under way at the kill may come twice."""
    crowd = Crowd(emulator, PEOPLE)
    for number in range(EACH):
        for person in crowd.numbers:
            emulator.people.say(person, person, "/help" if number % 2 else "/status")
    async with lede("run", folder=tmp_path, settings=settings) as first:
        await until(lambda: len(crowd.sent()) > 60, timeout_s=90, what="some answers")
        await first.kill()
    async with lede("run", folder=tmp_path, settings=settings) as second:
        await until(
            lambda: min(crowd.counted(crowd.sent())[person] for person in crowd.numbers) >= EACH,
            timeout_s=120,
            what=f"{EACH} answers for each",
        )
        assert await second.stop() == 0, str(second)
    per_chat = crowd.counted(crowd.sent())
    assert max(per_chat.values()) <= EACH + 1
    assert emulator.journal.violations == []


async def test_a_second_signal_ends_at_once(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """The first one waits for what hangs; whoever is impatient need not."""
    crowd = Crowd(emulator, 1)
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("app.started")
        emulator.faults.preset("hang")
        emulator.people.say(1001, 1001, "/help")
        await until(lambda: emulator.faults.held > 0, timeout_s=30, what="a send hangs")
        running.send(signal.SIGTERM)
        await running.wait_for("app.stopping")
        assert running.process.returncode is None
        running.send(signal.SIGTERM)
        assert await running.wait(timeout_s=5) == -signal.SIGTERM
    assert crowd.sent() == []


async def test_a_restored_copy_repeats_nothing_until_it_is_told_to_go_on(
    emulator: Emulator, tmp_path: Path
) -> None:
    """A copy made while the bot runs; what was sent since is not known to it."""
    settings = settings_of(emulator, address_of_file(tmp_path / "lede.db"))
    crowd = Crowd(emulator, 3)

    async def said(*command: str) -> LedeProcess:
        ended = await run_lede(*command, folder=tmp_path, settings=settings)
        assert ended.process.returncode == 0, str(ended)
        return ended

    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("app.started")
        await crowd.say("/help")
        await said("backup", "copy.db")
        await crowd.say("/status")
        assert await running.stop() == 0
    await said("restore", "copy.db")
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("app.started")
        held = json.loads("\n".join((await said("stats", "--json")).out))["hold"]
        await said("resume")
        await asyncio.sleep(1)
        assert await running.stop() == 0
    assert held == "restored from a copy"
    assert crowd.counted(crowd.sent()) == dict.fromkeys(crowd.numbers, 2)
