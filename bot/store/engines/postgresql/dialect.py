"""PostgreSQL's side of every operation in which engines differ."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Insert,
    Table,
    event,
    exists,
)
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.types import TypeEngine

from bot.store.engines.dialect import (
    Among,
    Dialect,
    Failure,
    Server,
    turned,
)
from bot.store.engines.matching import Match
from bot.store.engines.parts import Connections
from bot.store.engines.postgresql import hosts, pooling, tools
from bot.store.engines.postgresql.server import Dumps, Sequences, WallClock, server_of
from bot.store.engines.postgresql.session import PostgresqlSession

#: A statement was ended because of `statement_timeout`.
_CANCELED_STATE = "57014"
_DISK_FULL_STATE = "53100"
#: A standby that is being promoted, or a server that takes no writes while its disk is full.
_READ_ONLY_STATE = "25006"
#: SQLSTATE classes that mean "away or busy, try again": connection, resources, operator, locks.
_BUSY_STATES = ("08", "53", "57", "40", "55")
#: A transaction that stood still for too long was ended.
_IDLE_STATE = "25P03"
#: SQLSTATE classes that mean "not with these settings": who asks, and for which database.
_REFUSED_STATES = ("28", "3D")

#: The advisory lock under which migrations run; any constant of our own.
_MIGRATION = 0x1EDE0001


class PostgresqlDialect(Dialect):
    """PostgreSQL, of any number of processes. Moments are its own, in UTC."""

    name = "postgresql"
    driver = "postgresql+asyncpg"
    one_writer = False
    chains = True
    packs_texts = False
    clock = WallClock()
    keys = Sequences()
    copies = Dumps()
    moment_type = DateTime(timezone=True)
    search_names = ("ix_article_text_words", "labels")

    # SQLAlchemy's side of this engine is loaded by processes that work on it: 19 modules, 2.4 MB.
    def search_ddl(self) -> Sequence[str]:
        """A column of words and its index."""
        from bot.store.engines.postgresql.search import DDL

        return DDL

    def search_drop(self) -> Sequence[str]:
        """The functions of its triggers."""
        from bot.store.engines.postgresql.search import DROPS

        return DROPS

    def json_type(self) -> TypeEngine[Any]:
        """JSON parsed when it is stored."""
        from sqlalchemy.dialects.postgresql import JSONB

        return JSONB()

    def written(self, value: datetime | None) -> datetime | None:
        """As it is."""
        return value

    def moment(self, value: Any) -> Any:
        """As it is: the driver gives UTC."""
        return value

    def true(self, column: str) -> str:
        """As it is."""
        return column

    def insert(self, table: Table) -> Insert:
        """As `Dialect` says."""
        from sqlalchemy.dialects.postgresql import insert

        return insert(table)

    def unused(
        self, key: ColumnElement[int], used: ColumnElement[int], *which: ColumnElement[bool]
    ) -> ColumnElement[bool]:
        """By `NOT EXISTS`, which is joined by a hash."""
        return ~exists().where(used == key, *which)

    def worded(self, words: str) -> str:
        """Parameters are `$1`, `$2`."""
        return words.replace("?", "$")

    def many(self, values: Collection[Any]) -> list[Any]:
        """One array parameter."""
        return list(values)

    def listed(self, place: int, kind: str) -> str:
        """The members of an array."""
        return f"(SELECT unnest(?{place}::{kind}[]))"

    def gathered(self, words: str) -> str:
        """An array of all of them."""
        return f"array_agg({words})"

    def gathered_values(self, found: Any) -> list[Any]:
        """The array itself."""
        return list(found)

    def strung(self, words: str) -> str:
        """As `Dialect` says."""
        return f"string_agg({words}, ',')"

    def pairs(
        self, place: int, rows: Collection[tuple[int, int]], names: tuple[str, str]
    ) -> tuple[str, tuple[Any, ...]]:
        """Pairs from two arrays."""
        first, second = names
        words = (
            f"SELECT {first}, {second} FROM"
            f" unnest(?{place}::bigint[], ?{place + 1}::bigint[]) AS t ({first}, {second})"
        )
        return words, turned(list(rows))

    async def insert_rows(
        self,
        connection: AsyncConnection,
        table: str,
        columns: Mapping[str, str],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """One statement, an array for each column."""
        # JSON is given as text
        texts = {name: kind.replace("jsonb", "text") for name, kind in columns.items()}
        given = (f"r.{name}::{kind}" for name, kind in columns.items())
        words = (
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(given)}"
            f" FROM {_rows(texts)} ON CONFLICT DO NOTHING"
        )
        await connection.exec_driver_sql(self.worded(words), turned(rows))

    async def update_rows(
        self,
        connection: AsyncConnection,
        table: str,
        values: str,
        columns: Mapping[str, str],
        rows: Mapping[tuple[Any, ...], Sequence[int]],
    ) -> None:
        """One statement, an array for each column."""
        given = [(each, *row) for row, ids in rows.items() for each in ids]
        named = {"id": "bigint", **columns}
        words = f"UPDATE {table} SET {values} FROM {_rows(named)} WHERE {table}.id = r.id"
        await connection.exec_driver_sql(self.worded(words), turned(given))

    def holds(
        self, match: Match, key: ColumnElement[int], words: ColumnElement[str], *, first: int
    ) -> ColumnElement[bool]:
        """By the index, and the words in their order."""
        from bot.store.engines.postgresql.search import holds

        return holds(match, first=first)

    async def newest(
        self, connection: AsyncConnection, match: Match, among: Among, *, limit: int
    ) -> list[int]:
        """As `Dialect` says."""
        from bot.store.engines.postgresql.search import newest

        return await newest(connection, match, among, limit=limit)

    def place(self, address: str) -> str:
        """Of several servers as well, parted by commas."""
        return hosts.one_place(address)

    def options(self, pool_size: int, command_s: float | None) -> dict[str, Any]:
        """Limits of time for connecting and for a statement."""
        given: dict[str, Any] = {"timeout": 10, "command_timeout": command_s}
        given["async_creator_fn"] = hosts.Hosts().connect
        return {"pool_size": pool_size, "max_overflow": 8, "connect_args": given}

    def prepare(self, engine: AsyncEngine) -> None:
        """Replace connections that the server has ended; keep no statements behind a pooler."""
        # before all else that is asked of a new connection
        event.listen(engine.sync_engine, "connect", pooling.prepare_connection, insert=True)
        event.listen(engine.sync_engine, "checkout", _still_open)

    @asynccontextmanager
    async def limited(
        self,
        connection: AsyncConnection,
        limit_s: float | None,
        *,
        before_s: float | None,
        writes: bool,
    ) -> AsyncGenerator[None]:
        """A limit for each statement, of the transaction only: it holds behind a pooler, too."""
        if limit_s != before_s:
            limit_ms = int((limit_s or 0) * 1000)
            await connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit_ms}")
        yield

    def failure(self, error: DBAPIError) -> Failure:
        """By the five characters of SQLSTATE."""
        state = str(getattr(error.orig, "sqlstate", "") or "")
        if state == _CANCELED_STATE:
            return Failure.SLOW
        if state == _DISK_FULL_STATE:
            return Failure.DISK_FULL
        if state == _READ_ONLY_STATE:
            return Failure.READ_ONLY
        if state[:2] in _BUSY_STATES or state == _IDLE_STATE:
            return Failure.BUSY
        return Failure.REFUSED if state[:2] in _REFUSED_STATES else Failure.OTHER

    def exclusive(self, database: Connections) -> AbstractContextManager[None]:
        """Nothing: several may work."""
        return nullcontext()

    def session(self, adapted: Any) -> PostgresqlSession:
        """As `Dialect` says."""
        return PostgresqlSession(adapted)

    async def lock_migration(self, connection: AsyncConnection) -> None:
        """As `Dialect` says."""
        await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION})")

    async def copy_to(self, database: Connections, target: Path) -> bool:
        """By `pg_dump`, where there is one that is new enough for the server.

        Never through a pooler: what it sets for its session stays with a connection of others.
        """
        server = await self.server(database)
        return not server.pooled and await tools.dump(database, target)

    async def server(self, database: Connections) -> Server:
        """As `Dialect` says."""
        return await server_of(database)


def _rows(columns: Mapping[str, str]) -> str:
    """Rows given as an array for each column."""
    arrays = ", ".join(f"?{at}::{kind}[]" for at, kind in enumerate(columns.values(), start=1))
    return f"unnest({arrays}) AS r ({', '.join(columns)})"


def _still_open(_connection: Any, record: Any, _proxy: Any) -> None:
    """Have a connection that the server has ended replaced; asking it would cost a way to it."""
    if record.driver_connection.is_closed():
        raise DisconnectionError("The server has ended the connection")
