"""A crowd of newcomers: who was here before finds a place at once, and nobody is left out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.services.listen import NEWCOMERS, ListenService
from bot.store.database import Database
from bot.store.inbox import InboxStore
from tests.support.clock import FakeClock
from tests.support.people import NOW, meet, message

KNOWN, CROWD = 5, 1000


class Gate:
    """Begins what it is given, and lets it end when it is told to."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.open = asyncio.Event()
        self.at_once = 0

    async def handle(self, payload: Mapping[str, Any]) -> None:
        chat = payload["message"]["chat"]["id"]
        self.begun.append(chat)
        self.at_once = max(self.at_once, len(self.begun) - len(self.ended))
        if chat != KNOWN:
            await self.open.wait()
        self.ended.append(chat)

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        raise AssertionError(payload)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


async def test_somebody_known_is_begun_next_however_many_newcomers_wait(
    database: Database,
) -> None:
    """A thousand newcomers have eight places that none of them leaves: the next begun is known."""
    inbox, gate = InboxStore(database), Gate()
    await meet(database, KNOWN, now=NOW - timedelta(hours=1))
    crowd = [message(number, "/start", chat_id=CROWD + number) for number in range(1000)]
    for at in range(0, len(crowd), 100):
        await inbox.store(crowd[at : at + 100], NOW)
    listen = ListenService(inbox=inbox, handler=gate, clock=FakeClock(NOW))
    stop = asyncio.Event()
    running = asyncio.create_task(listen.run(stop))
    await _until(lambda: len(gate.begun) >= NEWCOMERS)
    for number in (1000, 1001, 1002):
        await listen.receive(json.dumps(message(number, "x", chat_id=KNOWN)).encode())
    await _until(lambda: gate.ended.count(KNOWN) == 3)
    assert gate.begun[: NEWCOMERS + 3] == [*range(CROWD, CROWD + NEWCOMERS), *[KNOWN] * 3]
    assert len(gate.begun) == NEWCOMERS + 3
    gate.open.set()
    await _until(lambda: len(gate.ended) == 1003)
    stop.set()
    await running
    assert sorted(gate.ended) == sorted([*range(CROWD, CROWD + 1000), *[KNOWN] * 3])
    assert gate.at_once <= NEWCOMERS + 1


async def test_many_who_are_known_leave_turns_to_newcomers(database: Database) -> None:
    """Of those handed out next half are new ones, as long as there are places for these."""
    inbox = InboxStore(database)
    for number in range(1, 21):
        await meet(database, number, now=NOW - timedelta(hours=1))
    await inbox.store([message(n, "x", chat_id=n) for n in range(1, 21)], NOW)
    await inbox.store([message(n, "x", chat_id=CROWD + n) for n in range(21, 41)], NOW)
    found = await inbox.open(10, NOW)
    assert [each.newcomer for each in found] == [False] * 5 + [True] * 5
    found = await inbox.open(10, NOW, newcomers=2)
    assert [each.newcomer for each in found] == [False] * 8 + [True] * 2
    assert not any(each.newcomer for each in await inbox.open(40, NOW, newcomers=0))
