"""Consistent copies of a SQLite database, and putting one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from bot.domain.errors import ConfigError, InputError
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.lock import FileLock
from bot.store.migrate import migrate

_POSTGRESQL = "PostgreSQL has its own: pg_dump and pg_restore."


def _file(database: Database) -> Path:
    if database.path is None:
        raise InputError(_POSTGRESQL, example="pg_dump --format=custom lede > lede.dump")
    return database.path


async def back_up(database: Database, target: Path) -> int:
    """Write a consistent copy, also while Lede runs; its size in bytes.

    The copy is checked before it takes its name, so that a file of that name is always whole.

    Raises:
        InputError: the database is PostgreSQL, which has its own tools.
        ConfigError: the copy cannot be written.
    """
    _file(database)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        async with database.engine.connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.execute("VACUUM INTO ?", (str(part),))
        _check(part)
        return _name(part, target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise ConfigError(f"The copy {target} cannot be written ({error})") from error


async def restore(database: Database, copy: Path) -> None:
    """Put a copy in the place of the database and hold all sending until `lede resume`.

    What was sent after the copy was made is not known to it; held, it sends nothing twice.

    Raises:
        InputError: the database is PostgreSQL.
        ConfigError: the copy is not a whole database.
        TemporaryError: Lede is running on the database.
    """
    file = _file(database)
    _check(copy)
    database.make_folder()
    with FileLock(database):
        await database.engine.dispose()
        _put(copy, file)
        await migrate(database)
        await DeliveryStateStore(database).hold("restored from a copy")


def _name(part: Path, target: Path) -> int:
    """Give a written file its name once it is on the disk; its size in bytes."""
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(target)
    return target.stat().st_size


def _put(copy: Path, file: Path) -> None:
    """Replace a database by a copy, with the log that belonged to the old one."""
    part = file.with_name(file.name + ".part")
    shutil.copyfile(copy, part)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    part.replace(file)


def _check(file: Path) -> None:
    """Raises ConfigError when a file is not a whole database."""
    try:
        connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        try:
            answer = connection.execute("PRAGMA quick_check").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ConfigError(f"{file} is not a database ({error})") from error
    if answer != ("ok",):
        raise ConfigError(f"{file} is damaged ({answer[0]})")
