"""Being polite to hosts: one request at a time to each, a pause between two, and waiting as told."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.domain.errors import FetchError, FetchReason
from bot.sources.addresses import is_loopback

#: Hosts that are remembered; the one longest unused is forgotten first.
_MOST_HOSTS = 20_000


@dataclass(slots=True, kw_only=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    #: Who holds the lock or waits for it.
    users: int = 0
    #: Monotonic times.
    free_from: float = 0.0
    held_until: float = 0.0


class HostGate:
    """Takes turns per host (name and port). A machine's own loopback needs no pause."""

    def __init__(
        self, *, spacing_s: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._spacing_s = spacing_s
        self._clock = clock
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    @asynccontextmanager
    async def turn(self, host: str, port: int) -> AsyncGenerator[None]:
        """Wait for this host's turn and keep it.

        Raises:
            FetchError: RATE_LIMITED, when the host asked for a pause that is not over.
        """
        if self._spacing_s <= 0 or is_loopback(host):
            yield
            return
        state = self._state(f"{host}:{port}")
        self._check(state)
        state.users += 1
        try:
            async with state.lock:
                self._check(state)
                if (wait_s := state.free_from - self._clock()) > 0:
                    await asyncio.sleep(wait_s)
                try:
                    yield
                finally:
                    state.free_from = self._clock() + self._spacing_s
        finally:
            state.users -= 1

    def hold(self, host: str, port: int, wait_s: float) -> None:
        """The host asked to be left alone for this long: every source on it waits."""
        if not is_loopback(host):
            state = self._state(f"{host}:{port}")
            state.held_until = max(state.held_until, self._clock() + wait_s)

    def _check(self, state: _Host) -> None:
        if (wait_s := state.held_until - self._clock()) > 0:
            raise FetchError(
                FetchReason.RATE_LIMITED,
                "the site asked to be left alone for a while",
                retry_after_s=wait_s,
            )

    def _state(self, name: str) -> _Host:
        state = self._hosts.setdefault(name, _Host())
        self._hosts.move_to_end(name)
        if len(self._hosts) > _MOST_HOSTS:
            oldest = next(iter(self._hosts))
            if not self._hosts[oldest].users:
                del self._hosts[oldest]
            else:
                self._hosts.move_to_end(oldest)
        return state
