"""A table of articles in somebody else's database: read-only, bounded in rows, bytes and time."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote

from bot.domain.errors import FetchError, FetchReason
from bot.sources.sql_ledger import MODULUS

if TYPE_CHECKING:  # loaded where such a database is asked
    import asyncpg

CONNECT_S = 10.0
STATEMENT_S = 20.0
#: Characters of a text column that are read.
MOST_TEXT = 512 * 1024
#: Blocks compared in one statement.
_BLOCKS_AT_ONCE = 50

COLUMNS = ("id", "title", "url", "summary", "body", "language", "published_at")
_NEEDED = ("id", "title")
_INTEGERS = frozenset({"int2", "int4", "int8"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLocator:
    """The parts of `sql:URL#TABLE?title=headline&id=nr`."""

    url: str
    table: str
    #: The table's own names for our columns, where they differ.
    names: Mapping[str, str]


def parse_table_locator(locator: str) -> TableLocator:
    """The parts of a locator that `parse_locator` accepted."""
    url, _, rest = locator.removeprefix("sql:").partition("#")
    table, _, query = rest.partition("?")
    return TableLocator(
        url=re.sub(r"^(\w+)\+\w+://", r"\1://", url), table=table, names=dict(parse_qsl(query))
    )


class ForeignTable(ABC):
    """The table, opened. Ids are whole numbers, so they are written into the statements."""

    def __init__(self, locator: TableLocator) -> None:
        self._table = ".".join(map(_quoted, locator.table.split(".")))
        self._names = {column: locator.names.get(column, column) for column in COLUMNS}
        self._present: list[str] = []

    @abstractmethod
    async def query(self, statement: str) -> Sequence[Sequence[Any]]:
        """The rows of a statement that only reads."""

    @abstractmethod
    async def columns(self) -> Mapping[str, str]:
        """The table's columns by name with their types."""

    async def check(self) -> None:
        """Raises `FetchError` when the table cannot be a table of articles."""
        columns = await self.columns()
        self._present = [column for column in COLUMNS if self._names[column] in columns]
        for column in _NEEDED:
            if column not in self._present:
                raise FetchError(
                    FetchReason.UNREADABLE, f"the table has no column {self._names[column]}"
                )
        kind = columns[self._names["id"]]
        if kind and kind not in _INTEGERS:
            raise FetchError(
                FetchReason.UNREADABLE,
                f"the column {self._names['id']} holds no whole numbers; name one that does and "
                "that grows with every article, as in ?id=nr",
            )

    async def newest(self, skip: int) -> int | None:
        """The id below the newest `skip` rows, or None when there are no more rows."""
        rows = await self.query(
            f"SELECT {self._id} {self._from} ORDER BY {self._id} DESC LIMIT 1 OFFSET {skip}"
        )
        return _whole(rows[0][0]) if rows else None

    async def ids_above(self, floor: int | None, limit: int) -> list[int]:
        """Ids above one, upwards."""
        rows = await self.query(
            f"SELECT {self._id} {self._from}{self._above(floor)} ORDER BY {self._id} LIMIT {limit}"
        )
        return [_whole(row[0]) for row in rows]

    async def ids_within(self, low: int | None, high: int, limit: int) -> list[int]:
        """Ids above `low` up to `high`, downwards."""
        rows = await self.query(
            f"SELECT {self._id} {self._from}{self._above(low)} AND {self._id} <= {high} "
            f"ORDER BY {self._id} DESC LIMIT {limit}"
        )
        return [_whole(row[0]) for row in rows]

    async def rows(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        """Rows by our names for their columns."""
        if not ids:
            return []
        fields = ", ".join(
            _quoted(self._names[column])
            if column in ("id", "published_at")
            else f"substr(CAST({_quoted(self._names[column])} AS TEXT), 1, {MOST_TEXT})"
            for column in self._present
        )
        found = await self.query(
            f"SELECT {fields} {self._from} AND {self._id} IN ({', '.join(map(str, ids))})"
        )
        return [dict(zip(self._present, row, strict=True)) for row in found]

    async def sums(self, ranges: Sequence[tuple[int | None, int]]) -> list[tuple[int, int]]:
        """Count and checksum of the rows in each range (above, up to)."""
        sums: list[tuple[int, int]] = []
        for at in range(0, len(ranges), _BLOCKS_AT_ONCE):
            parts = [
                f"SELECT {place}, count(*), coalesce(sum({self._id} % {MODULUS}), 0) "
                f"{self._from}{self._above(low)} AND {self._id} <= {high}"
                for place, (low, high) in enumerate(ranges[at : at + _BLOCKS_AT_ONCE])
            ]
            rows = await self.query(" UNION ALL ".join(parts))
            sums += [(int(count), int(check)) for _, count, check in sorted(map(tuple, rows))]
        return sums

    @property
    def _id(self) -> str:
        return _quoted(self._names["id"])

    @property
    def _from(self) -> str:
        return f"FROM {self._table} WHERE {self._id} IS NOT NULL"

    def _above(self, floor: int | None) -> str:
        return "" if floor is None else f" AND {self._id} > {floor}"


class SqliteTable(ForeignTable):
    """A table in an SQLite file, opened read-only."""

    def __init__(self, locator: TableLocator, connection: sqlite3.Connection) -> None:
        super().__init__(locator)
        self._connection = connection

    async def query(self, statement: str) -> Sequence[Sequence[Any]]:
        """The rows; a statement that takes too long is ended."""
        deadline = time.monotonic() + STATEMENT_S

        def work() -> list[tuple[Any, ...]]:
            self._connection.set_progress_handler(lambda: time.monotonic() > deadline, 50_000)
            return self._connection.execute(statement).fetchall()

        return await asyncio.to_thread(work)

    async def columns(self) -> Mapping[str, str]:
        """By name; SQLite's types are the values' own."""

        def work() -> list[str]:
            cursor = self._connection.execute(f"SELECT * {self._from} LIMIT 0")
            return [column[0] for column in cursor.description]

        return dict.fromkeys(await asyncio.to_thread(work), "")


class PostgresTable(ForeignTable):
    """A table in PostgreSQL, in a session that can only read."""

    def __init__(self, locator: TableLocator, connection: asyncpg.Connection) -> None:
        super().__init__(locator)
        self._connection = connection

    async def query(self, statement: str) -> Sequence[Sequence[Any]]:
        """The rows that the query gives."""
        return [tuple(row) for row in await self._connection.fetch(statement)]

    async def columns(self) -> Mapping[str, str]:
        """By name, with PostgreSQL's names of their types."""
        prepared = await self._connection.prepare(f"SELECT * FROM {self._table} LIMIT 0")  # noqa: S608
        return {attribute.name: attribute.type.name for attribute in prepared.get_attributes()}


@asynccontextmanager
async def open_table(locator: TableLocator) -> AsyncGenerator[ForeignTable]:
    """The table of a locator, checked.

    Raises:
        FetchError: it cannot be reached or read; the text holds no password.
    """
    try:
        opener = _OPENERS[locator.url.partition(":")[0]]
        async with opener(locator) as table:
            await table.check()
            yield table
    except sqlite3.Error as error:
        raise _unreadable(error) from error
    except (OSError, ValueError) as error:
        raise FetchError(FetchReason.UNREACHABLE, "the database cannot be reached") from error


@asynccontextmanager
async def _open_sqlite(locator: TableLocator) -> AsyncGenerator[ForeignTable]:
    path = unquote(locator.url.partition("://")[2].removeprefix("/"))
    connection = await asyncio.to_thread(
        sqlite3.connect,
        f"file:{quote(path)}?mode=ro",
        uri=True,
        timeout=5.0,
        check_same_thread=False,
    )
    try:
        yield SqliteTable(locator, connection)
    finally:
        await asyncio.to_thread(connection.close)


@asynccontextmanager
async def _open_postgres(locator: TableLocator) -> AsyncGenerator[ForeignTable]:
    import asyncpg

    try:
        connection = await asyncpg.connect(
            locator.url,
            timeout=CONNECT_S,
            command_timeout=STATEMENT_S + 5,
            statement_cache_size=0,  # the other side may be a pool that shares sessions
            server_settings={
                "application_name": "lede",
                "default_transaction_read_only": "on",
                "statement_timeout": str(int(STATEMENT_S * 1000)),
            },
        )
        try:
            yield PostgresTable(locator, connection)
        finally:
            await connection.close(timeout=5)
    except (asyncpg.InvalidPasswordError, asyncpg.InsufficientPrivilegeError) as error:
        raise FetchError(FetchReason.FORBIDDEN, "the database does not let us read this") from error
    except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> FetchError:
    words = " ".join(str(error).split())[:200]
    return FetchError(FetchReason.UNREADABLE, f"the database says: {words}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _whole(value: object) -> int:
    """An id as a whole number; SQLite lets a column hold anything."""
    if isinstance(value, int):
        return value
    raise FetchError(
        FetchReason.UNREADABLE,
        "the ids are no whole numbers; name a column that holds some and grows, as in ?id=nr",
    )


#: By the beginning of an address.
_OPENERS = {"sqlite": _open_sqlite, "postgresql": _open_postgres, "postgres": _open_postgres}
