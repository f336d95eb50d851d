"""Admission of sends: one queue for everything the bot sends, by lane, chat and pace."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable
from contextvars import Context
from typing import Protocol

from bot.aside import aside
from bot.domain.errors import StoreBusyError
from bot.domain.outbox import Lane
from bot.telegram.pacing import Pace, Spacing

#: Lanes nobody waits for at a screen: they share what is allowed under way at once.
BULK = frozenset({Lane.ALERT, Lane.DIGEST, Lane.BROADCAST})
#: Two chats refused within this time: the bot as a whole is too fast, not these chats.
_BOT_WIDE_S = 2.0
#: Two chats refused within this time: it may be; go a little slower, but do not stop.
_PERHAPS_S = 30.0
#: Messages at once to a chat that waits for them.
_REPLY_BURST = 3
#: A shared budget is taken in portions of this length.
_PORTION_S = 0.1


class SharedRate(Protocol):
    """The budget several processes share."""

    async def reserve(self, count: int, rate: float) -> tuple[float, float]:
        """Take `count` messages at `rate` a second.

        Returns after how many seconds they may begin to go, and the lowest rate any process
        has had to fall back to.
        """


class _Waiter:
    """Somebody who wants to send one message."""

    __slots__ = ("chat", "future", "group", "lane")

    def __init__(
        self, lane: Lane, chat: int | None, future: asyncio.Future[None], *, group: bool
    ) -> None:
        self.lane, self.chat, self.group, self.future = lane, chat, group, future


class Limiter:
    """Grants sends in the order of their lanes, at a pace Telegram accepts.

    Bulk lanes hold their grant until `release`, and no more than `in_flight` of them at once;
    so what is in doubt after a crash is bounded. A chat that must wait delays nobody else.
    """

    def __init__(
        self,
        *,
        rate: float,
        in_flight: int = 8,
        spacing: Spacing | None = None,
        shared: SharedRate | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        # At paid rates a timer is coarser than the gap between messages.
        self.pace = Pace(cap=rate, burst=max(2.0, rate / 50))
        self.spacing = spacing or Spacing()
        self._capacity = in_flight
        self._under_way = 0
        self._shared = shared
        self._portion = max(1, int(rate * _PORTION_S))
        self._credit = 0
        self._credit_at = 0.0
        self._refilling: asyncio.Task[None] | None = None
        self._now = now
        self._ready: dict[Lane, deque[_Waiter]] = {lane: deque() for lane in Lane}
        self._later: list[tuple[float, int, _Waiter]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None
        self._refusals: deque[tuple[float, int]] = deque(maxlen=16)

    @property
    def rate(self) -> float:
        """Messages a second, just now."""
        return self.pace.rate

    @property
    def cap(self) -> float:
        """Messages a second, at the most."""
        return self.pace.cap

    @property
    def queued(self) -> int:
        """The number of those that wait whose chat could be written to at once."""
        return sum(len(queue) for queue in self._ready.values())

    @property
    def waiting(self) -> int:
        """The number of those that wait for a grant."""
        return len(self._later) + sum(len(queue) for queue in self._ready.values())

    def set_in_flight(self, capacity: int) -> None:
        """The number of bulk sends that may be under way at once."""
        self._capacity = capacity
        self._pump()

    async def acquire(self, lane: Lane, chat: int | None, *, group: bool = False) -> None:
        """Wait until a message of this lane may go to this chat (None: to no chat in particular).

        A bulk grant must be given back by `release`; when waiting is cancelled nothing is held.
        """
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ready[lane].append(_Waiter(lane, chat, future, group=group))
        self._pump()
        if future.done():
            return
        try:
            with aside():
                await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.release(lane)
            raise

    def release(self, lane: Lane) -> None:
        """Give a grant back."""
        if lane in BULK:
            self._under_way -= 1
            self._pump()

    def refused(self, chat: int | None, wait_s: float) -> bool:
        """Tell that a send was refused as one too many; whether the whole bot must wait."""
        now = self._now()
        if chat is not None:
            self.spacing.hold(chat, now + wait_s)
            self._refusals.append((now, chat))
        if chat is not None and len(self._refused_since(now - _BOT_WIDE_S)) < 2:
            if len(self._refused_since(now - _PERHAPS_S)) >= 2:
                self.pace.refused(now, surely=False)
            return False
        self.pace.refused(now)
        self.pause(wait_s)
        return True

    def _refused_since(self, since: float) -> set[int]:
        return {chat for at, chat in self._refusals if at >= since}

    def pause(self, wait_s: float) -> None:
        """Send nothing to anybody for a while."""
        self.pace.pause(self._now() + wait_s)
        self._credit = 0

    def hold(self, chat: int, wait_s: float) -> None:
        """Send nothing to a chat for a while."""
        self.spacing.hold(chat, self._now() + wait_s)

    def close(self) -> None:
        """Stop the timer; who still waits is left to be cancelled."""
        if self._timer is not None:
            self._timer.cancel()
        if self._refilling is not None:
            self._refilling.cancel()

    def _pump(self) -> None:
        """Grant what may go now, and come back when the next may."""
        now = self._now()
        while self._later and self._later[0][0] <= now:
            waiter = heapq.heappop(self._later)[2]
            self._ready[waiter.lane].appendleft(waiter)
        wake_at = float("inf")
        while (queue := self._first()) is not None:
            at = max(self.pace.ready_at(), self._budget_at(now))
            if at > now:
                wake_at = at
                break
            waiter = queue.popleft()
            if not waiter.future.done():
                self._grant(waiter, now)
        if self._later:
            wake_at = min(wake_at, self._later[0][0])
        self._wake(wake_at - now)

    def _first(self) -> deque[_Waiter] | None:
        """The queue of the first lane in which somebody may go, those who gave up dropped."""
        for lane, queue in self._ready.items():
            if lane in BULK and self._under_way >= self._capacity:
                continue
            while queue and queue[0].future.done():
                queue.popleft()
            if queue:
                return queue
        return None

    def _grant(self, waiter: _Waiter, now: float) -> None:
        """Let one go, or put it aside until its chat may be written to."""
        if waiter.chat is not None and waiter.lane is not Lane.CALLBACK:
            burst = 1 if waiter.lane in BULK else _REPLY_BURST
            at = self.spacing.ready_at(waiter.chat, group=waiter.group, burst=burst)
            if at > now:
                heapq.heappush(self._later, (at, next(self._order), waiter))
                return
            self.spacing.take(waiter.chat, now, group=waiter.group)
        self.pace.take(now)
        if self._shared is not None:
            self._credit -= 1
        if waiter.lane in BULK:
            self._under_way += 1
        waiter.future.set_result(None)

    def _budget_at(self, now: float) -> float:
        """The moment when this process's portion of the shared budget may be used; a new one is
        asked for.
        """
        if self._shared is None or self._credit > 0:
            return self._credit_at
        if self._refilling is None or self._refilling.done():
            # for all who wait, whatever duty woke it: in none of theirs
            self._refilling = asyncio.get_running_loop().create_task(
                self._refill(self._shared), context=Context()
            )
        return now + 60.0  # the refill wakes us

    async def _refill(self, shared: SharedRate) -> None:
        """Take the next portion of the shared budget; while it cannot be had, ask again."""
        portion: tuple[float, float] | None = None
        while portion is None:
            try:
                portion = await shared.reserve(self._portion, self.pace.rate)
            except StoreBusyError:
                await asyncio.sleep(1.0)
        now = self._now()
        self.pace.adopt(portion[1], now)
        self._credit, self._credit_at = self._portion, now + portion[0]
        self._refilling = None
        self._pump()

    def _wake(self, wait_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if wait_s != float("inf"):
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(max(0.0, wait_s), self._pump)
