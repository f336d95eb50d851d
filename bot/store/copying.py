"""All rows of one database in another, of either engine: resumable, compared at the end.

Rows go in batches, each in a transaction with the place it reached, so that a copy that was broken
off goes on from there. It reads one consistent view of the source, also while Lede runs on it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table, delete, func, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import ConfigError
from bot.store.database import Database
from bot.store.dialect import put_fact
from bot.store.engines.registry import behind
from bot.store.opening import COPYING, name_of
from bot.store.tables import bot_state, metadata

#: Rows of one transaction.
BATCH = 500

#: Told for each batch: the table, how many of its rows are there, and of how many.
Progress = Callable[[str, int, int], None]

#: What is of one process or of the copying itself.
_NOT_COPIED = (COPYING, "probe")

_SUM_BITS = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """The result of a copy."""

    #: Rows by table; the same in both, like their checksums.
    rows: Mapping[str, int]
    #: It went on from where one was broken off.
    resumed: bool = False


def silent(_table: str, _done: int, _of: int) -> None:
    """A report of progress that nobody reads."""


async def copy_all(
    source: Database, target: Database, *, batch: int = BATCH, progress: Progress = silent
) -> Copied:
    """Copy every row into a database of the same version that holds none, or a broken-off copy.

    Rows that changed at the source since a copy was broken off are found by the comparison, and
    the copy begins anew once.

    Raises:
        ConfigError: the target holds other data, or the two differ at the end.
    """
    async with source.snapshot() as reading:
        name = name_of(source)
        begun = await _begin(target, name)
        differing: list[str] = []
        try:
            await _copy_rows(reading, target, begun, name=name, batch=batch, progress=progress)
            differing = await _compare(reading, target)
        except IntegrityError:
            if not begun:
                raise
            differing = ["rows that changed since it was broken off"]
        if differing and begun:
            await empty(target)
            await _copy_rows(reading, target, {}, name=name, batch=batch, progress=progress)
            differing = await _compare(reading, target)
        if differing:
            raise ConfigError(f"The copy differs from its source in: {', '.join(differing)}")
        await _set_sequences(reading, target)
        rows = {table.name: await _count(reading, table) for table in metadata.sorted_tables}
    async with target.write() as connection:
        await connection.execute(delete(bot_state).where(bot_state.c.name == COPYING))
    return Copied(rows=rows, resumed=bool(begun))


async def empty(database: Database) -> None:
    """Delete every row; its tables stay, and say that they wait for a copy."""
    async with database.write() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))
        await connection.execute(insert(bot_state), {"name": COPYING, "value": {}})


async def _begin(target: Database, source_name: str) -> dict[str, Any]:
    """The place where an earlier copy of the same source was broken off; empty for a new one."""
    async with target.write() as connection:
        marked = await connection.scalar(
            select(bot_state.c.value).where(bot_state.c.name == COPYING)
        )
        if marked is None:
            for table in metadata.sorted_tables:
                key = next(iter(table.primary_key))
                if table is not bot_state and await connection.scalar(select(key).limit(1)):
                    raise ConfigError(
                        f"The database {name_of(target)} holds data already; a copy needs an empty one"
                    )
            await connection.execute(delete(bot_state))  # what tables are made with
            await connection.execute(insert(bot_state), {"name": COPYING, "value": {}})
            return {}
        if marked and marked.get("source") != source_name:
            raise ConfigError(
                f"The database {name_of(target)} holds an unfinished copy of {marked['source']}; "
                "finish that one, or take an empty database"
            )
        return dict(marked)


async def _copy_rows(
    reading: AsyncConnection,
    target: Database,
    begun: Mapping[str, Any],
    *,
    name: str,
    batch: int,
    progress: Progress,
) -> None:
    names = [table.name for table in metadata.sorted_tables]
    first = names.index(begun["table"]) if begun else 0
    for table in metadata.sorted_tables[first:]:
        after = begun["after"] if begun and table.name == begun["table"] else None
        done, of = int(begun["done"]) if after else 0, await _count(reading, table)
        async for rows in _batches(reading, table, after, batch):
            done += len(rows)
            after = [rows[-1][column.name] for column in table.primary_key]
            mark = {"source": name, "table": table.name}
            async with target.write() as connection:
                await connection.execute(insert(table), rows)
                await _mark(connection, mark | {"after": after, "done": done})
            progress(table.name, done, of)


async def _mark(connection: AsyncConnection, value: Mapping[str, Any]) -> None:
    await put_fact(connection, COPYING, dict(value))


async def _batches(
    connection: AsyncConnection, table: Table, after: Sequence[Any] | None, batch: int
) -> AsyncGenerator[list[dict[str, Any]]]:
    """The rows of a table in the order of its key, after a key."""
    keys = list(table.primary_key)
    while True:
        statement = select(table).order_by(*keys).limit(batch)
        if table is bot_state:
            statement = statement.where(bot_state.c.name.not_in(_NOT_COPIED))
        if after is not None:
            statement = statement.where(tuple_(*keys) > tuple_(*after))
        rows = [_storable(row._mapping) for row in await connection.execute(statement)]
        if not rows:
            return
        yield rows
        after = [rows[-1][key.name] for key in keys]


def _storable(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row as either engine can hold it: PostgreSQL knows no character 0."""
    return {
        str(name): value.replace("\0", "") if isinstance(value, str) else value
        for name, value in row.items()
    }


async def _count(connection: AsyncConnection, table: Table) -> int:
    statement = select(func.count()).select_from(table)
    if table is bot_state:
        statement = statement.where(bot_state.c.name.not_in(_NOT_COPIED))
    return int(await connection.scalar(statement) or 0)


async def _compare(reading: AsyncConnection, target: Database) -> list[str]:
    """The tables in which the two differ, by count and checksum."""
    async with target.read() as other:
        return [
            table.name
            for table in metadata.sorted_tables
            if await checksum(reading, table) != await checksum(other, table)
        ]


async def checksum(connection: AsyncConnection, table: Table) -> tuple[int, int]:
    """The number of rows a table has, and a sum over all they say; the same in both engines.

    The sum does not depend on the order of rows, which engines sort differently.
    """
    count = total = 0
    async for rows in _batches(connection, table, None, BATCH):
        count += len(rows)
        for row in rows:
            said = json.dumps([_plain(row[column.name]) for column in table.columns])
            digest = hashlib.blake2b(said.encode(), digest_size=8).digest()
            total = (total + int.from_bytes(digest)) & _SUM_BITS
    return count, total


def _plain(value: Any) -> Any:
    """A value in one form: engines keep moments, numbers and the order of JSON differently."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


async def _set_sequences(reading: AsyncConnection, target: Database) -> None:
    """Let new keys come after the highest that was ever given."""
    here, there = target.dialect.keys, behind(reading).keys
    if here is None:
        return
    async with target.write() as connection:
        for table, column in sequences():
            highest = int(await connection.scalar(select(func.max(table.c[column]))) or 0)
            if there is not None:
                highest = max(highest, await there.last(reading, table, column))
            if highest:
                await here.go_on(connection, table, column, highest)


def sequences() -> list[tuple[Table, str]]:
    """The tables whose key the database gives, and the key's name."""
    return [(table, "id") for table in metadata.sorted_tables if _is_given(table)]


def _is_given(table: Table) -> bool:
    keys = list(table.primary_key)
    return len(keys) == 1 and keys[0].name == "id" and keys[0].type.python_type is int
