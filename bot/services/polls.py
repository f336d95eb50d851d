"""Polls under way: as one ends, another that is due takes its place."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import RetryError, StoreBusyError
from bot.domain.host_turns import HostTurns
from bot.domain.models import Source
from bot.log import log_event
from bot.ports import Clock
from bot.store.sources import SourceStore

logger = logging.getLogger(__name__)

#: How long a worker owns a source it polls; longer than any fetch and reading together.
LEASE_S = 300.0

#: Polls under way at once. Of fifteen a second one in ten may take twenty seconds: thirty wait.
CONCURRENCY = 48
#: So many have to have ended before others are claimed: a claim is a transaction.
REFILL = 8


class PollsUnderWay:
    """Claims sources that are due and polls them, `CONCURRENCY` at once."""

    def __init__(
        self,
        *,
        sources: SourceStore,
        poll: Callable[[Source], Awaitable[object]],
        clock: Clock,
        host_of: Callable[[Source], str],
    ) -> None:
        """`host_of` says which host a source is polite to; empty where none needs a rest."""
        self._sources = sources
        self._poll = poll
        self._clock = clock
        self._host_of = host_of
        self._turns = HostTurns()
        #: Polls under way, with the source of each and its host.
        self._running: dict[asyncio.Task[None], tuple[int, str]] = {}
        #: One claim at a time, or two would fill the same places.
        self._claiming = asyncio.Lock()
        self._begun = 0
        #: Whether the last claim took all it could, so that more may be due.
        self._more = False
        self._refill: asyncio.Task[None] | None = None

    async def begin(self) -> int:
        """Begin the polls that are due, without waiting for slow ones; how many were begun.

        As polls end, others that are due take their places, until none is due.
        """
        async with self._claiming:
            room = CONCURRENCY - len(self._running)
            if room <= 0:
                return 0
            now = self._clock.now()
            claimed = await self._sources.claim_due(now=now, limit=room, lease_s=LEASE_S)
            self._more = len(claimed) == room
            busy = {source_id for source_id, _ in self._running.values()}
            begun, later = self._turns.take(
                [(each, self._host_of(each)) for each in claimed if each.id not in busy],
                under_way=[host for _, host in self._running.values()],
                now=now,
            )
            for source, host in begun:
                task = asyncio.create_task(self._guarded(source), name=f"poll {source.id}")
                self._running[task] = source.id, host
                task.add_done_callback(self._ended)
            self._begun += len(begun)
            if later:
                await self._sources.put_off(later)
            return len(begun)

    async def drain(self) -> int:
        """Poll everything that is due and wait for it; how many sources."""
        before = self._begun
        while True:
            begun = await self.begin()
            if self._running:
                await asyncio.wait(list(self._running), return_when=asyncio.FIRST_COMPLETED)
            elif not begun:
                return self._begun - before

    async def aclose(self) -> None:
        """Stop the polls under way; their leases end by themselves."""
        self._more = False
        tasks = list(self._running)
        if self._refill is not None:
            tasks.append(self._refill)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Have the place taken by what is due."""
        del self._running[task]
        if (
            self._more
            and len(self._running) <= CONCURRENCY - REFILL
            and (self._refill is None or self._refill.done())
        ):
            self._refill = asyncio.create_task(self._go_on(), name="polls go on")

    async def _go_on(self) -> None:
        try:
            await self.begin()
        except RetryError:
            self._more = False  # the next tick tries again, and says why where it cannot
        except Exception:
            self._more = False
            logger.exception("polls.crashed")

    async def _guarded(self, source: Source) -> None:
        """One poll; whatever happens to it, the others go on."""
        try:
            await self._poll(source)
        except StoreBusyError as error:
            log_event(logger, logging.WARNING, "source.postponed", source=source.id, why=error)
        except Exception:
            logger.exception("source.crashed", extra={"fields": {"source": source.id}})
