"""A database that takes nothing for a while: tried again later, and no wrong setting."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from bot.domain.errors import ConfigError, StoreBusyError
from bot.store.database import Database
from bot.store.sources import SourceStore
from tests.support.articles import NOW, add_source
from tests.support.databases import PostgresServer


async def test_a_database_that_takes_no_writes_for_a_while_is_tried_again(
    database: Database,
) -> None:
    """As a full disk, a file system or a standby has it; what is read is read meanwhile."""
    found = await add_source(database)
    with pytest.raises(StoreBusyError, match="takes nothing new"):
        await _write_though_forbidden(database)
    assert (await SourceStore(database).all())[0].title == found.title
    if database.dialect.name == "sqlite":
        async with database.read() as connection:
            await connection.execute(text("PRAGMA query_only = 0"))
    assert await SourceStore(database).poll_now(None, now=NOW) == 1


async def _write_though_forbidden(database: Database) -> None:
    async with database.write() as connection:
        lite = database.dialect.name == "sqlite"
        forbid = "PRAGMA query_only = 1" if lite else "SET TRANSACTION READ ONLY"
        await connection.execute(text(forbid))
        await connection.execute(text("UPDATE source SET title = 'new'"))


async def test_who_was_let_in_once_waits_when_the_database_is_moved_away(
    postgres: PostgresServer, postgres_name: str
) -> None:
    """At the start it is a wrong setting; later it is being put back, or moved."""
    name = "moved-away"
    await postgres.empty(postgres_name)
    url = await asyncio.to_thread(postgres.make_database, name, template=postgres_name)
    database, other = Database(url), Database(url)
    try:
        assert await SourceStore(database).all() == []
        await database.engine.dispose()
        await postgres.rename_database(name, "elsewhere")
        with pytest.raises(StoreBusyError, match="just now"):
            await SourceStore(database).all()
        with pytest.raises(ConfigError, match="DATABASE_URL"):
            await SourceStore(other).all()
        await postgres.rename_database("elsewhere", name)
        assert await SourceStore(database).all() == []
    finally:
        await database.aclose()
        await other.aclose()
