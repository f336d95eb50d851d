"""A database that is ready to be used."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from sqlalchemy import select

from bot.domain.errors import ConfigError
from bot.store.database import Database
from bot.store.migrate import current_revision, known_revisions, migrate, newest_revision
from bot.store.tables import bot_state

#: The row of `bot_state` that says how far a copy into this database is.
COPYING = "copying"


@asynccontextmanager
async def open_database(database_url: str) -> AsyncGenerator[Database]:
    """The database at an address, made and brought to this version's tables, closed at the end.

    Raises:
        ConfigError: it cannot be written to, or is of a newer version.
        StoreBusyError: it cannot be reached.
    """
    database = Database(database_url)
    try:
        database.make_folder()
        await migrate(database)
        await check_whole(database)
        yield database
    finally:
        await database.aclose()


@asynccontextmanager
async def open_existing(database_url: str) -> AsyncGenerator[Database]:
    """The database at an address as it is, closed at the end; nothing is made or migrated.

    Raises:
        ConfigError: there is none, or it is of another version; the text says where.
        StoreBusyError: it cannot be reached.
    """
    database = Database(database_url)
    try:
        await check_existing(database)
        yield database
    finally:
        await database.aclose()


async def check_existing(database: Database) -> None:
    """Raises as `open_existing` does."""
    where = name_of(database)
    if database.path is not None and not database.path.is_file():
        raise ConfigError(
            f"There is no database {where}; set DATABASE_URL to the one that Lede runs on, "
            "or make a new one by: lede migrate"
        )
    if database.path is not None:
        database.check_file()
    revision = await current_revision(database)
    if revision == newest_revision():
        await check_whole(database)
        return
    if not revision:
        raise ConfigError(
            f"The database {where} is empty; set DATABASE_URL to the one that Lede runs on, "
            "or make its tables by: lede migrate"
        )
    newer = revision not in known_revisions()
    raise ConfigError(
        f"The database {where} is of version {revision}, this program of {newest_revision()}; "
        + ("use the newer program" if newer else "stop Lede, then: lede migrate")
    )


async def check_whole(database: Database) -> None:
    """Raises ConfigError while a copy into the database, of this version, is not finished."""
    async with database.read() as connection:
        statement = select(bot_state.c.name).where(bot_state.c.name == COPYING)
        if await connection.scalar(statement) is not None:
            raise ConfigError(
                f"The database {name_of(database)} holds a copy that is not finished; "
                "give the same lede copy or lede restore again"
            )


def name_of(database: Database) -> str:
    """The name of a database for operators: a file, or an address without password."""
    if database.path is not None:
        return str(database.path.absolute())
    return str(
        database.url.set(drivername=database.dialect.name).render_as_string(hide_password=True)
    )
