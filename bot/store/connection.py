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

from bot.store.engines.dialect import Dialect as Ours
from bot.store.engines.session import OPEN, READING, SINGLE, WRITING
from bot.store.statements import NOTHING, Plan, named, plan_of


class Rows(IteratorResult[Any]):
    """Rows of a statement, as SQLAlchemy gives it: rows by place and by name."""

    def __init__(self, found: Any, rows: Sequence[Any], rowcount: int) -> None:
        super().__init__(found, iter(rows))
        self.rowcount = rowcount


class Connection(AsyncConnection):
    """The connection of one transaction."""

    def __init__(self, engine: AsyncEngine, checked_out: Any, ours: Ours) -> None:
        super().__init__(engine)
        self._checked_out = checked_out
        self._adapted = checked_out.dbapi_connection
        self._session = ours.session(self._adapted)
        self._full: SyncConnection | None = None
        #: Whether the next statement is the transaction's last.
        self.last = self._over = False
        #: Whether others go on in this transaction, whoever thinks to be done with it.
        self.held = False
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
        assert not self._over, "nothing follows on a last statement"
        self.tell(words, rows, many=many)
        self._over = self.last and not self.held
        try:
            found, described, count = await self._session.ask(
                words, rows, many=many, last=self._over
            )
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, words, rows, many=many)
        if not described:
            return Rows(NOTHING, (), count)
        return Rows(plan.rows(described) if plan else named(described), found, count)

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
        try:
            words = await self._session.begin(how)
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, "BEGIN", (), many=False)
        if words:
            self.tell(words)

    async def commit_now(self) -> None:
        """End the transaction, keeping what it wrote."""
        try:
            await self._session.commit()
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, "COMMIT", (), many=False)

    async def let_go(self) -> None:
        """End a transaction that only read."""
        try:
            await self._session.let_go()
        except BaseException as error:  # noqa: BLE001  # it is raised again
            self._fail(error, "COMMIT", (), many=False)

    async def give_back(self) -> None:
        """To the pool, which undoes what is open; what is good for no more is thrown away."""
        self._session.give_back()
        if self.broken is not None:
            broken = self.broken if isinstance(self.broken, Exception) else None
            await greenlet_spawn(self._checked_out.invalidate, broken)
        await greenlet_spawn(self._checked_out.close)


async def finish(connection: AsyncConnection, statement: Executable, parameters: Any = None) -> Any:
    """Carry out the last statement of a writing transaction, which may be committed with it.

    Its rows.
    """
    if isinstance(connection, Connection):
        connection.last = True
    return await connection.execute(statement, parameters)


@asynccontextmanager
async def transaction(
    engine: AsyncEngine, ours: Ours, how: str = READING
) -> AsyncGenerator[Connection]:
    """A transaction on a connection of the pool: committed at the end, undone on any error."""
    connection = Connection(engine, await greenlet_spawn(_check_out, engine.sync_engine), ours)
    try:
        await connection.begin_now(how)
        yield connection
        await (connection.commit_now() if how in (WRITING, SINGLE) else connection.let_go())
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
