"""Units of work: what one task reads, or writes, in one transaction though many methods do it.

A transaction costs more than most statements in it. Within `Database.together` the readings of a
task share one, from the first of them to the next writing or the next `let_go`, which is to come
before anything is asked of another machine. Within `Database.as_one` all that a task reads and
writes is one transaction that is committed at the end. What other tasks do meanwhile, also those
that the task began, is theirs.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

Begin = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


class Unit:
    """The transaction that a task's statements share; none is open before the first of them."""

    def __init__(self, engine: AsyncEngine, begin: Begin | None = None) -> None:
        """`begin` opens a reading transaction; None for a unit that only writes."""
        self.engine = engine
        self.task = asyncio.current_task()
        #: The connection, while a transaction is open.
        self.connection: AsyncConnection | None = None
        #: Whether all of it is one writing transaction.
        self.writes = begin is None
        #: The limit that the transaction has, on engines that keep it themselves.
        self.limit_s: float | None = None
        self._begin = begin
        self._used = 0
        self._stack = AsyncExitStack()

    @asynccontextmanager
    async def use(self) -> AsyncGenerator[AsyncConnection]:
        """The connection, in its transaction; an error ends it, as it may be good for no more."""
        if self.connection is None:
            assert self._begin is not None
            self.connection = await self._stack.enter_async_context(self._begin())
        self._used += 1
        try:
            yield self.connection
        except BaseException:
            self._used -= 1
            await self.close()
            raise
        self._used -= 1

    async def close(self) -> None:
        """End a reading transaction, unless it is in use just now; the next use begins another."""
        if self._used or self.writes or self.connection is None:
            return
        self.connection, self.limit_s = None, None
        stack, self._stack = self._stack, AsyncExitStack()
        await stack.aclose()


_CURRENT: ContextVar[Unit | None] = ContextVar("unit", default=None)


def current(engine: AsyncEngine) -> Unit | None:
    """The unit of the task that asks, on this engine; None where it has none."""
    unit = _CURRENT.get()
    if unit is None or unit.engine is not engine or unit.task is not asyncio.current_task():
        return None
    return unit


@asynccontextmanager
async def within(unit: Unit) -> AsyncGenerator[None]:
    """Make a unit the task's own for a while."""
    token = _CURRENT.set(unit)
    try:
        yield
    finally:
        _CURRENT.reset(token)
        await unit.close()


async def let_go() -> None:
    """End what the task reads in, before it waits for anybody outside."""
    unit = _CURRENT.get()
    if unit is not None and unit.task is asyncio.current_task():
        await unit.close()
