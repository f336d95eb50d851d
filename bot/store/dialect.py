"""The few statements whose words differ between SQLite and PostgreSQL.

Each is put together once: that costs more than carrying it out.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import bot_state

Insert = sqlite.Insert | postgresql.Insert


def insert(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT that knows ON CONFLICT, for the engine behind the connection."""
    return _insert(connection.dialect.name, table)


def insert_ignore(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT that leaves rows alone whose unique key is already there."""
    return _insert_ignore(connection.dialect.name, table)


def upsert(connection: AsyncConnection, table: Table, *changed: str) -> Insert:
    """An INSERT that gives a row whose primary key is already there these columns anew."""
    return _upsert(connection.dialect.name, table, changed)


async def put_fact(connection: AsyncConnection, name: str, value: Any) -> None:
    """Write a fact of the whole bot, whatever it was before."""
    await connection.execute(upsert(connection, bot_state, "value"), {"name": name, "value": value})


@cache
def _insert(engine: str, table: Table) -> Insert:
    return sqlite.insert(table) if engine == "sqlite" else postgresql.insert(table)


@cache
def _insert_ignore(engine: str, table: Table) -> Insert:
    return _insert(engine, table).on_conflict_do_nothing()


@cache
def _upsert(engine: str, table: Table, changed: tuple[str, ...]) -> Insert:
    statement = _insert(engine, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={name: statement.excluded[name] for name in changed},
    )
