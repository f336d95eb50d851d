"""A crowd, of whoever: who asks for little finds a place at once, and nobody is left out."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from bot.aside import aside
from bot.domain.updates import ChatLine
from bot.services.listen import FULL, ListenService
from bot.services.places import ASIDE, MUCH_UPDATES, ROOM, ROOM_BEHIND
from bot.store.database import Database
from bot.store.inbox import InboxStore
from tests.support.clock import FakeClock
from tests.support.people import NOW, meet, message

KNOWN, CROWD = 5, 1000


class Gate:
    """Begins what it is given; what a crowd wrote ends when it is told to."""

    def __init__(self, *, steps_aside: bool = False) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.open = asyncio.Event()
        self._steps_aside = steps_aside

    async def handle(self, payload: Mapping[str, Any]) -> None:
        chat = payload["message"]["chat"]["id"]
        self.begun.append(chat)
        if chat >= CROWD and self._steps_aside:
            with aside():
                await self.open.wait()
        elif chat >= CROWD and not payload["message"]["text"].startswith("/quick"):
            await self.open.wait()
        self.ended.append(chat)

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        raise AssertionError(payload)

    @property
    def crowd(self) -> int:
        """How many of the crowd are in work."""
        return sum(chat >= CROWD for chat in self.begun) - sum(each >= CROWD for each in self.ended)


class Telegram:
    """Gives updates a hundred at a time; holds the answer behind the first ones until told."""

    def __init__(self, updates: Sequence[Mapping[str, Any]], *, first: int) -> None:
        self.updates, self.first = updates, first
        self.held = asyncio.Event()
        self.go_on = asyncio.Event()

    async def get_updates(
        self, *, offset: int | None, timeout_s: float
    ) -> Sequence[Mapping[str, Any]]:
        at = offset or 0
        if at >= self.first:
            self.held.set()
            await self.go_on.wait()
        if at >= len(self.updates):
            await asyncio.sleep(timeout_s)
        return self.updates[at : at + FULL]


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def _running(
    database: Database, gate: Gate, *, source: Telegram | None = None
) -> AsyncGenerator[ListenService]:
    listen = ListenService(
        inbox=InboxStore(database),
        handler=gate,
        clock=FakeClock(NOW),
        source=source,
        slow=lambda each: each["message"]["text"] == "slow",
    )
    stop = asyncio.Event()
    running = asyncio.create_task(listen.run(stop))
    yield listen
    stop.set()
    await running


async def _ask(listen: ListenService, gate: Gate, *numbers: int) -> None:
    """Somebody known asks for something small, some times, and is answered."""
    before = gate.ended.count(KNOWN)
    for number in numbers:
        await listen.receive(json.dumps(message(number, "x", chat_id=KNOWN)).encode())
    await _until(lambda: gate.ended.count(KNOWN) == before + len(numbers))


async def test_somebody_known_is_begun_next_however_many_newcomers_wait(
    database: Database,
) -> None:
    """Hundreds of newcomers have few places that none of them leaves: the next begun is known."""
    inbox, gate, room = InboxStore(database), Gate(), ROOM[ChatLine.NEW]
    await meet(database, KNOWN, now=NOW - timedelta(hours=1))
    crowd = [message(number, "/start", chat_id=CROWD + number) for number in range(300)]
    for at in range(0, len(crowd), 100):
        await inbox.store(crowd[at : at + 100], NOW)
    async with _running(database, gate) as listen:
        await _until(lambda: len(gate.begun) >= room)
        await _ask(listen, gate, 1000, 1001, 1002)
        assert gate.begun == [*range(CROWD, CROWD + room), *[KNOWN] * 3]
        gate.open.set()
        await _until(lambda: len(gate.ended) == 303)
    assert sorted(gate.ended) == sorted([*range(CROWD, CROWD + 300), *[KNOWN] * 3])


async def test_somebody_is_begun_next_however_many_known_ask_for_what_takes_long(
    database: Database,
) -> None:
    """A hundred people known for long who search have few places; a small question waits for none."""
    inbox, gate, room = InboxStore(database), Gate(), ROOM[ChatLine.SLOW]
    for chat in (KNOWN, *range(CROWD, CROWD + 100)):
        await meet(database, chat, now=NOW - timedelta(hours=1))
    crowd = [message(number, "slow", chat_id=CROWD + number % 100) for number in range(200)]
    await inbox.store(crowd, NOW, slow=lambda _: True)
    async with _running(database, gate) as listen:
        await _until(lambda: len(gate.begun) >= room)
        await _ask(listen, gate, 1000, 1001, 1002)
        assert gate.begun == [*range(CROWD, CROWD + room), *[KNOWN] * 3]
        gate.open.set()
        await _until(lambda: len(gate.ended) == 203)
    assert Counter(gate.ended) == {KNOWN: 3} | {CROWD + number: 2 for number in range(100)}


async def test_who_asks_for_very_much_waits_for_others_who_do(database: Database) -> None:
    """Thirty chats that had their share within a minute leave all but a few places."""
    inbox, gate, room = InboxStore(database), Gate(), ROOM[ChatLine.MUCH]
    crowd = range(CROWD, CROWD + 30)
    for chat in (KNOWN, *crowd):
        await meet(database, chat, now=NOW - timedelta(hours=1))
    share = [
        message(number * 100 + turn, "/quick", chat_id=chat)
        for turn in range(MUCH_UPDATES + 1)
        for number, chat in enumerate(crowd)
    ]
    await inbox.store(share, NOW)
    async with _running(database, gate) as listen:
        await _until(lambda: len(gate.ended) == len(share))
        for number, chat in enumerate(crowd):
            await listen.receive(json.dumps(message(5000 + number, "x", chat_id=chat)).encode())
        await _until(lambda: gate.crowd >= room)
        await _ask(listen, gate, 6000, 6001, 6002)
        assert gate.crowd == room
        gate.open.set()
        await _until(lambda: len(gate.ended) == len(share) + 33)


async def test_who_waits_for_the_pace_of_a_chat_holds_nobodys_place(database: Database) -> None:
    """Answers of more chats than have places wait their second out: others are begun meanwhile.

    So many and no more: what waits so is bounded, too.
    """
    inbox, gate, most = InboxStore(database), Gate(steps_aside=True), ROOM[ChatLine.KNOWN] * ASIDE
    for chat in (KNOWN, *range(CROWD, CROWD + 40)):
        await meet(database, chat, now=NOW - timedelta(hours=1))
    await inbox.store([message(n, "x", chat_id=CROWD + n) for n in range(40)], NOW)
    async with _running(database, gate) as listen:
        await _until(lambda: gate.crowd == 40 < most)
        await _ask(listen, gate, 1000)
        more = [message(n, "x", chat_id=CROWD + n) for n in range(1100, 1100 + most)]
        for each in more:
            await meet(database, each["message"]["chat"]["id"], now=NOW - timedelta(hours=1))
        await inbox.store(more, NOW)
        await _until(lambda: gate.crowd >= most)
        await asyncio.sleep(0)
        assert gate.crowd == most
        gate.open.set()
        await _until(lambda: len(gate.ended) == 41 + most)


async def test_what_waits_at_telegram_is_taken_in_before_much_is_begun(
    database: Database,
) -> None:
    """As long as Telegram gives all it can at once, others may stand behind: few are in work."""
    for chat in range(CROWD, CROWD + 40):
        await meet(database, chat, now=NOW - timedelta(hours=1))
    updates = [message(n, "x", chat_id=CROWD + n % 40) for n in range(3 * FULL + 50)]
    gate, telegram = Gate(), Telegram(updates, first=3 * FULL)
    async with _running(database, gate, source=telegram):
        await telegram.held.wait()
        await _until(lambda: gate.crowd >= ROOM_BEHIND[ChatLine.KNOWN])
        assert gate.crowd == ROOM_BEHIND[ChatLine.KNOWN]
        telegram.go_on.set()
        await _until(lambda: gate.crowd == ROOM[ChatLine.KNOWN])
        gate.open.set()
        await _until(lambda: len(gate.ended) == len(updates))


async def test_many_who_are_known_leave_turns_to_newcomers(database: Database) -> None:
    """Of those handed out next half are new ones, as long as there are places for these."""
    inbox = InboxStore(database)
    for number in range(1, 21):
        await meet(database, number, now=NOW - timedelta(hours=1))
    await inbox.store([message(n, "x", chat_id=n) for n in range(1, 21)], NOW)
    await inbox.store([message(n, "x", chat_id=CROWD + n) for n in range(21, 41)], NOW)
    found = await inbox.take(10)
    assert Counter(each.line for each in found) == {ChatLine.KNOWN: 5, ChatLine.NEW: 5}
    found = await inbox.take(10, room={ChatLine.KNOWN: 9, ChatLine.NEW: 2})
    assert Counter(each.line for each in found) == {ChatLine.KNOWN: 8, ChatLine.NEW: 2}
    found = await inbox.take(40, room={ChatLine.KNOWN: 40})
    assert Counter(each.line for each in found) == {ChatLine.KNOWN: 20}
