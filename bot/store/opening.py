"""A database that is ready to be used."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from bot.store.database import Database
from bot.store.migrate import migrate


@asynccontextmanager
async def open_database(database_url: str) -> AsyncGenerator[Database]:
    """The database at an address, brought to this version's tables, closed at the end.

    Raises:
        ConfigError: it cannot be written to, or is of a newer version.
        StoreBusyError: it cannot be reached.
    """
    database = Database(database_url)
    try:
        database.make_folder()
        await migrate(database)
        yield database
    finally:
        await database.aclose()
