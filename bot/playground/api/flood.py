"""A model of Telegram's flood limits: when a message is refused with 429.

Telegram does not publish its limits exactly. The defaults are those of its FAQ (about 30 messages
per second over all chats, 1 per second in one chat with short bursts, 20 per minute in one group;
paid broadcasts 1000 per second) with the burst of 10 under which other bots were measured. Replies
and bulk messages are not told apart.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.playground.world.errors import ApiError


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodLimits:
    """The rate limits. Every rate is a bucket of `burst` that refills evenly."""

    #: Off: nothing is ever refused, only `pause` works.
    on: bool = True
    #: Messages per second over all chats, and how many at once after a silence.
    rate: float = 30.0
    burst: int = 10
    #: Whether single chats are limited too.
    per_chat: bool = True
    #: Messages per second to one person, and how many at once after a silence.
    chat_rate: float = 1.0
    chat_burst: int = 3
    #: Messages to one group or channel within any 60 seconds; edits count.
    group_per_minute: int = 20
    #: With `allow_paid_broadcast`: instead of `rate` and `burst`.
    paid: bool = True
    paid_rate: float = 1000.0
    paid_burst: int = 1000
    #: The least `retry_after` that is told, in seconds.
    retry_after_s: int = 1
    #: After a refusal everything in its reach (all chats, or the one) is refused so long.
    penalty_s: float = 0.0


#: No limits at all.
UNLIMITED = FloodLimits(on=False)


@dataclass(slots=True)
class _Bucket:
    """A bucket by its theoretical arrival time (GCRA): one number instead of a history."""

    due_at_s: float = 0.0

    def wait_s(self, now: float, rate: float, burst: int) -> float:
        """Seconds until one more fits; 0 or less for at once."""
        return self.due_at_s - now - (burst - 1) / rate

    def take(self, now: float, rate: float) -> None:
        self.due_at_s = max(self.due_at_s, now) + 1 / rate


@dataclass(slots=True, kw_only=True)
class Flood:
    """Counts messages and refuses those that are too many."""

    limits: FloodLimits = UNLIMITED
    #: Seconds that only go forward.
    monotonic: Callable[[], float] = time.monotonic
    #: How many calls were refused.
    refused: int = 0
    _all: _Bucket = field(default_factory=_Bucket)
    _paid: _Bucket = field(default_factory=_Bucket)
    _chats: dict[int, _Bucket] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)
    #: Until when a chat (0: every chat) is refused whatever the buckets say.
    _paused: dict[int, float] = field(default_factory=dict)

    def set(self, limits: FloodLimits) -> None:
        """Other limits from now on, with full buckets."""
        self.limits = limits
        self._all, self._paid = _Bucket(), _Bucket()
        self._chats.clear()
        self._groups.clear()

    def pause(self, seconds: float, chat_id: int = 0) -> None:
        """Refuse a chat (0: all of them) for so long."""
        self._paused[chat_id] = self.monotonic() + seconds

    def check(self, chat_id: int, *, group: bool, paid: bool, edit: bool = False) -> None:
        """Count one message.

        Raises:
            ApiError: 429 with `retry_after`; nothing was counted.
        """
        limits = self.limits
        if not limits.on and not self._paused:
            return
        now = self.monotonic()
        if self._paused:
            self._check_pause(now, chat_id)
        if not limits.on:
            return
        if limits.per_chat:
            wait = self._chat_wait(now, chat_id, group=group, edit=edit)
            if wait > 1e-9:
                raise self._refuse(now, wait, chat_id)
        if not edit:
            self._take(now, paid=paid and limits.paid)
        if limits.per_chat:
            self._count(now, chat_id, group=group, edit=edit)

    def _take(self, now: float, *, paid: bool) -> None:
        limits = self.limits
        bucket, rate, burst = (
            (self._paid, limits.paid_rate, limits.paid_burst)
            if paid
            else (self._all, limits.rate, limits.burst)
        )
        wait = bucket.wait_s(now, rate, burst)
        if wait > 1e-9:
            raise self._refuse(now, wait, 0)
        bucket.take(now, rate)

    def _check_pause(self, now: float, chat_id: int) -> None:
        for key in (0, chat_id):
            until = self._paused.get(key)
            if until is None:
                continue
            if until > now:
                raise self._too_many(until - now)
            del self._paused[key]

    def _chat_wait(self, now: float, chat_id: int, *, group: bool, edit: bool) -> float:
        limits = self.limits
        if group:
            recent = self._groups.get(chat_id)
            if recent is None:
                return 0.0
            while recent and recent[0] <= now - 60:
                recent.popleft()
            return recent[0] + 60 - now if len(recent) >= limits.group_per_minute else 0.0
        bucket = self._chats.get(chat_id)
        if bucket is None or edit:
            return 0.0
        return bucket.wait_s(now, limits.chat_rate, limits.chat_burst)

    def _count(self, now: float, chat_id: int, *, group: bool, edit: bool) -> None:
        if group:
            self._groups.setdefault(chat_id, deque()).append(now)
        elif not edit:
            self._chats.setdefault(chat_id, _Bucket()).take(now, self.limits.chat_rate)

    def _refuse(self, now: float, wait: float, scope: int) -> ApiError:
        if self.limits.penalty_s > 0:
            self._paused[scope] = now + max(self.limits.penalty_s, wait)
            wait = max(self.limits.penalty_s, wait)
        return self._too_many(wait)

    def _too_many(self, wait: float) -> ApiError:
        self.refused += 1
        seconds = max(math.ceil(wait), self.limits.retry_after_s, 1)
        return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
