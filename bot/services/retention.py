"""Once an hour, what is too old is forgotten."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from bot.log import log_event
from bot.ports import Clock

logger = logging.getLogger(__name__)

EVERY_S = 3600.0


class Cleaner(Protocol):
    """Forgets by age."""

    async def clean(self, *, now: datetime) -> int:
        """Delete what is too old; how many rows. May be repeated at any time."""


class Retiring(Protocol):
    """Forgets by an age of its own."""

    async def retire(self, now: datetime) -> int:
        """Delete what is too old; how many rows."""


class RetentionService:
    """Only one process need run it."""

    def __init__(
        self,
        *,
        cleaner: Cleaner,
        others: tuple[Retiring, ...],
        clock: Clock,
        trusts: Callable[[], bool] = lambda: True,
    ) -> None:
        """`trusts` says whether the clock is right: by a wrong one what is new would be old."""
        self._trusts = trusts
        self._cleaner = cleaner
        self._others = others
        self._clock = clock
        self._next = 0.0

    async def tick(self) -> int:
        """Forget, when it is time; how many rows."""
        if time.monotonic() < self._next or not self._trusts():
            return 0
        self._next = time.monotonic() + EVERY_S
        now = self._clock.now()
        gone = await self._cleaner.clean(now=now)
        for other in self._others:
            gone += await other.retire(now)
        if gone:
            log_event(logger, logging.INFO, "rows.retired", count=gone)
        return gone
