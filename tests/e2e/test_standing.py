"""A loop that stands and an update that kills: the process ends, and the next one goes on."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from bot.playground.server import Emulator
from bot.store.database import Database
from bot.store.engines.registry import address_of_file
from bot.store.inbox import InboxStore
from tests.support.crowd import Crowd, until
from tests.support.mortal import POISON
from tests.support.people import NOW, message
from tests.support.process import lede, settings_of


@pytest.fixture
def settings(emulator: Emulator, tmp_path: Path) -> dict[str, str]:
    return settings_of(emulator, address_of_file(tmp_path / "lede.db"))


@pytest.mark.parametrize("how", ["wait", "compute", "loop", "builtin"])
async def test_a_loop_that_stands_still_ends_the_process_and_says_where(
    how: str, settings: dict[str, str], tmp_path: Path
) -> None:
    """75, so that a service manager starts it anew; the place is on standard error."""
    async with lede(how, folder=tmp_path, settings=settings, module=_STANDING) as running:
        await running.wait_for("app.started")
        running.send(signal.SIGUSR1)
        assert await running.wait() == 75, str(running)
        assert how == "builtin" or "loop.stood_still" in running.output
        assert "in stand" in running.output  # what `faulthandler` tells of the main thread


@pytest.mark.parametrize("how", ["wait", "compute"])
async def test_asked_to_end_it_does_though_the_loop_stands(
    how: str, settings: dict[str, str], tmp_path: Path
) -> None:
    """The second request ends it at once, as always; nothing waits for the loop."""
    async with lede(how, folder=tmp_path, settings=settings, module=_STANDING) as running:
        await running.wait_for("app.started")
        running.send(signal.SIGUSR1)
        running.send(signal.SIGTERM)
        running.send(signal.SIGTERM)
        assert await running.wait() in (75, -signal.SIGTERM), str(running)


async def test_a_process_that_was_stopped_for_long_goes_on(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """A machine that slept, or a debugger: that is no loop that stands."""
    crowd = Crowd(emulator, 1)
    async with lede("wait", folder=tmp_path, settings=settings, module=_STANDING) as running:
        await running.wait_for("app.started")
        running.send(signal.SIGSTOP)
        await _passes(5.0)
        running.send(signal.SIGCONT)
        await crowd.say("/help")
        await until(lambda: len(crowd.sent()) == 1, timeout_s=30, what="an answer")
        assert await running.stop() == 0, str(running)


async def test_an_address_of_many_dots_is_refused_and_others_are_answered(
    emulator: Emulator, settings: dict[str, str], tmp_path: Path
) -> None:
    """The message that once stopped the bot for good, by a command and as an operator's source."""
    crowd = Crowd(emulator, 2)
    first, second = crowd.numbers
    settings["ADMIN_IDS"] = str(first)
    dotted = "www." + "a." * 40 + "@://"
    async with lede("run", folder=tmp_path, settings=settings) as running:
        await running.wait_for("app.started")
        for words in (f"/subscribe {dotted}", f"/addsource {dotted}", f"/subscribe {dotted[4:]}"):
            emulator.people.say(first, first, words)
        emulator.people.say(second, second, "/help")
        await until(
            lambda: crowd.counted(crowd.sent()) == {first: 3, second: 1},
            timeout_s=30,
            what="an answer to each",
        )
        assert await running.stop() == 0, str(running)


async def test_an_update_that_ends_the_process_is_quarantined_after_three_times(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    """Those that were in work with it are each handled, and the chat's next one, too."""
    inbox = InboxStore(database)
    others = [message(n, f"other {n}", chat_id=n) for n in range(2, 12)]
    poison = message(1, POISON, chat_id=1)
    await inbox.store([poison, *others, message(20, "after", chat_id=1)], NOW)
    file = tmp_path / "handled"
    statuses = []
    for _ in range(4):
        async with lede(database_url, str(file), folder=tmp_path, module=_MORTAL) as running:
            statuses.append(await running.wait())
    assert statuses == [75, 75, 75, 0]
    handled = file.read_text(encoding="utf-8").splitlines()
    wanted = [f"other {n}" for n in range(2, 12)] + ["after", f"given up: {POISON}"]
    assert sorted(handled) == sorted(wanted)
    assert await inbox.take(1) == []
    assert await inbox.dead() == 1


_STANDING = "tests.support.standing"
_MORTAL = "tests.support.mortal"


async def _passes(seconds: float) -> None:
    """Real time, which a stopped process does not notice."""
    await asyncio.sleep(seconds)
