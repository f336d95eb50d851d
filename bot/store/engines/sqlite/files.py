"""A SQLite database as a file: the lock on it, copies of it, what deleting leaves in it."""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import ConfigError, TemporaryError
from bot.store.engines.parts import Connections

#: How every SQLite file begins.
_MAGIC = b"SQLite format 3\0"

BUSY_TIMEOUT = "PRAGMA busy_timeout=30000"

#: Pages of the index merged in one transaction: some milliseconds.
_PAGES = 500
#: More than any index has.
_MOST_STEPS = 20_000


class FileLock:
    """Keeps a second `lede run` off the same file; the system frees it at any death."""

    def __init__(self, database: Path) -> None:
        self._path = database
        self._file: IO[str] | None = None

    def __enter__(self) -> None:
        """Take the lock.

        Raises:
            TemporaryError: another process has it.
            ConfigError: the lock file cannot be made.
        """
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


def check_file(path: Path) -> None:
    """Raises ConfigError when a file is no SQLite database, or cannot be read and written."""
    try:
        with path.open("r+b") as file:
            beginning = file.read(len(_MAGIC))
    except OSError as error:
        raise ConfigError(
            f"The database {path} cannot be read and written ({error.strerror})"
        ) from error
    if beginning not in (b"", _MAGIC):
        raise ConfigError(
            f"{path} is not a SQLite database; "
            "set DATABASE_URL to another file, or move this one away"
        )


async def copy_to(database: Connections, target: Path) -> None:
    """Write a consistent copy, also while Lede runs."""
    async with database.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute("VACUUM INTO ?", (str(target),))


async def empty_log(database: Connections) -> bool:
    """Write the log into the database and cut it to nothing; False while it is being read."""
    try:
        async with database.alone() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            # whoever writes waits meanwhile: better not for long
            await raw.execute("PRAGMA busy_timeout=500")
            try:
                cursor = await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                blocked, *_ = await cursor.fetchone()
                await cursor.close()
            finally:
                await raw.execute(BUSY_TIMEOUT)
    except sqlite3.OperationalError:
        return False
    return not blocked


async def merge_search(database: Connections) -> None:
    """Merge the pieces of the search index, a little at a time: words deleted are in none then."""
    pages = -_PAGES  # a negative number begins to merge everything into one piece
    for _ in range(_MOST_STEPS):
        async with database.write() as connection:
            before = await _changes(connection)
            await connection.execute(
                text("INSERT INTO article_fts(article_fts, rank) VALUES ('merge', :pages)"),
                {"pages": pages},
            )
            merged = await _changes(connection) - before
        if pages > 0 and merged < 2:  # SQLite's own sign that nothing is left to do
            break
        pages = _PAGES
        await asyncio.sleep(0)


async def _changes(connection: AsyncConnection) -> int:
    found: Any = await connection.scalar(text("SELECT total_changes()"))
    return int(found)
