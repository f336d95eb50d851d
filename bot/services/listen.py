"""The fifth tick: updates go into the inbox, then to the handlers, one chat at a time, in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from bot.aside import working
from bot.domain.errors import (
    PollConflictError,
    RetryError,
    TokenRefusedError,
)
from bot.domain.updates import ChatLine, InboxUpdate, read_update
from bot.log import log_event
from bot.ports import Clock, UpdateHandler, UpdateSource
from bot.services.handling import Handling, backoff
from bot.services.places import ChatPlace, WorkPlaces
from bot.services.readiness import PollWatch
from bot.store.inbox import InboxStore

_LOG = logging.getLogger(__name__)

#: How long Telegram holds a poll open when there is nothing.
POLL_S = 25.0

#: How long until it looks by itself for what another process stored, and for a place that is free
#: in a line where many wait.
_LOOK_S, _LOOK_SOON_S = 2.0, 0.25
#: A poll that brought nothing new sooner than this was not held open, whatever stands between: it
#: is asked again so much later, in seconds.
_EMPTY_S = 0.5
#: Telegram gives no more updates at once: there are more.
FULL = 100


def _no(_: Mapping[str, Any]) -> bool:
    return False


class ListenService:
    """Takes updates in and has them handled.

    An update is committed to the inbox before Telegram is told that it arrived, and marked done
    after its handler returned; so a crash loses none, and the one in work is handled again.
    Different chats are handled at once, so many of each line as it has places, which a crowd in
    another line does not take; the updates of one chat in order.
    """

    def __init__(
        self,
        *,
        inbox: InboxStore,
        handler: UpdateHandler,
        clock: Clock,
        source: UpdateSource | None = None,
        watch: PollWatch | None = None,
        retry_s: float = 1.0,
        handler_timeout_s: float = 120.0,
        silenced: Callable[[Mapping[str, Any]], bool] = _no,
        slow: Callable[[Mapping[str, Any]], bool] = _no,
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        #: None where a webhook brings the updates.
        self._source = source
        self._watch = watch or PollWatch()
        #: Whether an update asks for what takes longer.
        self._slow = slow
        self._arrived = asyncio.Event()
        self._places = WorkPlaces()
        self._places.freed = self._freed
        #: Whether more wait in some line than it had places.
        self._more = False
        #: Whether something may be open of chats that are in work: it is looked for afterwards.
        self._left = False
        #: Whether more waits at Telegram than it gave: it is taken in first, as what others wrote
        #: stands behind it.
        self._behind = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._handling = Handling(
            inbox=inbox,
            handler=handler,
            clock=clock,
            retry_s=retry_s,
            handler_timeout_s=handler_timeout_s,
            silenced=silenced,
            count=self._places.count,
        )

    async def run(self, stop: asyncio.Event, *, grace_s: float = 6.0) -> None:
        """Poll and dispatch until `stop` is set; then give what is in work `grace_s` to end."""
        loops = [asyncio.create_task(self._dispatch_loop(), name="listen.dispatch")]
        if self._source is not None:
            loops.append(asyncio.create_task(self._poll_loop(), name="listen.poll"))
        try:
            await stop.wait()
        finally:
            await _cancel(loops)
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=grace_s)
            await _cancel(list(self._tasks))
            await self._handling.aclose()

    async def poll_once(self, *, timeout_s: float = POLL_S) -> int:
        """Take in what Telegram has, waiting for it at the most `timeout_s`; how many are new."""
        if self._source is None:
            return 0
        offset = await self._inbox.offset(self._clock.now())
        try:
            updates = await self._source.get_updates(offset=offset, timeout_s=timeout_s)
        except RetryError:
            self._behind = False
            raise
        self._watch.asked()
        self._behind = len(updates) >= FULL
        if not updates:
            return 0
        stored = await self._inbox.store(updates, self._clock.now(), slow=self._slow)
        self._arrive()
        return stored

    async def receive(self, payload: bytes) -> None:
        """Take in one update from a webhook. When this returns it is committed.

        Raises:
            DropError: it is not an update, and giving it again would not help.
            StoreBusyError: it is not stored; Telegram will give it again.
        """
        found = read_update(payload)
        await self._inbox.store([found], self._clock.now(), polled=False, slow=self._slow)
        self._arrive()

    async def drain(self) -> int:
        """Take in and handle everything there is now, then return; how many were new."""
        stored = 0
        while new := await self.poll_once(timeout_s=0):
            stored += new
        await self.dispatch()
        return stored

    async def dispatch(self) -> None:
        """Handle every open update, then return."""
        self._arrived.set()
        while self._arrived.is_set() or self._tasks:
            if self._arrived.is_set():
                await self._start_all()
            else:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    def _arrive(self) -> None:
        self._left = self._left or bool(self._places.busy)
        self._arrived.set()

    async def _poll_loop(self) -> None:
        failures = 0
        self._watch.begins()
        while True:
            try:
                began = time.monotonic()
                new = await self.poll_once()
                failures = 0
                if not new and time.monotonic() - began < _EMPTY_S:
                    await asyncio.sleep(_EMPTY_S)
            except (PollConflictError, TokenRefusedError) as error:
                failures += 1
                self._watch.failed(error)
                event = "updates.taken_elsewhere"
                if isinstance(error, TokenRefusedError):
                    event = "token.refused"
                log_event(_LOG, logging.ERROR, event, error=error)
                await asyncio.sleep(backoff(failures, least_s=5.0))
            except RetryError as error:
                failures += 1
                self._watch.failed(error)
                log_event(_LOG, logging.WARNING, "updates.poll_failed", error=error)
                await asyncio.sleep(max(error.retry_after_s or 0.0, backoff(failures)))
            except Exception as error:  # noqa: BLE001  # the loop survives whatever one answer holds
                failures += 1
                log_event(_LOG, logging.ERROR, "updates.poll_broke", error=type(error).__name__)
                await asyncio.sleep(backoff(failures, least_s=2.0))

    async def _dispatch_loop(self) -> None:
        failures = 0
        while True:
            try:
                await self._start_all()
                failures = 0
            except RetryError as error:
                failures += 1
                log_event(_LOG, logging.WARNING, "updates.read_failed", error=error)
                await asyncio.sleep(backoff(failures))
                continue
            # Now and then it looks by itself: another process may have stored some. Not `wait_for`,
            # which in Python 3.11 swallows a cancellation that comes together with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SOON_S if self._more else _LOOK_S):
                    await self._arrived.wait()

    async def _start_all(self) -> None:
        """Hand open updates of idle chats to tasks, as long as there are places."""
        self._arrived.clear()
        while await self._start_open():
            pass

    async def _start_open(self) -> bool:
        """Hand open updates of idle chats to tasks; whether more may find a place."""
        free = self._places.free(behind=self._behind)
        if not any(free.values()):
            self._more = True
            return False
        self._left = self._left and bool(self._places.busy)
        found = await self._inbox.take(
            sum(free.values()),
            busy=self._places.busy,
            much=self._places.much,
            room=free,
            begins=self._handling.begins,
        )
        begun = Counter({each.chat_key: each.line for each in found}.values())
        self._more = any(begun[line] >= room for line, room in free.items())
        found.sort(key=lambda each: (each.chat_key, each.update_id))
        for key, grouped in groupby(found, key=lambda each: each.chat_key):
            updates = list(grouped)
            place = self._places.take(key, updates[0].line)
            task = asyncio.create_task(self._work(place, updates))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return bool(found) and self._more

    async def _work(self, place: ChatPlace, updates: Sequence[InboxUpdate]) -> None:
        whole = False
        try:
            with working(place):
                whole = await self._handling.handle(updates)
        finally:
            self._left = self._left or not whole
            place.end()

    def _freed(self, line: ChatLine) -> None:
        """Look who is next, where somebody may wait.

        A crowd is not looked through for every single one of it that goes.
        """
        if self._places.half_free(line) if self._more else self._left:
            self._arrived.set()


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
