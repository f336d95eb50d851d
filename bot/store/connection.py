"""A transaction's connection that gives compiled statements to the driver by itself.

SQLAlchemy's asynchronous connection is a bridge over its synchronous one: a greenlet, a cursor, a
context and a result for each statement, a connection and a transaction object for each
transaction. All of it costs several times what the driver does. Statements are still compiled,
cached and typed by SQLAlchemy, connections kept by its pool, errors told by its classes; what is
not plain (defaults of Python, schema, what migrations do) goes over the bridge.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, NoReturn

from sqlalchemy import Connection as SyncConnection
from sqlalchemy import Executable, TextClause
from sqlalchemy.engine import Dialect, Engine, IteratorResult
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import SelectBase
from sqlalchemy.util.concurrency import greenlet_spawn

from bot.store.engines.sqlite.driver import BEGIN_READING, BEGIN_WRITING, OPEN
from bot.store.statements import NOTHING, Plan, named, plan_of

#: What is begun where nothing else is said.
READING, WRITING, REPEATABLE = "reading", "writing", "repeatable"


class Rows(IteratorResult[Any]):
    """All that a statement brought, as SQLAlchemy gives it: rows by place and by name."""

    def __init__(self, found: Any, rows: Sequence[Any], rowcount: int) -> None:
        super().__init__(found, iter(rows))
        self.rowcount = rowcount


class Connection(AsyncConnection):
    """The connection of one transaction."""

    def __init__(self, engine: AsyncEngine, checked_out: Any) -> None:
        super().__init__(engine)
        self._checked_out = checked_out
        self._adapted = checked_out.dbapi_connection
        self._driver = self._adapted.driver_connection
        self._sqlite = engine.dialect.name == "sqlite"
        self._full: SyncConnection | None = None
        #: Why the connection is good for no more; None while it is.
        self.broken: BaseException | None = None

    @property  # type: ignore[misc]  # nobody writes it
    def dialect(self) -> Dialect:
        """The engine's words."""
        return self.sync_engine.dialect

    def get_execution_options(self) -> Any:
        """That a transaction is open."""
        return {OPEN: True}

    async def get_raw_connection(self) -> Any:
        """The connection that the pool gave."""
        return self._checked_out

    async def run_sync(self, fn: Callable[..., Any], *arg: Any, **kw: Any) -> Any:
        """Call a function with SQLAlchemy's own connection, in this transaction."""
        return await self._bridge(lambda full: fn(full, *arg, **kw))

    async def execute(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """Carry out a statement, once or for each of several parameters; its rows."""
        given = _listed(parameters)
        if isinstance(statement, (SelectBase, UpdateBase, TextClause)) and not execution_options:
            plan, extracted, collected = plan_of(self.sync_engine, statement, given)
            if plan is not None:
                words, rows = plan.bound(given, extracted, collected)
                return await self._carry_out(words, rows, many=len(given) > 1, plan=plan)
        return await self._bridge(
            lambda full: full.execute(statement, parameters, execution_options=execution_options)
        )

    async def scalar(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """The first value of the first row; None where there is none."""
        found = await self.execute(statement, parameters, execution_options=execution_options)
        return found.scalar()

    async def scalars(
        self, statement: Executable, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        """The first value of each row."""
        found = await self.execute(statement, parameters, execution_options=execution_options)
        return found.scalars()

    async def exec_driver_sql(
        self,
        statement: str,
        parameters: Any = None,
        execution_options: Any = None,  # noqa: ARG002  # nothing is left to be told
    ) -> Any:
        """Carry out a statement in the driver's own words."""
        many = isinstance(parameters, list)
        return await self._carry_out(statement, parameters or (), many=many, plan=None)

    async def _carry_out(self, words: str, rows: Any, *, many: bool, plan: Plan | None) -> Any:
        self.tell(words, rows, many=many)
        ask = self._driver.ask if self._sqlite else self._ask_postgres
        try:
            found, described, count = await ask(words, rows, many=many)
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, words, rows, many=many)
        if not described:
            return Rows(NOTHING, (), count)
        return Rows(plan.rows(described) if plan else named(described), found, count)

    async def _ask_postgres(
        self, words: str, rows: Any, *, many: bool
    ) -> tuple[Sequence[Any], Any, int]:
        prepared, attributes = await self._adapted._prepare(words, 0)
        described = [(each.name, each.type.oid) for each in attributes or ()]
        if many:
            found = await prepared.fetchmany(rows) if described else ()
            if not described:
                await prepared.executemany(rows)
            return found, described, -1
        found = await prepared.fetch(*rows)
        _, _, count = prepared.get_statusmsg().rpartition(" ")
        return found, described, int(count) if count.isdecimal() else -1

    def tell(self, words: str, rows: Any = (), *, many: bool = False) -> None:
        """Have whoever listens to the engine's statements hear of one."""
        if heard := self.sync_engine.dispatch.before_cursor_execute:
            heard(self, None, words, rows, None, many)

    def _fail(self, error: BaseException, words: str, rows: Any, *, many: bool) -> NoReturn:
        """Raise what SQLAlchemy would have raised."""
        if not isinstance(error, Exception):  # gone in the middle of an answer
            self.broken = error
            raise error
        errors: Any = self.dialect.loaded_dbapi
        try:
            self._adapted._handle_exception(error)
        except errors.Error as ours:
            if self.dialect.is_disconnect(ours, self._checked_out, None):
                self.broken = ours
            raise DBAPIError.instance(
                words,
                rows,
                ours,
                errors.Error,
                hide_parameters=self.sync_engine.hide_parameters,
                connection_invalidated=self.broken is not None,
                dialect=self.dialect,
                ismulti=many,
            ) from error
        raise error

    async def _bridge(self, fn: Callable[[SyncConnection], Any]) -> Any:
        def call() -> Any:
            if self._full is None:
                engine = self.sync_engine.execution_options(**{OPEN: True})
                self._full = SyncConnection(engine, connection=self._checked_out)
                self._full.begin()  # it is: nobody whom it is given to commits by themselves
            return fn(self._full)

        return await greenlet_spawn(call)

    async def begin_now(self, how: str) -> None:
        """Begin the transaction."""
        if heard := self.sync_engine.dispatch.begin:
            heard(self)
        if self._sqlite:
            self._driver.begins = BEGIN_WRITING if how == WRITING else BEGIN_READING
            self.tell(self._driver.begins)
            return
        self._adapted.isolation_level = "repeatable_read" if how == REPEATABLE else None
        try:
            await self._adapted._start_transaction()
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, "BEGIN", (), many=False)

    async def commit_now(self) -> None:
        """End the transaction, keeping what it wrote."""
        try:
            if self._sqlite:
                await self._driver.commit()
            elif (open_one := self._adapted._transaction) is not None:
                await self._adapted._call_and_discard(open_one.commit)
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, "COMMIT", (), many=False)

    async def let_go(self) -> None:
        """End a transaction that only read."""
        if self._sqlite:
            self._driver.forget()
        else:
            await self.commit_now()

    async def give_back(self) -> None:
        """To the pool, which undoes what is open; what is good for no more is thrown away."""
        if self._adapted.dbapi is not None and not self._sqlite:
            self._adapted.isolation_level = self._adapted._isolation_setting
        if self.broken is not None:
            broken = self.broken if isinstance(self.broken, Exception) else None
            await greenlet_spawn(self._checked_out.invalidate, broken)
        await greenlet_spawn(self._checked_out.close)


@asynccontextmanager
async def transaction(engine: AsyncEngine, how: str = READING) -> AsyncGenerator[Connection]:
    """A transaction on a connection of the pool: committed at the end, undone on any error."""
    connection = Connection(engine, await greenlet_spawn(_check_out, engine.sync_engine))
    try:
        await connection.begin_now(how)
        yield connection
        await (connection.commit_now() if how == WRITING else connection.let_go())
    except BaseException:
        # whoever waited may be gone: it is undone all the same
        await asyncio.shield(connection.give_back())
        raise
    await connection.give_back()


def _check_out(engine: Engine) -> Any:
    try:
        return engine.raw_connection()
    except engine.dialect.loaded_dbapi.Error as error:
        SyncConnection._handle_dbapi_exception_noconnection(error, engine.dialect, engine)
        raise


def _listed(parameters: Any) -> list[Mapping[str, Any]]:
    if parameters is None:
        return []
    return [parameters] if isinstance(parameters, Mapping) else list(parameters)
