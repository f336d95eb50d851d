"""One door to the database: reading and writing transactions on any engine."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Executable, literal, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import ConfigError
from bot.store.busy import busy_errors
from bot.store.connection import Connection, finish, transaction
from bot.store.engines.registry import read_address
from bot.store.engines.session import REPEATABLE, SINGLE, WRITING
from bot.store.fence import check, is_fenced
from bot.store.turns import Turns
from bot.store.types import Moment
from bot.store.units import Unit, current, within

#: The longest that one statement may take which a person causes, in seconds.
PEOPLE_S = 10.0


#: How long a server is waited for to answer a statement, in seconds.
COMMAND_S = 60.0


class Database:
    """Connections and transactions.

    Where an engine lets in one writer at a time, the others of this process wait in order, and a
    writing transaction takes the lock at its beginning, so that it never fails half-way for want
    of it. Readers never wait.

    Within a duty that one process of several has, each writing transaction asks first whether it
    still has it; see `bot.store.fence`.

    Driver errors that mean "busy or away" become `StoreBusyError`, a refused user or database
    becomes `ConfigError`; anything else is a bug and passes through.
    """

    def __init__(
        self,
        database_url: str,
        *,
        pool_size: int = 8,
        server_leases: bool = True,
        command_s: float | None = COMMAND_S,
    ) -> None:
        self.dialect, self.url = read_address(database_url)
        #: The clock that leases are measured by, of several machines; None: the caller's.
        self._lease_clock = self.dialect.clock if server_leases else None
        #: How long a statement may take, in seconds; None where there is no limit of our own.
        self.statement_s: float | None = None
        self._writer = Turns()
        #: Set once the database let us in.
        self._accepted = asyncio.Event()
        options: dict[str, Any] = self.dialect.options(pool_size, command_s)
        self.engine: AsyncEngine = create_async_engine(self.url, **options)
        self.dialect.prepare(self.engine)

    def for_people(self, statement_s: float = PEOPLE_S) -> Database:
        """The same database for what people cause: what takes too long is a `StoreSlowError`."""
        view = copy.copy(self)
        view.statement_s = statement_s
        return view

    @asynccontextmanager
    async def patient(self) -> AsyncGenerator[Database]:
        """The same database for statements that take as long as they take."""
        if not self.dialect.shared:
            yield self
            return
        address = self.url.render_as_string(hide_password=False)
        view = Database(address, pool_size=1, command_s=None)
        try:
            yield view
        finally:
            await view.aclose()

    @property
    def path(self) -> Path | None:
        """The file of the database; None on a server."""
        return self.dialect.file(self.url)

    def make_folder(self) -> None:
        """Make the folder of a database in a file.

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
        """Make sure that an existing file is a database, or empty.

        Raises:
            ConfigError: it is something else, or cannot be read and written.
        """
        if self.path is not None:
            self.dialect.check_file(self.path)

    @asynccontextmanager
    async def read(self) -> AsyncGenerator[AsyncConnection]:
        """A reading transaction: one consistent view."""
        unit = current(self.engine)
        with self._errors(limited=self.statement_s is not None):
            async with self._reading() if unit is None else unit.use() as connection:
                async with self._limited(connection, unit=unit):
                    yield connection

    @asynccontextmanager
    async def _reading(self) -> AsyncGenerator[AsyncConnection]:
        async with transaction(self.engine, self.dialect) as connection:
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
            if isinstance(connection, Connection):
                connection.held = True
            async with within(unit):
                yield

    @asynccontextmanager
    async def snapshot(self) -> AsyncGenerator[AsyncConnection]:
        """One consistent view over many statements, whatever others write meanwhile."""
        with self._errors(limited=False):
            async with transaction(self.engine, self.dialect, REPEATABLE) as connection:
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
        with self._errors(limited=self.statement_s is not None):
            turn = self._writer.turn(first=first) if self.dialect.one_writer else nullcontext()
            async with (
                turn,
                transaction(self.engine, self.dialect, WRITING) as connection,
                self._limited(connection, writes=True),
            ):
                await check(self.engine, connection)
                yield connection

    async def carry_out(self, statement: Executable, parameters: Any = None) -> Any:
        """Carry out one statement in a writing transaction of its own; its rows.

        Where nothing else need be asked in it, it takes one way to the database instead of three.
        """
        unit = current(self.engine)
        limited = self.statement_s is not None and self.dialect.shared
        if (unit is not None and unit.writes) or limited or is_fenced(self.engine):
            async with self.write() as connection:
                return await connection.execute(statement, parameters)
        if unit is not None:
            await unit.close()
        with self._errors(limited=False):
            turn = self._writer.turn() if self.dialect.one_writer else nullcontext()
            async with turn, transaction(self.engine, self.dialect, SINGLE) as connection:
                return await finish(connection, statement, parameters)

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[AsyncConnection]:
        """A connection without a transaction, while nobody of this process writes."""
        async with self._writer.turn(), self.engine.connect() as connection:
            yield connection

    def _limited(
        self, connection: AsyncConnection, *, unit: Unit | None = None, writes: bool = False
    ) -> AbstractAsyncContextManager[None]:
        """Keep the statements of a transaction, or of a part of a unit's, to `statement_s`."""
        before_s = None
        if unit is not None:
            before_s, unit.limit_s = unit.limit_s, self.statement_s
            writes = writes or unit.writes
        return self.dialect.limited(connection, self.statement_s, before_s=before_s, writes=writes)

    def lease_now(self, now: datetime | ColumnElement[datetime]) -> ColumnElement[datetime]:
        """The moment leases are measured by: the engine's where machines share it, or `now`."""
        if self._lease_clock is not None:
            return type_coerce(self._lease_clock.now(), Moment())
        return literal(now, Moment()) if isinstance(now, datetime) else now

    def lease_end(
        self,
        now: datetime | None,
        lease_s: float,
        *,
        given: ColumnElement[datetime] | None = None,
    ) -> ColumnElement[datetime]:
        """The moment a lease taken now ends, by the same clock as `lease_now`.

        By the caller's it is `given` instead of `now` and so many seconds, in a statement that is
        built once.
        """
        if self._lease_clock is not None:
            return type_coerce(self._lease_clock.after(lease_s), Moment())
        if given is not None:
            return given
        assert now is not None
        return literal(now + timedelta(seconds=lease_s), Moment())

    def _errors(self, *, limited: bool) -> busy_errors:
        return busy_errors(self.dialect, limited=limited, accepted=self._accepted)

    async def aclose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()
