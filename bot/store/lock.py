"""Locks for what only one process may do: work on a file, or have a duty."""

from __future__ import annotations

from contextlib import AbstractContextManager

from bot.store.database import Database
from bot.store.engines.dialect import Leadership


def exclusive(database: Database) -> AbstractContextManager[None]:
    """Keeps a second Lede off a database that one process may work on.

    Entering it raises:
        TemporaryError: another process has it.
        ConfigError: the lock file cannot be made.
    """
    return database.dialect.exclusive(database)


async def is_running(database: Database) -> bool:
    """True if a Lede works on the database: holds its lock, or a duty."""
    return await database.dialect.is_running(database)


def leadership(database: Database, duty: str) -> Leadership:
    """Election of the one process for a duty."""
    return database.dialect.leadership(database, duty)
