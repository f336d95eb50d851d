"""Consistent copies of the database, of either engine, and putting one back."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Table, func, select

from bot.domain.errors import ConfigError, TemporaryError
from bot.store.after_restore import count_as_told
from bot.store.copying import Progress, copy_all, empty, silent
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.engines.registry import DIALECTS, address_of_file
from bot.store.engines.sqlite.copies import (
    COPY_ERRORS,
    COUNTED,
    check,
    check_whole,
    close_log,
    counts,
    is_ours,
    keep_file,
)
from bot.store.lock import exclusive, is_running
from bot.store.migrate import (
    current_revision,
    drop_tables,
    known_revisions,
    migrate,
    newest_revision,
)
from bot.store.opening import name_of
from bot.store.tables import metadata

#: Copies in a form of their own, by the engine's name.
_OWN = {each.name: each.copies for each in DIALECTS if each.copies is not None}
#: Ends of the names of a database's file and of those that belong to it.
_BESIDE = ("", "-wal", "-shm", "-journal", ".lock")


async def back_up(database: Database, target: Path) -> int:
    """Write a consistent copy, also while Lede runs; its size in bytes.

    By the engine's own means: of SQLite a SQLite file, of PostgreSQL a dump of `pg_dump`. Where it
    has none that is new enough for the server it is a SQLite file as well, which `restore` takes on
    any engine. The copy is read through before it takes its name, so that a file of that name is
    always whole.

    Raises:
        ConfigError: the copy cannot be written, or a file of that name is no copy.
    """
    _check_target(database, target)
    part = target.with_name(target.name + ".part")
    try:
        part.touch()  # says at once when nothing can be written there
        part.unlink()
        if not await database.dialect.copy_to(database, part):
            await _copy_into_file(database, part)
        elif database.path is not None:
            await asyncio.to_thread(check_whole, part)
        return await asyncio.to_thread(_name, part, target)
    except ConfigError:
        part.unlink(missing_ok=True)
        raise
    except (OSError, *COPY_ERRORS) as error:
        part.unlink(missing_ok=True)
        raise ConfigError(f"The copy {target} cannot be written ({error})") from error


def _check_target(database: Database, target: Path) -> None:
    """Raises ConfigError when a copy would take the place of anything but an older copy."""
    if own := database.path:
        beside = {own.resolve().with_name(own.name + end) for end in _BESIDE}
        if target.resolve() in beside or (
            own.exists() and target.exists() and own.samefile(target)
        ):
            raise ConfigError(f"{target} is the database itself; name another file for the copy")
    is_copy = (is_ours, *(each.is_copy for each in _OWN.values()))
    if target.is_file() and target.stat().st_size and not any(each(target) for each in is_copy):
        raise ConfigError(f"{target} is there, and no copy of a database of Lede; name another")


async def _copy_into_file(database: Database, file: Path) -> None:
    """Every row of a database in a new file."""
    copy = Database(address_of_file(file))
    try:
        await migrate(copy)
        await copy_all(database, copy)
        await copy.dialect.empty_log(copy)
    finally:
        await copy.aclose()
    await asyncio.to_thread(close_log, file)
    await asyncio.to_thread(check_whole, file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The row counts before and after a restore, of the tables that people know."""

    #: In the database now; None where there is none, or none that can be read.
    old: Mapping[str, int] | None
    #: In the copy; empty for a dump, which does not say.
    new: Mapping[str, int]


async def look_at_copy(database: Database, copy: Path) -> Exchange:
    """The changes that a restore of a copy would make; makes none.

    Raises:
        ConfigError: the copy is not one of Lede of a version this program knows, or this database
            cannot take it.
    """
    old: Mapping[str, int] | None = None
    own = database.dialect.copies
    if own is not None and own.is_copy(copy):
        return Exchange(old=await _count(database), new={})
    if of := next((name for name, each in _OWN.items() if each.is_copy(copy)), ""):
        raise ConfigError(
            f"{copy} is a copy of {of}: restore it there, then lede copy --to this one"
        )
    check(copy, known=known_revisions(), newest=newest_revision())
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
    with exclusive(database):
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
    """Put a copy into a server; what was there is a copy beside it."""
    if await is_running(database):
        raise TemporaryError(f"Lede is running on {name_of(database)}; stop it first")
    kept = None
    if await current_revision(database) and any((await _count(database) or {}).values()):
        await migrate(database)
        kept = _free_name(copy)
        await back_up(database, kept)
    own = database.dialect.copies
    if own is not None and own.is_copy(copy):
        await own.check(database, copy)
        await drop_tables(database)
        await database.engine.dispose()
        await own.put_back(database, copy)
        await migrate(database)
        return kept
    with tempfile.TemporaryDirectory(prefix="lede-") as folder:
        file = Path(folder) / "copy.db"
        shutil.copyfile(copy, file)
        source = Database(address_of_file(file))
        try:
            await migrate(source)
            await migrate(database)
            await empty(database)
            await copy_all(source, database, progress=progress)
        finally:
            await source.aclose()
    return kept


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
    keep_file(file, kept)
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
