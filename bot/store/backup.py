"""Consistent copies of a SQLite database, and putting one back."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.domain.errors import ConfigError, InputError
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.lock import FileLock
from bot.store.migrate import known_revisions, migrate, newest_revision

#: What a restore tells of, and the table it is counted in.
_COUNTED = {
    "chats": "chat",
    "subscriptions": "subscription",
    "sources": "source",
    "articles": "article",
}

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
        _check_whole(part)
        return _name(part, target)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise ConfigError(f"The copy {target} cannot be written ({error})") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What a restore would change: how many rows there are of what people know."""

    #: In the database now; None where there is none, or none that can be read.
    old: Mapping[str, int] | None
    #: In the copy.
    new: Mapping[str, int]


def look_at_copy(database: Database, copy: Path) -> Exchange:
    """What putting a copy in the place of the database would change; changes nothing.

    Raises:
        InputError: the database is PostgreSQL.
        ConfigError: the copy is not a whole database of Lede of a version this program knows.
    """
    file = _file(database)
    _check(copy)
    old: Mapping[str, int] | None = None
    if file.is_file():
        with suppress(ConfigError):
            old = _counts(file)
    return Exchange(old=old, new=_counts(copy))


async def restore(database: Database, copy: Path) -> Path | None:
    """Put a copy in the place of the database and hold all sending until `lede resume`.

    What was sent after the copy was made is not known to it; held, it sends nothing twice. What
    was there before is kept beside it under another name, which is returned; None where there was
    nothing. A copy of an older version is brought to this one.

    Raises:
        InputError: the database is PostgreSQL.
        ConfigError: the copy is not a whole database of Lede of a version this program knows.
        TemporaryError: Lede is running on the database.
    """
    file = _file(database)
    database.make_folder()
    with FileLock(database):
        _check(copy)
        await database.engine.dispose()
        kept = _keep(file, copy)
        _put(copy, file)
        await migrate(database)
        await DeliveryStateStore(database).hold("restored from a copy")
    return kept


def _keep(file: Path, copy: Path) -> Path | None:
    """A copy of a database, with what its log holds, under a name of its own beside it."""
    if file.exists() and copy.samefile(file):
        raise ConfigError(f"{copy} is the database itself, not a copy of it")
    if not file.exists() or not file.stat().st_size:
        return None
    number = 1
    while (kept := file.with_name(f"{file.name}.replaced-{number}")).exists():
        number += 1
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


def _check(file: Path) -> None:
    """Raises ConfigError when a file is not a whole database of Lede of a known version."""
    if not file.is_file():
        raise ConfigError(f"There is no file {file}")
    if not file.stat().st_size:
        raise ConfigError(f"{file} is empty, not a database")
    _check_whole(file)
    with _reading(file) as connection:
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if not {"alembic_version", "chat", "source", "article", "bot_state"} <= tables:
            raise ConfigError(f"{file} is a database, but not one of Lede")
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = str(found[0]) if found else ""
    if revision not in known_revisions():
        raise ConfigError(
            f"{file} is of version {revision or '-'}, which this program "
            f"({newest_revision()}) does not know; use the program that made it, or a newer one"
        )


def _check_whole(file: Path) -> None:
    """Raises ConfigError when a file is not a whole database."""
    with _reading(file) as connection:
        answer = connection.execute("PRAGMA quick_check").fetchone()
    if answer != ("ok",):
        raise ConfigError(f"{file} is damaged ({answer[0]})")


def _counts(file: Path) -> dict[str, int]:
    """How many rows there are of what people know."""
    with _reading(file) as connection:
        return {
            name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own names
            for name, table in _COUNTED.items()
        }


@contextmanager
def _reading(file: Path) -> Generator[sqlite3.Connection]:
    """A file as a database, to look at. Raises ConfigError when it is none."""
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            yield connection
    except sqlite3.Error as error:
        raise ConfigError(f"{file} is not a database ({error})") from error
