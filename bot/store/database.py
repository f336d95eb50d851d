"""One door to the database: reading and writing transactions on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import copy
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, event, func, literal, text, type_coerce
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import ConfigError
from bot.store.busy import busy_errors
from bot.store.fulltext import PHRASES_HOLD, phrases_hold
from bot.store.packed import SQLITE_FUNCTIONS
from bot.store.sqlite_driver import BEGIN_READING, BEGIN_WRITING
from bot.store.sqlite_driver import DriverConnection as SqliteConnection
from bot.store.turns import Turns
from bot.store.types import Moment
from bot.store.units import Unit, current, within

_BUSY_TIMEOUT = "PRAGMA busy_timeout=30000"

#: What SQLite is told on every connection (sources: SQLite's documentation of WAL mode).
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    _BUSY_TIMEOUT,
    "PRAGMA foreign_keys=ON",
    "PRAGMA journal_size_limit=67108864",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA secure_delete=ON",
)

#: The longest that one statement may take which a person causes, in seconds.
PEOPLE_S = 10.0

#: How every SQLite file begins.
_SQLITE_MAGIC = b"SQLite format 3\0"


def async_url(database_url: str) -> URL:
    """The address of the asynchronous driver for `sqlite:///…` or `postgresql://…`."""
    if database_url.startswith("postgres://"):
        database_url = "postgresql://" + database_url.removeprefix("postgres://")
    url = make_url(database_url)
    driver = "sqlite+aiosqlite" if url.get_backend_name() == "sqlite" else "postgresql+asyncpg"
    return url.set(drivername=driver)


class Database:
    """Connections and transactions.

    On SQLite one writer at a time is let in (others of this process wait in order, other
    processes by `busy_timeout`), and a writing transaction takes the lock at its beginning, so
    that it never fails half-way for want of it. Readers never wait.

    Driver errors that mean "busy or away" become `StoreBusyError`, a refused user or database
    becomes `ConfigError`; anything else is a bug and passes through.
    """

    def __init__(
        self, database_url: str, *, pool_size: int = 8, server_leases: bool = True
    ) -> None:
        self.url = async_url(database_url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        #: Whether leases are measured by the database's clock (several machines) or the caller's.
        self.server_leases = server_leases and not self.sqlite
        #: How long a statement may take, in seconds; None where there is no limit of our own.
        self.statement_s: float | None = None
        self._writer = Turns()
        #: Set once the database let us in.
        self._accepted = asyncio.Event()
        options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": 8}
        if self.sqlite:
            options["connect_args"] = {"timeout": 30, "async_creator_fn": SqliteConnection}
        else:
            options["connect_args"] = {"timeout": 10, "command_timeout": 60}
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        else:
            event.listen(self.engine.sync_engine, "checkout", _still_open)

    def for_people(self, statement_s: float = PEOPLE_S) -> Database:
        """The same database for what people cause: what takes too long is a `StoreSlowError`.

        On SQLite the limit is for a whole reading transaction; writers are never interrupted.
        """
        view = copy.copy(self)
        view.statement_s = statement_s
        return view

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None on PostgreSQL."""
        return Path(self.url.database or "") if self.sqlite else None

    def make_folder(self) -> None:
        """Make the folder of a SQLite file.

        Raises:
            ConfigError: it cannot be made or written to, or the file is something else.
        """
        if self.path is None:
            return
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            probe = folder / ".write-test"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise ConfigError(
                f"The data folder {folder} cannot be written to ({error.strerror}); "
                "make it writable or set DATABASE_URL to another place"
            ) from error
        if self.path.exists():
            self.check_file()

    def check_file(self) -> None:
        """Make sure that an existing SQLite file is one, or empty.

        Raises:
            ConfigError: it is something else, or cannot be read and written.
        """
        if self.path is None:
            return
        try:
            with self.path.open("r+b") as file:
                beginning = file.read(len(_SQLITE_MAGIC))
        except OSError as error:
            raise ConfigError(
                f"The database {self.path} cannot be read and written ({error.strerror})"
            ) from error
        if beginning not in (b"", _SQLITE_MAGIC):
            raise ConfigError(
                f"{self.path} is not a SQLite database; "
                "set DATABASE_URL to another file, or move this one away"
            )

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A reading transaction: one consistent view."""
        unit = current(self.engine)
        with busy_errors(limited=self.statement_s is not None, accepted=self._accepted):
            async with self._reading() if unit is None else unit.use() as connection:
                async with self._limited(connection, unit):
                    yield connection

    @asynccontextmanager
    async def _reading(self) -> AsyncGenerator[AsyncConnection]:
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    def together(self) -> AbstractAsyncContextManager[None]:
        """Within it the task's readings share transactions; see `bot.store.units`."""
        return within(Unit(self.engine, self._reading))

    @asynccontextmanager
    async def as_one(self) -> AsyncGenerator[None]:
        """Within it all that the task reads and writes is one writing transaction."""
        async with self.write() as connection:
            unit = Unit(self.engine)
            unit.connection, unit.limit_s = connection, self.statement_s
            async with within(unit):
                yield

    @asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[AsyncConnection]:
        """One consistent view over many statements, whatever others write meanwhile."""
        with busy_errors(limited=False, accepted=self._accepted):
            async with self.engine.connect() as connection:
                if not self.sqlite:
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                async with connection.begin():
                    yield connection

    @asynccontextmanager
    async def write(self, *, first: bool = False) -> AsyncGenerator[AsyncConnection]:
        """A writing transaction: committed at the end, rolled back on any error.

        `first` goes ahead of all who wait: for what a crash leaves in doubt until it is written.
        """
        unit = current(self.engine)
        if unit is not None:
            if unit.writes:
                async with unit.use() as connection:
                    yield connection
                return
            await unit.close()
        with busy_errors(limited=self.statement_s is not None, accepted=self._accepted):
            if not self.sqlite:
                async with self.engine.begin() as connection, self._limited(connection):
                    yield connection
                return
            async with self._writer.turn(first=first), self.engine.connect() as connection:
                await connection.execution_options(lede_write=True)
                async with connection.begin():
                    yield connection

    async def checkpoint(self) -> bool:
        """Empty SQLite's write-ahead log; False while somebody reads an old state of it."""
        try:
            async with self._writer.turn(), self.engine.connect() as connection:
                raw: Any = (await connection.get_raw_connection()).driver_connection
                # whoever writes waits meanwhile: better not for long
                await raw.execute("PRAGMA busy_timeout=500")
                try:
                    cursor = await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    blocked, *_ = await cursor.fetchone()
                    await cursor.close()
                finally:
                    await raw.execute(_BUSY_TIMEOUT)
        except sqlite3.OperationalError:
            return False
        return not blocked

    @asynccontextmanager
    async def _limited(
        self, connection: AsyncConnection, unit: Unit | None = None
    ) -> AsyncGenerator[None]:
        """Keep the statements of a transaction, or of a part of a unit's, to `statement_s`."""
        limit_s = self.statement_s
        if self.sqlite:
            if limit_s is None or (unit is not None and unit.writes):
                yield
                return
            driver: Any = (await connection.get_raw_connection()).driver_connection
            ending = asyncio.get_running_loop().call_later(limit_s, driver.interrupt_now)
            try:
                yield
            finally:
                ending.cancel()
            return
        if limit_s != (unit.limit_s if unit is not None else None):
            # of the transaction only, so that it holds behind a pooler, too
            limit_ms = int((limit_s or 0) * 1000)
            await connection.exec_driver_sql(f"SET LOCAL statement_timeout = {limit_ms}")
            if unit is not None:
                unit.limit_s = limit_s
        yield

    def lease_now(self, now: datetime) -> ColumnElement[datetime]:
        """The moment leases are measured by: the database's on PostgreSQL, else the caller's."""
        if self.server_leases:
            return func.clock_timestamp(type_=Moment())
        return literal(now, Moment())

    def lease_end(self, now: datetime, lease_s: float) -> ColumnElement[datetime]:
        """The moment a lease taken now ends, by the same clock as `lease_now`."""
        if self.server_leases:
            lease = text("make_interval(secs => :lease_s)").bindparams(lease_s=lease_s)
            return type_coerce(func.clock_timestamp().op("+")(lease), Moment())
        return literal(now + timedelta(seconds=lease_s), Moment())

    async def aclose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Set the pragmas and leave beginning of transactions to `_begin_sqlite`."""
    connection.isolation_level = None
    connection.create_function(PHRASES_HOLD, 2, phrases_hold)
    for name, (arguments, function) in SQLITE_FUNCTIONS.items():
        connection.create_function(name, arguments, function, deterministic=True)
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Writers take the lock at once; readers take none."""
    write = connection.get_execution_options().get("lede_write", False)
    connection.exec_driver_sql(BEGIN_WRITING if write else BEGIN_READING)


def _still_open(_connection: Any, record: Any, _proxy: Any) -> None:
    """Have a connection that the server has ended replaced; asking it would cost a way to it."""
    if record.driver_connection.is_closed():
        raise DisconnectionError("The server has ended the connection")
