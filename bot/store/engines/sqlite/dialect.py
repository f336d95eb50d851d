"""SQLite's side of every operation in which engines differ."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    ColumnElement,
    Insert,
    Integer,
    Table,
    event,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError, DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.store.engines.dialect import Among, Dialect, Failure, PromiseCheck
from bot.store.engines.matching import Match
from bot.store.engines.parts import Connections
from bot.store.engines.session import OPEN
from bot.store.engines.sqlite import files, packing, search
from bot.store.engines.sqlite.driver import BEGIN_READING, DriverConnection
from bot.store.engines.sqlite.session import SqliteSession

#: What SQLite is told on every connection (sources: SQLite's documentation of WAL mode).
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    files.BUSY_TIMEOUT,
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA secure_delete=ON",
)

#: What SQLite says when trying again may help; a disk that is full or cannot be written to may be
#: well again later.
_BUSY_SIGNS = ("locked", "busy", "unable to open")
#: A statement was ended from outside.
_INTERRUPTED = "interrupted"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class SqliteDialect(Dialect):
    """SQLite, of one process.

    Moments are whole microseconds: they compare and index faster than text and lose no zone.
    """

    name = "sqlite"
    driver = "sqlite+aiosqlite"
    one_writer = True
    chains = False
    packs_texts = True
    key_type = Integer()  # only an INTEGER primary key is an alias of the row id
    moment_type = BigInteger()
    search_names = ("article_fts", "article_words")

    def search_ddl(self) -> Sequence[str]:
        """Tables of FTS5 and their triggers."""
        return search.DDL

    def written(self, value: datetime | None) -> int | None:
        """Microseconds since 1970."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def moment(self, value: Any) -> Any:
        """A moment from its microseconds."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)

    def true(self, column: str) -> str:
        """There are no truth values: 1."""
        return f"{column} = 1"

    def insert(self, table: Table) -> Insert:
        """As `Dialect` says."""
        return insert(table)

    def unused(
        self, key: ColumnElement[int], used: ColumnElement[int], *which: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """By a list: `NOT EXISTS` would look through all of them for each row."""
        return key.not_in(select(used).where(*which))

    def worded(self, words: str) -> str:
        """As it stands."""
        return words

    def many(self, values: Collection[Any]) -> str:
        """A JSON array."""
        return json.dumps(list(values))

    def listed(self, place: int, kind: str) -> str:
        """The members of a JSON array, of whatever kind."""
        return f"(SELECT value FROM json_each(?{place}))"

    def gathered(self, words: str) -> str:
        """A JSON array."""
        return f"json_group_array({words})"

    def gathered_values(self, found: Any) -> list[Any]:
        """From the JSON array."""
        values: list[Any] = json.loads(found)
        return values

    def strung(self, words: str) -> str:
        """As `Dialect` says."""
        return f"group_concat({words})"

    def pairs(
        self, place: int, rows: Collection[tuple[int, int]], names: tuple[str, str]
    ) -> tuple[str, tuple[Any, ...]]:
        """Pairs from one JSON array of arrays."""
        columns = (f"json_extract(value, '$[{at}]') AS {name}" for at, name in enumerate(names))
        return f"SELECT {', '.join(columns)} FROM json_each(?{place})", (self.many(rows),)

    async def insert_rows(
        self,
        connection: AsyncConnection,
        table: str,
        columns: Mapping[str, str],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """A statement for each row."""
        values = ", ".join("?" * len(columns))
        words = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"
        await connection.exec_driver_sql(words + " ON CONFLICT DO NOTHING", list(rows))

    async def update_rows(
        self,
        connection: AsyncConnection,
        table: str,
        values: str,
        columns: Mapping[str, str],
        rows: Mapping[tuple[Any, ...], Sequence[int]],
    ) -> None:
        """A statement for each row that has its own values, and for those that share some."""
        for place, name in enumerate(columns, start=2):
            values = values.replace(f"r.{name}", f"?{place}")
        words = f"UPDATE {table} SET {values} WHERE id "
        single = [(ids[0], *row) for row, ids in rows.items() if len(ids) == 1]
        several = [(self.many(ids), *row) for row, ids in rows.items() if len(ids) > 1]
        if single:
            await connection.exec_driver_sql(words + "= ?1", single)
        if several:
            await connection.exec_driver_sql(words + f"IN {self.listed(1, 'bigint')}", several)

    def holds(
        self, match: Match, key: ColumnElement[int], words: ColumnElement[str], *, first: int
    ) -> ColumnElement[bool]:
        """As `Dialect` says."""
        return search.holds(match, key, words, first=first)

    async def newest(
        self, connection: AsyncConnection, match: Match, among: Among, *, limit: int
    ) -> list[int]:
        """As `Dialect` says."""
        rows = await connection.execute(*search.newest(match, among, limit=limit))
        return list(rows.scalars())

    def options(self, pool_size: int, command_s: float | None) -> dict[str, Any]:
        """A driver with fewer ways to its thread."""
        given = {"timeout": 30, "async_creator_fn": DriverConnection}
        return {"pool_size": pool_size, "max_overflow": 8, "connect_args": given}

    def prepare(self, engine: AsyncEngine) -> None:
        """Pragmas at the beginning of a connection, and our own beginning of transactions."""
        event.listen(engine.sync_engine, "connect", _prepare)
        event.listen(engine.sync_engine, "begin", _begin)

    @asynccontextmanager
    async def limited(
        self,
        connection: AsyncConnection,
        limit_s: float | None,
        *,
        before_s: float | None,
        writes: bool,
    ) -> AsyncGenerator[None]:
        """A limit for a whole reading transaction; writers are never interrupted."""
        if limit_s is None or writes:
            yield
            return
        driver: Any = (await connection.get_raw_connection()).driver_connection
        ending = asyncio.get_running_loop().call_later(limit_s, driver.interrupt_now)
        try:
            yield
        finally:
            ending.cancel()

    def failure(self, error: DBAPIError) -> Failure:
        """By what SQLite says."""
        words = str(error.orig)
        if words == _INTERRUPTED:
            return Failure.SLOW
        if isinstance(error, OperationalError):
            if "full" in words:
                return Failure.DISK_FULL
            if "disk I/O error" in words:
                return Failure.DISK_BROKEN
            if "readonly database" in words:
                return Failure.READ_ONLY
            if any(sign in words for sign in _BUSY_SIGNS):
                return Failure.BUSY
        return Failure.OTHER

    def exclusive(self, database: Connections) -> AbstractContextManager[None]:
        """A lock on a file beside the database."""
        assert database.path is not None
        return files.FileLock(database.path)

    def session(self, adapted: Any) -> SqliteSession:
        """As `Dialect` says."""
        return SqliteSession(adapted.driver_connection)

    def file(self, url: URL) -> Path:
        """As `Dialect` says."""
        return Path(url.database or "")

    def check_file(self, file: Path) -> None:
        """As `Dialect` says."""
        files.check_file(file)

    async def copy_to(self, database: Connections, target: Path) -> bool:
        """As `Dialect` says."""
        await files.copy_to(database, target)
        return True

    async def own_checks(self, database: Connections, *, mend: bool) -> AsyncIterator[PromiseCheck]:
        """The file, and the index of words: with a broken one no article can be deleted."""
        async with database.read() as connection:
            answer = await connection.scalar(text("PRAGMA quick_check"))
        yield PromiseCheck(promise="the file is whole", broken=int(answer != "ok"))
        yield await _index(database, mend=mend)

    async def merge_search(self, database: Connections) -> None:
        """As `Dialect` says."""
        await files.merge_search(database)

    async def empty_log(self, database: Connections) -> bool:
        """As `Dialect` says."""
        return await files.empty_log(database)


def _prepare(connection: Any, _record: Any) -> None:
    """Set the pragmas and leave beginning of transactions to `_begin`."""
    connection.isolation_level = None
    connection.create_function(search.PHRASES_HOLD, 2, search.phrases_hold)
    for name, (arguments, function) in packing.FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Any) -> None:
    """Begin a transaction that reads, where none is open."""
    if not connection.get_execution_options().get(OPEN):
        connection.exec_driver_sql(BEGIN_READING)


async def _index(database: Connections, *, mend: bool) -> PromiseCheck:
    """The index of words says of every article what its text says."""
    name = "the text index holds every article's words"
    check = text("INSERT INTO article_fts(article_fts, rank) VALUES ('integrity-check', 1)")
    try:
        async with database.write() as connection:
            await connection.execute(check)
    except DatabaseError:
        if not mend:
            return PromiseCheck(promise=name, broken=1)
        async with database.write() as connection:
            await connection.execute(
                text("INSERT INTO article_fts(article_fts) VALUES ('rebuild')")
            )
        return PromiseCheck(promise=name, broken=1, mended=1)
    return PromiseCheck(promise=name, broken=0)
