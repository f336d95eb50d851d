"""Turns for others while much is computed."""

from __future__ import annotations

import asyncio
import time

#: So long the event loop is kept: a tenth of what anybody would notice.
_LONGEST_S = 0.005


class Breath:
    """Tells when a computation has kept the event loop for some time, and lets others have a turn."""

    def __init__(self) -> None:
        self._until = time.perf_counter() + _LONGEST_S

    @property
    def over(self) -> bool:
        """True if it is time to take one."""
        return time.perf_counter() >= self._until

    async def take(self) -> None:
        """Let others have a turn."""
        await asyncio.sleep(0)
        self._until = time.perf_counter() + _LONGEST_S
