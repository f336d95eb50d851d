"""Work that is looked for once in an interval, however often it is asked whether it is time."""

from __future__ import annotations

from datetime import datetime, timedelta


class Interval:
    """The time until work is looked for again. A clock that was set back ends it."""

    def __init__(self, every: timedelta) -> None:
        self._every = every
        self._next_at: datetime | None = None

    def waits(self, now: datetime) -> bool:
        """True if it was begun less than an interval ago."""
        return self._next_at is not None and self._next_at - self._every <= now < self._next_at

    def begin(self, now: datetime) -> None:
        """Wait for an interval from now on."""
        self._next_at = now + self._every
