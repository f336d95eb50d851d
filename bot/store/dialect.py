"""Statements in which engines differ and that are asked often.

Each is put together once: that costs more than carrying it out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Insert, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connection import finish
from bot.store.engines.dialect import Dialect
from bot.store.engines.registry import behind
from bot.store.tables import bot_state


def insert_ignore(connection: AsyncConnection, table: Table) -> Insert:
    """An INSERT that leaves rows alone whose unique key is already there."""
    return _insert_ignore(behind(connection), table)


def upsert(
    connection: AsyncConnection,
    table: Table,
    *changed: str,
    keys: Sequence[str] = (),
    added: Sequence[str] = (),
) -> Insert:
    """An INSERT that gives a row whose key is already there these columns anew.

    The key is the primary one where `keys` names no other; what is `added` grows by the new value.
    """
    return _upsert(behind(connection), table, changed, tuple(keys), tuple(added))


async def put_fact(
    connection: AsyncConnection, name: str, value: Any, *, last: bool = False
) -> None:
    """Write a fact of the whole bot, whatever it was before; maybe as a transaction's `last`."""
    statement, given = upsert(connection, bot_state, "value"), {"name": name, "value": value}
    if last:
        await finish(connection, statement, given)
    else:
        await connection.execute(statement, given)


@cache
def _insert_ignore(dialect: Dialect, table: Table) -> Insert:
    return dialect.insert_ignore(table)


@cache
def _upsert(
    dialect: Dialect,
    table: Table,
    changed: tuple[str, ...],
    keys: tuple[str, ...],
    added: tuple[str, ...],
) -> Insert:
    names = keys or tuple(column.name for column in table.primary_key)
    return dialect.upsert(table, names, changed, added)
