"""The fence of a duty: all that is written within it is refused once the duty is somebody else's.

A process may stand still for minutes in the middle of its work, and not know of it. So each of its
writing transactions asks first, in the transaction itself, whether the duty is still its own, and
keeps the duty from being taken until it has ended. What stands still in the middle of one is ended
by the database.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from sqlalchemy import bindparam, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import DutyLostError
from bot.store.engines.parts import EngineClock
from bot.store.tables import duty_lease
from bot.store.types import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One term in which a process has a duty."""

    engine: AsyncEngine
    clock: EngineClock
    duty: str
    holder: str
    epoch: int
    #: How long a transaction may stand still, in seconds.
    idle_s: float
    #: Set once the term is over.
    lost: asyncio.Event = field(default_factory=asyncio.Event)


_CURRENT: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(fence: Fence) -> Generator[None]:
    """Within it, and in the tasks begun in it, all that is written is written in this term."""
    token = _CURRENT.set(fence)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def is_fenced(engine: AsyncEngine) -> bool:
    """True if what is written on this engine now is written in a term."""
    fence = _CURRENT.get()
    return fence is not None and fence.engine is engine


async def check(engine: AsyncEngine, connection: AsyncConnection) -> None:
    """Make sure that a transaction just begun may write, to its end.

    The row is held by its key alone, which only who takes the duty changes: the term may be
    prolonged meanwhile.

    Raises:
        DutyLostError: the term in which it would write is over.
    """
    fence = _CURRENT.get()
    if fence is None or fence.engine is not engine:
        return
    mine = await connection.execute(
        select(fence.clock.idle_limit(fence.idle_s))
        .where(
            duty_lease.c.duty == bindparam("duty"),
            duty_lease.c.holder == bindparam("holder"),
            duty_lease.c.epoch == bindparam("epoch"),
            duty_lease.c.until > type_coerce(fence.clock.now(), Moment()),
        )
        .with_for_update(read=True, key_share=True),
        {"duty": fence.duty, "holder": fence.holder, "epoch": fence.epoch},
    )
    if mine.first() is None:
        fence.lost.set()
        raise DutyLostError(f"The duty {fence.duty} is not this process's any more")
