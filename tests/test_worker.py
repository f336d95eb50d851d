"""Ticks come again and pumps go on, whatever one of them raises."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import ConfigError, StoreBusyError
from bot.worker import Worker


async def test_ticks_repeat_and_survive_their_errors() -> None:
    """A tick that fails is tried again; the others are not held up."""
    seen: list[str] = []
    enough = asyncio.Event()

    async def broken() -> int:
        seen.append("broken")
        raise StoreBusyError("busy")

    async def works() -> int:
        seen.append("works")
        if seen.count("works") >= 3 and seen.count("broken") >= 3:
            enough.set()
        return 1

    worker = Worker(ticks={"a": broken, "b": works}, pumps={}, tick_s=0.05)
    stop = asyncio.Event()
    task = asyncio.create_task(worker.run(stop))
    async with asyncio.timeout(20):
        await enough.wait()
        stop.set()
        await task


async def test_a_slow_tick_never_runs_twice_at_once() -> None:
    """The metronome passes over a tick that is still at work."""
    running = most = ticks = 0
    enough = asyncio.Event()

    async def slow() -> int:
        nonlocal running, most, ticks
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.12)
        running -= 1
        ticks += 1
        if ticks >= 3:
            enough.set()
        return 0

    stop = asyncio.Event()
    task = asyncio.create_task(Worker(ticks={"a": slow}, pumps={}, tick_s=0.05).run(stop))
    async with asyncio.timeout(20):
        await enough.wait()
        stop.set()
        await task
    assert most == 1


async def test_pumps_end_when_asked() -> None:
    """The worker waits until every pump has put down what it holds."""
    begun, ended = asyncio.Event(), asyncio.Event()

    async def pump(stop: asyncio.Event) -> None:
        begun.set()
        await stop.wait()
        ended.set()

    stop = asyncio.Event()
    task = asyncio.create_task(Worker(ticks={}, pumps={"p": pump}, tick_s=1).run(stop))
    async with asyncio.timeout(20):
        await begun.wait()
        stop.set()
        await task
    assert ended.is_set()


async def test_a_tick_under_way_at_the_end_ends_by_itself() -> None:
    """Stopping cuts no transaction in half, and says nothing about it."""
    begun, ended, may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def tick() -> int:
        begun.set()
        await may_end.wait()
        ended.set()
        return 1

    stop = asyncio.Event()
    task = asyncio.create_task(Worker(ticks={"a": tick}, pumps={}, tick_s=0.05).run(stop))
    async with asyncio.timeout(20):
        await begun.wait()
        stop.set()
        await asyncio.sleep(0)
        assert not task.done()
        may_end.set()
        await task
    assert ended.is_set()


async def test_a_pump_that_finds_that_nothing_will_help_ends_the_whole_in_order() -> None:
    """The others put down what they hold first."""
    ended = asyncio.Event()

    async def works(stop: asyncio.Event) -> None:
        await stop.wait()
        ended.set()

    async def useless(_stop: asyncio.Event) -> None:
        raise ConfigError("the token is wrong")

    with pytest.raises(ConfigError, match="the token is wrong"):
        await Worker(ticks={}, pumps={"a": works, "b": useless}, tick_s=1).run(asyncio.Event())
    assert ended.is_set()
