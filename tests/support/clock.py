"""A clock for tests."""

from __future__ import annotations

from datetime import datetime, timedelta


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The time it was last set to, aware UTC."""
        return self._now

    def advance(self, **duration: float) -> None:
        """Move by a `timedelta` given by its keywords; may be negative."""
        self._now += timedelta(**duration)

    def set(self, now: datetime) -> None:
        """Jump to a moment."""
        self._now = now
