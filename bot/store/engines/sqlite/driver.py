"""The SQLite driver with fewer ways to its thread and back: one for each statement.

A connection of `aiosqlite` works in a thread of its own. What SQLAlchemy asks of it is small: a
cursor, a statement, its rows, the cursor's end, each sent there and waited for by itself. A reading
transaction of one statement so took ten ways, which cost more than all that was read. Here the
statement brings its rows, a cursor is nothing but their place, a transaction begins on the way of
its first statement, and rolling back where nothing is open is left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import aiosqlite

#: Nothing is seen between one of these and the statement after it: they go together.
BEGIN_READING, BEGIN_WRITING = "BEGIN", "BEGIN IMMEDIATE"


class _Cursor:
    """One statement and all its rows, fetched where it was carried out."""

    def __init__(self, connection: DriverConnection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.arraysize = 1
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> _Cursor:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> _Cursor:
        """Carry out a statement and fetch its rows."""
        if sql in (BEGIN_READING, BEGIN_WRITING):
            self._connection.begins = sql
        else:
            await self._connection._execute(self._run, "execute", sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> _Cursor:
        """Carry out a statement for each of the parameters."""
        await self._connection._execute(self._run, "executemany", sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """All rows that were not given before."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is open: it was closed where it was carried out."""

    def _run(self, how: str, sql: str, parameters: Any, *, last: bool = False) -> None:
        """In the connection's thread."""
        driver = self._connection._conn
        if self._connection.begins:
            driver.execute(self._connection.begins)
            self._connection.begins = ""
        cursor = driver.cursor()
        try:
            getattr(cursor, how)(sql, parameters)
            self.description, self.lastrowid = cursor.description, cursor.lastrowid
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount = cursor.rowcount
        finally:
            cursor.close()
        if last:
            driver.commit()

    def _run_each(self, sql: str, parameters: Any, *, last: bool = False) -> None:
        """In the connection's thread: a statement that brings rows, for each of the parameters."""
        rows: list[Any] = []
        for each in parameters:
            self._run("execute", sql, each)
            rows += self._rows
        self._rows = rows
        if last:
            self._connection._conn.commit()


class DriverConnection(aiosqlite.Connection):
    """A connection whose cursors are the ones above."""

    def __init__(self, database: str, **options: Any) -> None:
        super().__init__(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
        self._thread.daemon = True
        #: How a transaction begins with the next statement; empty when one is open, or none asked.
        self.begins = ""
        #: What was sent to the thread, and what it did: a caller may be gone before it is done.
        self._sent = self._done = 0
        #: The place of what ends a transaction behind all that was sent before.
        self._forgotten = 0

    async def ask(
        self, sql: str, parameters: Any, *, many: bool, last: bool = False
    ) -> tuple[Sequence[Any], Any, int]:
        """Carry out a statement, once or for each of several parameters, and commit after the last.

        Its rows, what describes them (None where it brings none), how many it changed.
        """
        cursor = _Cursor(self)
        if many and "RETURNING" in sql:
            await self._execute(cursor._run_each, sql, parameters, last=last)
        else:
            how = "executemany" if many else "execute"
            await self._execute(cursor._run, how, sql, parameters, last=last)
        return cursor._rows, cursor.description, cursor.rowcount

    def forget(self) -> None:
        """End a transaction that only read, without waiting for it."""
        if self._open():
            self._sent += 1
            self._forgotten = self._sent
            self._tx.put_nowait((None, self._end))
        self.begins = ""

    def _end(self) -> None:
        try:
            if self._connection is not None:
                self._connection.rollback()
        finally:
            self._done += 1

    def cursor(self) -> Any:
        """A cursor; nothing is asked of the thread for it."""
        return _Cursor(self)

    async def commit(self) -> None:
        """End the transaction, where one began."""
        if self._open():
            await super().commit()
        self.begins = ""

    async def rollback(self) -> None:
        """Undo the transaction, where one began."""
        if self._open():
            await super().rollback()
        self.begins = ""

    def interrupt_now(self) -> None:
        """End the statement that is carried out; nothing where there is none."""
        if self._connection is not None:
            self._connection.interrupt()

    def _open(self) -> bool:
        """True if a transaction is open, or may be after what is still on its way."""
        if self._sent == self._forgotten:
            return False
        return self._sent != self._done or bool(self._connection and self.in_transaction)

    async def _execute(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        self._sent += 1

        def counted() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._done += 1

        return await super()._execute(counted)  # type: ignore[no-untyped-call]  # the library's
