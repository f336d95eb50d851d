"""Handles updates: an attempt is counted, made, and what came of it written down."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import timedelta
from itertools import takewhile
from traceback import walk_tb
from typing import Any

from bot.aside import aside
from bot.domain.errors import LedeError, RetryError, TokenRefusedError
from bot.domain.updates import MAX_ATTEMPTS, InboxUpdate
from bot.log import following, log_event
from bot.ports import Clock, UpdateHandler
from bot.services.batches import Batcher
from bot.store.inbox import InboxStore

_LOG = logging.getLogger(__name__)

#: How long an update is kept for a database or a Telegram that is away.
_PATIENCE = timedelta(hours=1)

#: Updates of somebody who is met by silence that are put away at once.
_SILENCED = 300


class Handling:
    """Has updates handled, and marks each done after its handler returned.

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
        retry_s: float,
        handler_timeout_s: float,
        silenced: Callable[[Mapping[str, Any]], bool],
        count: Callable[[str], None],
    ) -> None:
        self._inbox = inbox
        self._handler = handler
        self._clock = clock
        self._retry_s = retry_s
        self._handler_timeout_s = handler_timeout_s
        #: Whether an update is met by silence, which needs no handler and no attempt: what is in
        #: memory tells, so that who floods costs others as little as can be.
        self._silenced = silenced
        #: Told of the chat of each update that is begun.
        self._count = count
        self._finished: list[int] = []
        self._finishing = asyncio.Lock()
        self._beginning = Batcher(self._begin)
        #: Attempts of this process that are counted and not made yet, or could not be taken back.
        self._counted: set[int] = set()
        #: Held by the one update in work that was tried before.
        self._suspect = asyncio.Lock()

    async def aclose(self) -> None:
        """Count no more attempts; those that were counted and not made are taken back."""
        await self._beginning.aclose()
        if self._counted:
            with suppress(RetryError):
                await self._inbox.spare(*self._counted)

    def begins(self, taken: Sequence[InboxUpdate]) -> list[int]:
        """Of updates that are taken, those that are begun at once: their attempts are counted.

        The first of each chat, but what was tried before, which may wait for others like it.
        """
        first: dict[str, InboxUpdate] = {}
        for each in taken:
            first.setdefault(each.chat_key, each)
        begun = [
            each.update_id
            for each in first.values()
            if not each.attempts and not self._silenced(each.payload)
        ]
        self._counted.update(begun)
        return begun

    async def handle(self, updates: Sequence[InboxUpdate]) -> bool:
        """Handle some updates of one chat in order; True when nothing of it can be left.

        Never raises but when it is cancelled.
        """
        try:
            for each in updates:
                if self._silenced(each.payload):
                    await self._pass_over(each)
                    return False
                self._count(each.chat_key)
                finished = await self._handle_once(each)
                while not finished:
                    finished = await self._handle_once(each, after_s=self._retry_s)
            return not updates[-1].followed
        except RetryError as error:  # the database or Telegram is away: they are still open
            log_event(_LOG, logging.WARNING, "update.left_open", error=error)
            with aside():
                await asyncio.sleep(max(self._retry_s, min(error.retry_after_s or 0.0, 30.0)))
            return False

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
            with aside():
                await asyncio.sleep(after_s)
        with following(f"u{each.update_id}"):
            return await self._handle_now(each, tried=bool(each.attempts or after_s))

    async def _handle_now(self, each: InboxUpdate, *, tried: bool) -> bool:
        """The same, at once."""
        uncounted = each.update_id in self._counted
        if each.attempts - uncounted >= MAX_ATTEMPTS:  # every one of them ended with the process
            return await self._give_up(each, "it stopped the process")
        try:
            async with self._alone() if tried else nullcontext():
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

    @asynccontextmanager
    async def _alone(self) -> AsyncGenerator[None]:
        """No other update that was tried before is in work meanwhile."""
        with aside():
            await self._suspect.acquire()
        try:
            yield
        finally:
            self._suspect.release()

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
            await asyncio.sleep(backoff(failures))


def _place(error: BaseException) -> str:
    """The file and line an error came from: enough to find it, and no one's words."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return f"{frames[-1][0].rpartition('/')[2]}:{frames[-1][1]}" if frames else ""


def backoff(failures: int, *, least_s: float = 0.5) -> float:
    """Seconds to wait after so many failures in a row: doubling, a minute at the most."""
    return float(min(60.0, least_s * 2 ** min(failures - 1, 10)))
