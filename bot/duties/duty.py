"""One duty of a process: what runs, and whether only one process at a time may do it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from bot.store.leases import Leadership
from bot.worker import Pump, Tick


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A tick, a pump or a server; each of them under a name of its own."""

    name: str
    #: Does what is due, again and again.
    tick: Tick | None = None
    #: Works until it is told to stop.
    pump: Pump | None = None
    #: Opens a server, once, when everything else has been made; raises when it cannot.
    serve: Callable[[], Awaitable[None]] | None = None
    #: Held by the one process that may do it; None where all may.
    leader: Leadership | None = None
    #: Before this is true a pump neither begins nor asks to be the leader.
    may_begin: Callable[[], bool] = _always


def tick_of(duty: Duty) -> Tick | None:
    """The duty's tick, for the one process that has the duty."""
    tick, leader = duty.tick, duty.leader
    if tick is None or leader is None:
        return tick

    async def run() -> int:
        if not await leader.held():
            return 0
        with leader.acting():
            return await tick()

    return run


def pump_of(duty: Duty, *, look_s: float) -> Pump | None:
    """The duty's pump, at work while this process has the duty; looks every `look_s` seconds."""
    pump, leader, may_begin = duty.pump, duty.leader, duty.may_begin
    if pump is None or leader is None:
        return pump

    async def run(stop: asyncio.Event) -> None:
        while not stop.is_set():
            if may_begin() and await leader.held() and not await _lost(pump, leader, stop):
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(look_s):
                    await stop.wait()

    return run


async def _lost(pump: Pump, leader: Leadership, stop: asyncio.Event) -> bool:
    """Work until told to stop, or until the duty is another process's; whether it is."""
    ends = asyncio.Event()
    with leader.acting():
        work = asyncio.ensure_future(pump(ends))
    lost = asyncio.create_task(leader.lost())
    told = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({work, lost, told}, return_when=asyncio.FIRST_COMPLETED)
        ends.set()
        await work
        return lost.done() and not stop.is_set()
    finally:
        for each in (work, lost, told):
            each.cancel()
        await asyncio.gather(work, lost, told, return_exceptions=True)
