"""Duties that one process of several has: a row for each, held for some seconds and prolonged.

All by the database's clock: those of the machines may be minutes apart. Nothing belongs to a
connection, so that it holds behind a pooler, too, that gives a connection's transactions to others.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import AbstractContextManager, nullcontext
from contextvars import Context
from typing import Protocol

from sqlalchemy import ColumnElement, and_, inspect, or_, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreBusyError
from bot.log import log_event
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.engines.parts import EngineClock
from bot.store.fence import Fence, fenced
from bot.store.holder import has_ended, new_holder
from bot.store.tables import duty_lease
from bot.store.types import Moment

_LOG = logging.getLogger(__name__)

#: How long a process has a duty without prolonging it; so long nobody has it after a kill, where
#: no process of the same machine sees that.
LEASE_S = 10.0
#: It is prolonged so many times in that time.
_TIMES = 4
#: No lease is longer; one that is was given by the clock of another server, before a failover.
_LONGEST_S = 60.0


class Leadership(Protocol):
    """Election of the one process for a duty."""

    async def held(self) -> bool:
        """Take the duty when nobody has it; whether this process has it now."""

    def acting(self) -> AbstractContextManager[None]:
        """Within it, while it is held, what is written is refused once it is held no more."""

    async def lost(self) -> None:
        """Return when this process has the duty no more."""

    async def release(self) -> None:
        """Give the duty up."""


class Alone:
    """Leadership where there is one process: it has every duty."""

    async def held(self) -> bool:
        """Always this one."""
        return True

    def acting(self) -> AbstractContextManager[None]:
        """Nothing is refused."""
        return nullcontext()

    async def lost(self) -> None:
        """Never returns, but by being cancelled."""
        await asyncio.get_running_loop().create_future()

    async def release(self) -> None:
        """Nothing is held."""


async def any_held(database: Database, clock: EngineClock) -> bool:
    """True if any process has a duty of this database, or had one until some seconds ago.

    Of a process of this machine it is known at once that it has ended.
    """
    async with database.read() as connection:
        if not await connection.run_sync(lambda given: inspect(given).has_table(duty_lease.name)):
            return False
        holders = await connection.scalars(select(duty_lease.c.holder).where(~_free(clock)))
        return not all(map(has_ended, holders))


class DutyLease:
    """Leadership by a row, which is prolonged in the background until it is released or lost."""

    def __init__(
        self, database: Database, duty: str, clock: EngineClock, *, lease_s: float = LEASE_S
    ) -> None:
        self._database = database
        self._clock = clock
        self._duty = duty
        self._lease_s = lease_s
        self._holder = new_holder()
        self._fence: Fence | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._taking = asyncio.Lock()

    async def held(self) -> bool:
        """As `Leadership` says; asks the database only while it is not held."""
        async with self._taking:
            if self._fence is not None and not self._fence.lost.is_set():
                return True
            began = time.monotonic()
            try:
                epoch = await self._take()
            except StoreBusyError:
                return False
            if epoch is None:
                return False
            fence = Fence(
                engine=self._database.engine,
                clock=self._clock,
                duty=self._duty,
                holder=self._holder,
                epoch=epoch,
                idle_s=self._lease_s,
            )
            self._fence = fence
            # in no fence of its own: it is not the duty's work
            self._keeper = asyncio.create_task(
                self._keep(fence, began + self._lease_s), name=self._duty, context=Context()
            )
        log_event(_LOG, logging.INFO, "duty.taken", duty=self._duty, epoch=epoch)
        return True

    def acting(self) -> AbstractContextManager[None]:
        """As `Leadership` says."""
        return nullcontext() if self._fence is None else fenced(self._fence)

    async def lost(self) -> None:
        """As `Leadership` says."""
        if self._fence is not None:
            await self._fence.lost.wait()

    async def release(self) -> None:
        """Give the duty up: another process may take it at once."""
        fence, self._fence = self._fence, None
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        if fence is None:
            return
        fence.lost.set()
        try:
            async with self._database.write() as connection:
                await connection.execute(
                    update(duty_lease).where(_mine(fence)).values(until=_now(self._clock))
                )
        except StoreBusyError as error:  # it ends by itself
            log_event(_LOG, logging.WARNING, "duty.not_released", duty=self._duty, why=error)

    async def _take(self) -> int | None:
        """Take the duty where it is free; the number of the term, None where somebody has it.

        That of a process which has ended is taken over at once; whatever the database still has
        of it to do is refused by the new term.
        """
        this, free = duty_lease.c.duty == self._duty, _free(self._clock)
        async with self._database.read() as connection:
            named = select(duty_lease.c.holder, duty_lease.c.epoch).where(this, ~free)
            held = (await connection.execute(named)).one_or_none()
        if held is not None:
            if not has_ended(held.holder):
                return None
            free |= and_(duty_lease.c.holder == held.holder, duty_lease.c.epoch == held.epoch)
        async with self._database.write() as connection:
            await self._make_row(connection)
            taken = await connection.execute(
                update(duty_lease)
                .where(this, free)
                .values(
                    holder=self._holder,
                    epoch=duty_lease.c.epoch + 1,
                    until=_after(self._clock, self._lease_s),
                )
                .returning(duty_lease.c.epoch)
            )
            epoch: int | None = taken.scalar_one_or_none()
        return epoch

    async def _make_row(self, connection: AsyncConnection) -> None:
        await connection.execute(
            insert_ignore(connection, duty_lease).values(
                duty=self._duty, holder="", epoch=0, until=_now(self._clock)
            )
        )

    async def _keep(self, fence: Fence, ends: float) -> None:
        """Prolong the term again and again; `ends` is when it surely has ended, if it was not."""
        pause_s = self._lease_s / _TIMES
        while True:
            await asyncio.sleep(pause_s)
            if fence.lost.is_set():
                break
            began = time.monotonic()
            try:
                async with asyncio.timeout(pause_s):
                    prolonged = await self._prolong(fence)
            except (StoreBusyError, TimeoutError):
                if time.monotonic() < ends:
                    continue
                prolonged = False
            if not prolonged:
                break
            ends = began + self._lease_s
        fence.lost.set()
        log_event(_LOG, logging.WARNING, "duty.lost", duty=self._duty, epoch=fence.epoch)

    async def _prolong(self, fence: Fence) -> bool:
        async with self._database.write() as connection:
            done = await connection.execute(
                update(duty_lease)
                .where(_mine(fence), duty_lease.c.until > _now(self._clock))
                .values(until=_after(self._clock, self._lease_s))
            )
        return bool(done.rowcount)


def _mine(fence: Fence) -> ColumnElement[bool]:
    return and_(
        duty_lease.c.duty == fence.duty,
        duty_lease.c.holder == fence.holder,
        duty_lease.c.epoch == fence.epoch,
    )


def _free(clock: EngineClock) -> ColumnElement[bool]:
    """True of duties that anybody may take."""
    until = duty_lease.c.until
    return or_(until <= _now(clock), until > _after(clock, _LONGEST_S))


def _now(clock: EngineClock) -> ColumnElement[object]:
    return type_coerce(clock.now(), Moment())


def _after(clock: EngineClock, seconds: float) -> ColumnElement[object]:
    return type_coerce(clock.after(seconds), Moment())
