"""Locks for what only one process may do: work on a file, or have a duty."""

from __future__ import annotations

from contextlib import AbstractContextManager

from bot.domain.errors import TemporaryError
from bot.store.database import Database
from bot.store.leases import Alone, DutyLease, Leadership, any_held


def exclusive(database: Database) -> AbstractContextManager[None]:
    """Keeps a second Lede off a database that one process may work on.

    Entering it raises:
        TemporaryError: another process has it.
        ConfigError: the lock file cannot be made.
    """
    return database.dialect.exclusive(database)


async def is_running(database: Database) -> bool:
    """True if a Lede works on the database: holds its lock, or a duty."""
    if (clock := database.dialect.clock) is not None:
        return await any_held(database, clock)
    try:
        with exclusive(database):
            return False
    except TemporaryError:
        return True


def leadership(database: Database, duty: str) -> Leadership:
    """Election of the one process for a duty."""
    clock = database.dialect.clock
    return Alone() if clock is None else DutyLease(database, duty, clock)
