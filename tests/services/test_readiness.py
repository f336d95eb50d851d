"""What is in the way is told with its cause, and nothing that looks may hang or raise."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.domain.errors import ConfigError, PollConflictError, RetryError, TokenRefusedError
from bot.domain.readiness import Finding, clock_finding, disk_finding
from bot.services.connection import TelegramConnection
from bot.services.readiness import PollWatch, Readiness


class Steady:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


async def test_silence_counts_after_a_minute_and_a_no_at_once() -> None:
    """Neither before asking began nor after an answer; with the cause where there is one."""
    steady = Steady()
    watch = PollWatch(steady=steady)
    assert await watch.look() == []
    watch.begins()
    watch.failed(RetryError("Telegram cannot be reached (TimedOut)"))
    steady.at += 60
    assert await watch.look() == []
    steady.at += 1
    assert "cannot be reached" in (await watch.look())[0].words
    watch.asked()
    assert await watch.look() == []
    watch.failed(PollConflictError("Conflict: can't use getUpdates while webhook is active"))
    assert "webhook is active" in (await watch.look())[0].words
    watch.failed(TokenRefusedError("Telegram does not accept the token"))
    assert [each.name for each in await watch.look()] == ["token"]


async def test_a_look_that_fails_is_a_finding_and_what_blocks_comes_first() -> None:
    """One that raises does not hide the others."""

    async def held() -> Sequence[Finding]:
        return [Finding(name="held", words="by the operator", blocking=False)]

    async def broken() -> Sequence[Finding]:
        raise ZeroDivisionError

    async def away() -> Sequence[Finding]:
        raise RetryError("The disk of the database is full")

    readiness = Readiness({"held": held, "x": broken, "database": away})
    found = [(each.name, each.words, each.blocking) for each in await readiness.findings()]
    assert found == [
        ("x", "cannot be looked at (ZeroDivisionError)", True),
        ("database", "The disk of the database is full", True),
        ("held", "by the operator", False),
    ]


async def test_telegram_is_tried_until_it_answers_and_a_no_ends_it() -> None:
    """What is waited for is told; a wrong setting is raised."""
    answers: list[Exception] = [RetryError("away"), RetryError("away still")]
    seen: list[str] = []

    async def steps() -> None:
        seen.extend(each.words for each in await connection.look())
        if answers:
            raise answers.pop(0)

    connection = TelegramConnection(steps, first_wait_s=0.0)
    await connection.run(asyncio.Event())
    assert connection.reached.is_set()
    assert seen == ["Telegram was not reached yet", "away", "away still"]
    assert await connection.look() == []
    answers.append(ConfigError("no"))
    with pytest.raises(ConfigError):
        await connection.run(asyncio.Event())


def test_disk_and_clock_are_told_by_how_bad_they_are() -> None:
    """A nearly full disk is a warning, a full one blocks; a minute's skew is none yet."""
    assert disk_finding(10**9) is None
    few, none = disk_finding(10**8), disk_finding(10**6)
    assert few is not None
    assert none is not None
    assert (few.blocking, none.blocking) == (False, True)
    assert clock_finding(None) is clock_finding(60.0) is clock_finding(-60.0) is None
    ahead, behind = clock_finding(600), clock_finding(-600)
    assert ahead is not None
    assert behind is not None
    assert "600 s ahead" in ahead.words
    assert "600 s behind" in behind.words
