"""Locks for what only one process may do: one process on a SQLite file, one leader on PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import zlib
from types import TracebackType
from typing import IO

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import ConfigError, TemporaryError
from bot.store.database import Database

#: The upper half of every duty's key on PostgreSQL.
_DUTIES = 0x1ED00000000


class FileLock:
    """Keeps a second `lede run` off the same SQLite file; the system frees it at any death."""

    def __init__(self, database: Database) -> None:
        self._path = database.path
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        """Take the lock.

        Raises:
            TemporaryError: another process has it.
            ConfigError: the lock file cannot be made.
        """
        if self._path is None:
            return
        path = self._path.with_name(self._path.name + ".lock")
        try:
            self._file = path.open("a+", encoding="ascii")
        except OSError as error:
            raise ConfigError(f"The lock file {path} cannot be made ({error.strerror})") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            owner = self._file.read().strip()
            self._file.close()
            raise TemporaryError(
                f"Another Lede is running on {self._path}"
                + (f" (process {owner})" if owner else "")
                + "; stop it first, or use PostgreSQL to run several"
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()


async def is_running(database: Database) -> bool:
    """True if a Lede holds the database's lock, or a duty on PostgreSQL."""
    if not database.sqlite:
        async with database.read() as connection:
            held = await connection.scalar(
                text(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :high"
                    " AND database = (SELECT oid FROM pg_database"
                    " WHERE datname = current_database())"
                ),
                {"high": _DUTIES >> 32},
            )
            return bool(held)
    try:
        with FileLock(database):
            return False
    except TemporaryError:
        return True


class Leader:
    """Election of the one process for a duty: an advisory lock on PostgreSQL.

    Held on a connection of its own, so it ends with the process. On SQLite there is one process.
    """

    def __init__(self, database: Database, duty: str) -> None:
        self._database = database
        self._key = zlib.crc32(duty.encode()) | _DUTIES
        self._connection: AsyncConnection | None = None

    async def held(self) -> bool:
        """Take the duty when nobody has it; whether this process has it now."""
        if self._database.sqlite:
            return True
        try:
            if self._connection is None:
                connection = await self._database.engine.connect()
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                taken = await connection.scalar(
                    text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}
                )
                if not taken:
                    await connection.close()
                    return False
                self._connection = connection
            else:
                await self._connection.scalar(text("SELECT 1"))
        except Exception:  # noqa: BLE001  # any failure means the lock may be gone
            await self.release()
            return False
        return True

    async def release(self) -> None:
        """Give the duty up."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.invalidate()
            await connection.close()
