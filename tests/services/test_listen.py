"""The listen service: nothing lost, everything once, one chat in order."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.domain.errors import DropError, PollConflictError, RetryError, StoreBusyError
from bot.services.listen import ListenService
from bot.store.database import Database
from bot.store.inbox import InboxStore
from tests.support.clock import FakeClock
from tests.support.people import NOW, message


class Telegram:
    """Gives updates as Telegram does: from an offset on, again until they are confirmed."""

    def __init__(self, updates: Sequence[Mapping[str, Any]] = ()) -> None:
        self.updates = list(updates)
        self.offsets: list[int | None] = []
        self.errors: list[Exception] = []

    async def get_updates(
        self, *, offset: int | None, timeout_s: float
    ) -> Sequence[Mapping[str, Any]]:
        await asyncio.sleep(0)
        self.offsets.append(offset)
        if self.errors:
            raise self.errors.pop(0)
        if offset is not None:
            self.updates = [each for each in self.updates if each["update_id"] >= offset]
        if not self.updates and timeout_s:
            await asyncio.sleep(0.005)
        return self.updates[:100]


class Handler:
    """Notes what was handled; fails where it is told to."""

    def __init__(self) -> None:
        self.handled: list[tuple[int, str]] = []
        self.fail: dict[str, Exception] = {}
        self.tries = 0
        self.given_up: list[int] = []
        self.at_once = 0
        self.most_at_once = 0

    async def handle(self, payload: Mapping[str, Any]) -> None:
        body = payload["message"]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(0)
            if body["text"] in self.fail:
                self.tries += 1
                raise self.fail[body["text"]]
        finally:
            self.at_once -= 1
        self.handled.append((body["chat"]["id"], body["text"]))

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        self.given_up.append(payload["update_id"])


def _service(
    database: Database, telegram: Telegram | Hasty, handler: Handler, **more: Any
) -> ListenService:
    return ListenService(
        inbox=InboxStore(database),
        handler=handler,
        clock=FakeClock(NOW),
        source=telegram,
        retry_s=0.0,
        **more,
    )


async def test_a_backlog_drains_in_order_within_each_chat(database: Database) -> None:
    """A thousand updates of forty chats: each once, every chat in order, many at once."""
    updates = [message(n, str(n), chat_id=1 + n % 40) for n in range(1000)]
    handler = Handler()
    listen = _service(database, Telegram(updates), handler)
    assert await listen.drain() == 1000
    assert len(handler.handled) == len(set(handler.handled)) == 1000
    for chat_id in range(1, 41):
        texts = [int(text) for each, text in handler.handled if each == chat_id]
        assert texts == sorted(texts)
    assert 1 < handler.most_at_once <= 32


async def test_an_update_is_confirmed_only_after_it_is_stored(database: Database) -> None:
    """What the database did not take is asked for again."""
    telegram = Telegram([message(5, "a")])
    inbox = InboxStore(database)
    listen = _service(database, telegram, Handler())
    await listen.poll_once(timeout_s=0)
    assert telegram.offsets == [None]
    assert len(await inbox.take(10)) == 1
    await listen.poll_once(timeout_s=0)
    assert telegram.offsets == [None, 6]


class Hasty:
    """Answers every poll at once with nothing, as a broken proxy does; notes when it was asked."""

    def __init__(self) -> None:
        self.asked_at: list[float] = []

    async def get_updates(self, **_: Any) -> Sequence[Mapping[str, Any]]:
        self.asked_at.append(time.monotonic())
        await asyncio.sleep(0)
        return []


async def test_polls_that_are_not_held_open_are_paced(database: Database) -> None:
    """What stands between is not asked hundreds of times a second."""
    hasty, stop = Hasty(), asyncio.Event()
    listening = asyncio.create_task(_service(database, hasty, Handler()).run(stop))
    async with asyncio.timeout(30):
        while len(hasty.asked_at) < 2:
            await asyncio.sleep(0.02)
    stop.set()
    await listening
    assert hasty.asked_at[1] - hasty.asked_at[0] >= 0.4


async def test_an_update_that_comes_twice_is_handled_once(database: Database) -> None:
    """Also when it comes again after it was handled, or by a webhook."""
    handler = Handler()
    listen = _service(database, Telegram([message(1, "a")]), handler)
    await listen.drain()
    again = _service(database, Telegram([message(1, "a")]), handler)
    await again.drain()
    await again.receive(json.dumps(message(1, "a")).encode())
    await again.dispatch()
    assert handler.handled == [(1001, "a")]


async def test_a_poison_update_is_quarantined_and_stops_nobody(database: Database) -> None:
    """Three tries, then the next update of the same chat."""
    handler = Handler()
    handler.fail["boom"] = ValueError("text of a person")
    updates = [message(1, "boom"), message(2, "after"), message(3, "other", chat_id=5)]
    await _service(database, Telegram(updates), handler).drain()
    assert handler.tries == 3
    assert handler.given_up == [1]
    assert sorted(handler.handled) == [(5, "other"), (1001, "after")]
    assert await InboxStore(database).dead() == 1


async def test_a_database_that_is_away_is_not_the_updates_fault(database: Database) -> None:
    """The update stays open and is handled when the database is back."""
    handler = Handler()
    handler.fail["a"] = StoreBusyError("away")
    listen = _service(database, Telegram([message(1, "a")]), handler)
    task = asyncio.create_task(listen.drain())
    while handler.tries < 5:
        await asyncio.sleep(0)
    handler.fail.clear()
    await task
    assert handler.handled == [(1001, "a")]
    assert await InboxStore(database).dead() == 0


async def test_a_handler_that_hangs_is_ended(database: Database) -> None:
    """After its time it counts as failed, and the chat goes on."""

    class Hanging(Handler):
        async def handle(self, payload: Mapping[str, Any]) -> None:
            if payload["message"]["text"] == "hang":
                await asyncio.Event().wait()
            await super().handle(payload)

    handler = Hanging()
    telegram = Telegram([message(1, "hang"), message(2, "b")])
    await _service(database, telegram, handler, handler_timeout_s=0.01).drain()
    assert handler.handled == [(1001, "b")]


async def test_the_loop_survives_conflicts_and_outages(database: Database) -> None:
    """Errors of the poll end nothing; what came in by webhook meanwhile is handled."""
    telegram = Telegram()
    telegram.errors = [RetryError("away", retry_after_s=0), PollConflictError("taken")]
    handler = Handler()
    listen = _service(database, telegram, handler)
    stop = asyncio.Event()
    running = asyncio.create_task(listen.run(stop))
    await listen.receive(json.dumps(message(9, "hook")).encode())
    while not handler.handled:
        await asyncio.sleep(0.001)
    stop.set()
    await running
    assert handler.handled == [(1001, "hook")]


async def test_stopping_lets_what_is_in_work_end(database: Database) -> None:
    """The reply in work is finished and marked done."""
    begun, finish = asyncio.Event(), asyncio.Event()

    class Slow(Handler):
        async def handle(self, payload: Mapping[str, Any]) -> None:
            begun.set()
            await finish.wait()
            await super().handle(payload)

    handler = Slow()
    listen = _service(database, Telegram([message(1, "a")]), handler)
    stop = asyncio.Event()
    running = asyncio.create_task(listen.run(stop))
    await begun.wait()
    stop.set()
    finish.set()
    await running
    assert handler.handled == [(1001, "a")]
    assert await InboxStore(database).take(1) == []


@pytest.mark.parametrize(
    "payload",
    [b"", b"nonsense", b"[]", b"{}", b'{"update_id": "7"}', b"[" * 50_000, b"x" * 1_000_001],
)
async def test_what_is_no_update_is_dropped(payload: bytes, database: Database) -> None:
    """A webhook's body that is not an update changes nothing."""
    listen = _service(database, Telegram(), Handler())
    with pytest.raises(DropError):
        await listen.receive(payload)
    assert await InboxStore(database).take(1) == []
