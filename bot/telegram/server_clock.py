"""The difference of this machine's clock to Telegram's, by the Date header of its answers."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC
from email.utils import parsedate_to_datetime
from statistics import median

from bot.domain.readiness import Finding, clock_finding
from bot.log import log_event
from bot.ports import Clock

logger = logging.getLogger(__name__)

#: The header is read once in so many seconds; the middle of the last samples counts.
EVERY_S, SAMPLES = 5.0, 5


#: A clock that is off by more than that is wrong; without an answer it is believed after so long.
WRONG_S, UNKNOWN_S = 3600.0, 600.0


class ServerClock:
    """Compares the clocks; one for all connections to Telegram.

    A sample is off by a second and the way of the answer, which is nothing against what matters.
    """

    def __init__(self, clock: Clock, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._steady = steady
        self._made_at = steady()
        self._read_at = float("-inf")
        self._samples: deque[float] = deque(maxlen=SAMPLES)
        self._told = False

    @property
    def skew_s(self) -> float | None:
        """Seconds by which this machine is ahead; None before the first answer."""
        return median(self._samples) if self._samples else None

    def trusted(self) -> bool:
        """True if this machine's clock is right to the hour, as far as can be known in ten minutes."""
        if self.skew_s is None:
            return self._steady() - self._made_at > UNKNOWN_S
        return abs(self.skew_s) < WRONG_S

    def note(self, date: str | None) -> None:
        """An answer that was given just now has this header."""
        if date is None or self._steady() - self._read_at < EVERY_S:
            return
        self._read_at = self._steady()
        try:
            said = parsedate_to_datetime(date)
        except ValueError:
            return
        said = said if said.tzinfo is not None else said.replace(tzinfo=UTC)
        sample = (self._clock.now() - said).total_seconds()
        if self._samples and abs(sample - self._samples[-1]) > EVERY_S:
            self._samples.clear()  # a clock was set
        self._samples.append(sample)
        self._tell()

    async def look(self) -> list[Finding]:
        """A finding when this machine's clock is wrong."""
        found = clock_finding(self.skew_s)
        return [found] if found else []

    def _tell(self) -> None:
        found = clock_finding(self.skew_s)
        if found is not None and not self._told:
            log_event(logger, logging.WARNING, "clock.skewed", seconds=self.skew_s, why=found.words)
        self._told = found is not None
