"""Runs the ticks on a metronome and the pumps beside them; the only user of APScheduler."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.domain.errors import RetryError, StopError
from bot.log import log_event

logger = logging.getLogger(__name__)

#: Does what is due now and gives how much that was.
Tick = Callable[[], Awaitable[int]]

#: Works until the event is set.
Pump = Callable[[asyncio.Event], Awaitable[None]]

#: How long a pump that crashed waits before it begins again.
RESTART_S = 2.0

#: How long ticks may take to end by themselves at the end.
GRACE_S = 5.0


class Worker:
    """Ticks come again every `tick_s` seconds, never twice at once; pumps run all the time.

    What a tick or a pump raises is logged and does not stop the others; only a pump's `StopError`
    ends them all.
    """

    def __init__(
        self, *, ticks: Mapping[str, Tick], pumps: Mapping[str, Pump], tick_s: float
    ) -> None:
        self._ticks = ticks
        self._pumps = pumps
        self._tick_s = tick_s
        self._running: dict[str, asyncio.Task[None]] = {}
        self._ended_by: StopError | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; ends when every pump and every tick under way has ended.

        Raises:
            StopError: a pump found that going on makes no sense.
        """
        scheduler = AsyncIOScheduler(timezone="UTC")
        for name, tick in self._ticks.items():
            scheduler.add_job(
                self._starter(name, tick),
                IntervalTrigger(seconds=self._tick_s, timezone="UTC"),
                id=name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
            )
        scheduler.start()
        pumps = [
            asyncio.create_task(self._pump(name, pump, stop), name=name)
            for name, pump in self._pumps.items()
        ]
        try:
            await stop.wait()
            scheduler.pause()
            await asyncio.gather(*pumps)
        finally:
            for task in pumps:
                task.cancel()
            scheduler.pause()
            await self._end_ticks()
            scheduler.shutdown(wait=False)
        if self._ended_by is not None:
            raise self._ended_by

    async def _end_ticks(self) -> None:
        """Let ticks end what they began; after a grace they are cancelled."""
        if not self._running:
            return
        _, late = await asyncio.wait(self._running.values(), timeout=GRACE_S)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    def _starter(self, name: str, tick: Tick) -> Callable[[], Awaitable[None]]:
        """The job of the scheduler: begins a tick unless the last one is still under way.

        The tick is a task of our own, so that the metronome's end does not cancel it.
        """

        async def start() -> None:
            last = self._running.get(name)
            if last is None or last.done():
                self._running[name] = asyncio.create_task(self._guarded(name, tick), name=name)

        return start

    @staticmethod
    async def _guarded(name: str, tick: Tick) -> None:
        try:
            await tick()
        except RetryError as error:
            log_event(logger, logging.WARNING, "tick.postponed", tick=name, why=error)
        except Exception:
            logger.exception("tick.crashed", extra={"fields": {"tick": name}})

    async def _pump(self, name: str, pump: Pump, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await pump(stop)
                return
            except StopError as error:
                self._ended_by = error
                stop.set()
                return
            except RetryError as error:
                log_event(logger, logging.WARNING, "pump.postponed", pump=name, why=error)
            except Exception:
                logger.exception("pump.crashed", extra={"fields": {"pump": name}})
            with suppress(TimeoutError):
                async with asyncio.timeout(RESTART_S):
                    await stop.wait()
