"""The fifth tick: updates go into the inbox, then to the handlers, one chat at a time, in order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import timedelta
from itertools import groupby, takewhile
from traceback import walk_tb
from typing import Any

from bot.domain.errors import (
    LedeError,
    PollConflictError,
    RetryError,
    TokenRefusedError,
)
from bot.domain.updates import MAX_ATTEMPTS, InboxUpdate, read_update
from bot.log import log_event
from bot.ports import Clock, UpdateHandler, UpdateSource
from bot.services.batches import Batcher
from bot.services.readiness import PollWatch
from bot.store.inbox import InboxStore

_LOG = logging.getLogger(__name__)

#: How long Telegram holds a poll open when there is nothing.
POLL_S = 25.0

#: How long an update is kept for a database or a Telegram that is away.
_PATIENCE = timedelta(hours=1)

#: Chats in work at once: few more than have a slot, as what comes meanwhile waits for them all.
_BATCH = 40
#: Places that are free before more is read, so that reading is worth it.
_FREE = 8
#: Newcomers in work at once: a crowd of them leaves the other places to who was here before.
NEWCOMERS = 8
#: Updates of somebody who is met by silence that are put away at once.
_SILENCED = 300


def _heard(_: Mapping[str, Any]) -> bool:
    return False


class ListenService:
    """Takes updates in and has them handled.

    An update is committed to the inbox before Telegram is told that it arrived, and marked done
    after its handler returned; so a crash loses none, and the one in work is handled again.
    Different chats are handled at once, at most `concurrency`; the updates of one chat in order.
    An update whose handler fails is tried again, then quarantined; it never stops another. An
    attempt is counted before it is made, so that one that ends the process counts, too. Those
    tried before are handled one at a time: what is innocent is so told apart from what is not.
    """

    def __init__(
        self,
        *,
        inbox: InboxStore,
        handler: UpdateHandler,
        clock: Clock,
        source: UpdateSource | None = None,
        watch: PollWatch | None = None,
        concurrency: int = 32,
        retry_s: float = 1.0,
        handler_timeout_s: float = 120.0,
        silenced: Callable[[Mapping[str, Any]], bool] = _heard,
    ) -> None:
        self._inbox = inbox
        self._handler = handler
        self._clock = clock
        #: None where a webhook brings the updates.
        self._source = source
        self._watch = watch or PollWatch()
        self._slots = asyncio.Semaphore(concurrency)
        self._retry_s = retry_s
        self._handler_timeout_s = handler_timeout_s
        #: Whether an update is met by silence, which needs no handler and no attempt: what is in
        #: memory tells, so that who floods costs others as little as can be.
        self._silenced = silenced
        self._arrived = asyncio.Event()
        self._busy: set[str] = set()
        #: Those of them that are newcomers.
        self._newcomers: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._finished: list[int] = []
        self._finishing = asyncio.Lock()
        self._beginning = Batcher(self._begin)
        #: Attempts of this process that are counted and could not be taken back.
        self._counted: set[int] = set()
        #: Held by the one update in work that was tried before.
        self._suspect = asyncio.Lock()

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
            await self._beginning.aclose()

    async def poll_once(self, *, timeout_s: float = POLL_S) -> int:
        """Take in what Telegram has, waiting for it at the most `timeout_s`; how many are new."""
        if self._source is None:
            return 0
        offset = await self._inbox.offset(self._clock.now())
        updates = await self._source.get_updates(offset=offset, timeout_s=timeout_s)
        self._watch.asked()
        if not updates:
            return 0
        stored = await self._inbox.store(updates, self._clock.now())
        self._arrived.set()
        return stored

    async def receive(self, payload: bytes) -> None:
        """Take in one update from a webhook. When this returns it is committed.

        Raises:
            DropError: it is not an update, and giving it again would not help.
            StoreBusyError: it is not stored; Telegram will give it again.
        """
        await self._inbox.store([read_update(payload)], self._clock.now(), polled=False)
        self._arrived.set()

    async def drain(self) -> int:
        """Take in and handle everything there is now, then return; how many were new."""
        stored = 0
        while new := await self.poll_once(timeout_s=0):
            stored += new
        await self.dispatch()
        return stored

    async def dispatch(self) -> None:
        """Handle every open update, then return."""
        while True:
            idle = not self._busy  # looked at before the read: a chat may end its work meanwhile
            if await self._start_open():
                continue
            if idle:
                return
            if self._tasks:
                await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def _poll_loop(self) -> None:
        failures = 0
        self._watch.begins()
        while True:
            try:
                await self.poll_once()
                failures = 0
            except (PollConflictError, TokenRefusedError) as error:
                failures += 1
                self._watch.failed(error)
                event = "updates.taken_elsewhere"
                if isinstance(error, TokenRefusedError):
                    event = "token.refused"
                log_event(_LOG, logging.ERROR, event, error=error)
                await asyncio.sleep(_backoff(failures, least_s=5.0))
            except RetryError as error:
                failures += 1
                self._watch.failed(error)
                log_event(_LOG, logging.WARNING, "updates.poll_failed", error=error)
                await asyncio.sleep(max(error.retry_after_s or 0.0, _backoff(failures)))
            except Exception as error:  # noqa: BLE001  # the loop survives whatever one answer holds
                failures += 1
                log_event(_LOG, logging.ERROR, "updates.poll_broke", error=type(error).__name__)
                await asyncio.sleep(_backoff(failures, least_s=2.0))

    async def _dispatch_loop(self) -> None:
        failures = 0
        while True:
            self._arrived.clear()
            try:
                while await self._start_open():
                    pass
                failures = 0
            except RetryError as error:
                failures += 1
                log_event(_LOG, logging.WARNING, "updates.read_failed", error=error)
                await asyncio.sleep(_backoff(failures))
                continue
            # Now and then it looks by itself: another process may have stored some. Not `wait_for`,
            # which in Python 3.11 swallows a cancellation that comes together with the event.
            with suppress(TimeoutError):
                async with asyncio.timeout(2.0):
                    await self._arrived.wait()

    async def _start_open(self) -> int:
        """Hand open updates of idle chats to tasks; how many."""
        while len(self._tasks) > _BATCH - _FREE:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        found = await self._inbox.open(
            _BATCH - len(self._tasks),
            self._clock.now(),
            busy=self._busy,
            newcomers=max(0, NEWCOMERS - len(self._newcomers)),
        )
        found.sort(key=lambda each: (each.chat_key, each.update_id))
        for key, grouped in groupby(found, key=lambda each: each.chat_key):
            updates = list(grouped)
            self._busy.add(key)
            if updates[0].newcomer:
                self._newcomers.add(key)
            task = asyncio.create_task(self._handle_chat(key, updates))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return len(found)

    async def _handle_chat(self, key: str, updates: Sequence[InboxUpdate]) -> None:
        """Handle some updates of one chat in order."""
        try:
            for each in updates:
                if self._silenced(each.payload):
                    await self._pass_over(each)
                    return
                finished = await self._handle_once(each)
                while not finished:
                    finished = await self._handle_once(each, after_s=self._retry_s)
        except RetryError as error:  # the database or Telegram is away: they are still open
            log_event(_LOG, logging.WARNING, "update.left_open", error=error)
            await asyncio.sleep(max(self._retry_s, min(error.retry_after_s or 0.0, 30.0)))
        finally:
            self._busy.discard(key)
            newcomer = key in self._newcomers
            self._newcomers.discard(key)
            # A crowd is not looked through for every single one of it that goes.
            if not newcomer or len(self._newcomers) <= NEWCOMERS // 2:
                self._arrived.set()

    async def _pass_over(self, first: InboxUpdate) -> None:
        """Put away an update that is met by silence, and all like it that follow in its chat."""
        more = await self._inbox.of_chat(first.chat_key, after=first.update_id, limit=_SILENCED)
        passed = [first, *takewhile(lambda each: self._silenced(each.payload), more)]
        await self._finish(*(each.update_id for each in passed))

    async def _handle_once(self, each: InboxUpdate, *, after_s: float = 0.0) -> bool:
        """Try one update; True when there is nothing more to do about it.

        Raises:
            RetryError: it is not the update's fault, so it does not count against it.
        """
        if after_s:
            await asyncio.sleep(after_s)
        uncounted = each.update_id in self._counted
        if each.attempts - uncounted >= MAX_ATTEMPTS:  # every one of them ended with the process
            return await self._give_up(each, "it stopped the process")
        tried = bool(each.attempts or after_s)
        try:
            async with self._suspect if tried else nullcontext(), self._slots:
                await self._attempt(each)
        except Exception as error:  # one bad update stops no other
            age = self._clock.now() - each.received_at
            if isinstance(error, TokenRefusedError):  # whatever was asked: it is not heard at all
                raise
            if isinstance(error, RetryError) and age < _PATIENCE:
                raise
            words = str(error) if isinstance(error, LedeError) else ""
            reason = f"{type(error).__name__}: {words}" if words else type(error).__name__
            return await self._give_up(each, reason, at=_place(error))
        await self._finish(each.update_id)
        spent = self._clock.now() - each.received_at
        log_event(_LOG, logging.DEBUG, "update.handled", ms=round(spent.total_seconds() * 1000))
        return True

    async def _attempt(self, each: InboxUpdate) -> None:
        """Have one update handled, after the attempt is counted."""
        if each.update_id not in self._counted:
            await self._beginning.add(each.update_id)
        self._counted.discard(each.update_id)
        try:
            async with asyncio.timeout(self._handler_timeout_s):
                await self._handler.handle(each.payload)
        except (RetryError, asyncio.CancelledError):
            try:
                await self._inbox.spare(each.update_id)
            except RetryError:
                self._counted.add(each.update_id)
            raise

    async def _begin(self, numbers: Sequence[int]) -> Sequence[None]:
        await self._inbox.begin(numbers)
        return [None] * len(numbers)

    async def _give_up(self, each: InboxUpdate, reason: str, *, at: str = "") -> bool:
        """Write a failure down; True when it was the last attempt."""
        dead = await self._inbox.failed(each.update_id, reason, self._clock.now())
        event = "update.quarantined" if dead else "update.failed"
        log_event(_LOG, logging.ERROR, event, update=each.update_id, error=reason, at=at)
        if dead:
            await self._handler.give_up(each.payload)
        return dead

    async def _finish(self, *numbers: int) -> None:
        """Mark updates done, together with all that ended while the last ones were written.

        A database that is away is waited for: doing the update again would be worse.
        """
        self._finished.extend(numbers)
        failures = 0
        while True:
            async with self._finishing:
                if numbers[-1] not in self._finished:
                    return
                batch, self._finished = self._finished, []
                try:
                    await self._inbox.done(batch, self._clock.now())
                    return
                except BaseException as error:
                    self._finished = batch + self._finished
                    if not isinstance(error, RetryError):
                        raise
            failures += 1
            await asyncio.sleep(_backoff(failures))


def _place(error: BaseException) -> str:
    """The file and line an error came from: enough to find it, and no one's words."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return f"{frames[-1][0].rpartition('/')[2]}:{frames[-1][1]}" if frames else ""


def _backoff(failures: int, *, least_s: float = 0.5) -> float:
    """Seconds to wait after so many failures in a row: doubling, a minute at the most."""
    return float(min(60.0, least_s * 2 ** min(failures - 1, 10)))


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
