"""Consistent copies of the database, of either engine, and putting one back."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, func, select

from bot.domain.errors import ConfigError, TemporaryError
from bot.store import pg_tools
from bot.store.after_restore import count_as_told
from bot.store.copy_files import COUNTED, check, check_whole, counts
from bot.store.copying import Progress, copy_all, empty, silent
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.lock import FileLock, is_running
from bot.store.migrate import current_revision, drop_tables, migrate
from bot.store.opening import name_of
from bot.store.tables import metadata


async def back_up(database: Database, target: Path) -> int:
    """Write a consistent copy, also while Lede runs; its size in bytes.

    Of SQLite a SQLite file. Of PostgreSQL a dump of `pg_dump`, or, where there is none that is new
    enough for the server, a SQLite file as well, which `restore` takes on either engine. The copy
    is read through before it takes its name, so that a file of that name is always whole.

    Raises:
        ConfigError: the copy cannot be written.
    """
    part = target.with_name(target.name + ".part")
    try:
        part.touch()  # says at once when nothing can be written there
        part.unlink()
        if database.sqlite:
            async with database.engine.connect() as connection:
                raw = await connection.get_raw_connection()
                assert raw.driver_connection is not None
                await raw.driver_connection.execute("VACUUM INTO ?", (str(part),))
            await asyncio.to_thread(check_whole, part)
        elif not await pg_tools.dump(database, part):
            await _copy_into_file(database, part)
        return await asyncio.to_thread(_name, part, target)
    except ConfigError:
        part.unlink(missing_ok=True)
        raise
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise ConfigError(f"The copy {target} cannot be written ({error})") from error


async def _copy_into_file(database: Database, file: Path) -> None:
    """Every row of a database in a new SQLite file."""
    copy = Database(f"sqlite:///{file}")
    try:
        await migrate(copy)
        await copy_all(database, copy)
        await copy.checkpoint()
    finally:
        await copy.aclose()
    await asyncio.to_thread(_close_log, file)


def _close_log(file: Path) -> None:
    """Make a database one file, without a log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    check_whole(file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """All that a restore would change: how many rows there are of what people know."""

    #: In the database now; None where there is none, or none that can be read.
    old: Mapping[str, int] | None
    #: In the copy; empty for a dump, which does not say.
    new: Mapping[str, int]


async def look_at_copy(database: Database, copy: Path) -> Exchange:
    """All that putting a copy in the place of the database would change; changes nothing.

    Raises:
        ConfigError: the copy is not one of Lede of a version this program knows, or this database
            cannot take it.
    """
    old: Mapping[str, int] | None = None
    if _is_dump(copy):
        if database.sqlite:
            raise ConfigError(
                f"{copy} is a dump of PostgreSQL: restore it there, then lede copy --to this one"
            )
        return Exchange(old=await _count(database), new={})
    check(copy)
    if database.path is None:
        old = await _count(database)
    elif database.path.is_file():
        with suppress(ConfigError):
            old = counts(database.path)
    return Exchange(old=old, new=counts(copy))


async def _count(database: Database) -> dict[str, int] | None:
    if not await current_revision(database):
        return None
    async with database.read() as connection:
        return {
            name: int(await connection.scalar(select(func.count()).select_from(_table(table))) or 0)
            for name, table in COUNTED.items()
        }


def _table(name: str) -> Table:
    return metadata.tables[name]


async def restore(
    database: Database,
    copy: Path,
    *,
    now: datetime,
    tell_again: bool = False,
    progress: Progress = silent,
) -> Path | None:
    """Put a copy in the place of the database and hold all sending until `lede resume`.

    What was sent after the copy was made is not known to it: what may have been is counted as told,
    unless `tell_again` prefers that something is told twice to that something is not told. What
    was there before is kept beside it under another name, which is returned; None where there was
    nothing. A copy of an older version is brought to this one.

    Raises:
        ConfigError: the copy is not one of Lede of a version this program knows.
        TemporaryError: Lede is running on the database.
    """
    await look_at_copy(database, copy)
    if database.path is None:
        kept = await _restore_server(database, copy, progress)
        await _hold(database, now=now, tell_again=tell_again)
        return kept
    database.make_folder()
    with FileLock(database):
        await database.engine.dispose()
        kept = _keep(database.path, copy)
        _put(copy, database.path)
        await migrate(database)
        await _hold(database, now=now, tell_again=tell_again)
    return kept


async def _hold(database: Database, *, now: datetime, tell_again: bool) -> None:
    await DeliveryStateStore(database).hold("restored from a copy")
    if not tell_again:
        await count_as_told(database, now=now)


async def _restore_server(database: Database, copy: Path, progress: Progress) -> Path | None:
    """Put a copy into PostgreSQL; what was there is a copy beside it."""
    if await is_running(database):
        raise TemporaryError(f"Lede is running on {name_of(database)}; stop it first")
    kept = None
    if await current_revision(database) and any((await _count(database) or {}).values()):
        await migrate(database)
        kept = _free_name(copy)
        await back_up(database, kept)
    if _is_dump(copy):
        await pg_tools.check(database, copy)
        await drop_tables(database)
        await database.engine.dispose()
        await pg_tools.put_back(database, copy)
        await migrate(database)
        return kept
    with tempfile.TemporaryDirectory(prefix="lede-") as folder:
        file = Path(folder) / "copy.db"
        shutil.copyfile(copy, file)
        source = Database(f"sqlite:///{file}")
        try:
            await migrate(source)
            await migrate(database)
            await empty(database)
            await copy_all(source, database, progress=progress)
        finally:
            await source.aclose()
    return kept


def _is_dump(copy: Path) -> bool:
    try:
        with copy.open("rb") as file:
            return file.read(len(pg_tools.MAGIC)) == pg_tools.MAGIC
    except OSError:
        return False


def _free_name(file: Path) -> Path:
    number = 1
    while (kept := file.with_name(f"{file.name}.replaced-{number}")).exists():
        number += 1
    return kept


def _keep(file: Path, copy: Path) -> Path | None:
    """A copy of a database, with what its log holds, under a name of its own beside it."""
    if file.exists() and copy.samefile(file):
        raise ConfigError(f"{copy} is the database itself, not a copy of it")
    if not file.exists() or not file.stat().st_size:
        return None
    kept = _free_name(file)
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(kept)) as target:
            source.backup(target)
    except sqlite3.Error:  # it is damaged: kept as it is
        shutil.copyfile(file, kept)
    with kept.open("rb") as written:
        os.fsync(written.fileno())
    return kept


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
