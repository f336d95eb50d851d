"""A file as a copy of a SQLite database of Lede: whole, of a known version, and what it holds."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Collection, Generator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.domain.errors import ConfigError

#: What may be the matter while a copy is written.
COPY_ERRORS = (sqlite3.Error,)

#: What a restore tells of, and the table it is counted in.
COUNTED = {
    "chats": "chat",
    "subscriptions": "subscription",
    "sources": "source",
    "articles": "article",
}


def check(file: Path, *, known: Collection[str], newest: str) -> None:
    """Raises ConfigError when a file is not a whole database of Lede of a known version.

    `known` are the versions that the program can start from, `newest` is its own.
    """
    if not file.is_file():
        raise ConfigError(f"There is no file {file}")
    if not file.stat().st_size:
        raise ConfigError(f"{file} is empty, not a database")
    check_whole(file)
    with _reading(file) as connection:
        if not _has_our_tables(connection):
            raise ConfigError(f"{file} is a database, but not one of Lede")
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = str(found[0]) if found else ""
    if revision not in known:
        raise ConfigError(
            f"{file} is of version {revision or '-'}, which this program "
            f"({newest}) does not know; use the program that made it, or a newer one"
        )


def is_ours(file: Path) -> bool:
    """True if a file is a database of Lede, of any version."""
    try:
        with _reading(file) as connection:
            return _has_our_tables(connection)
    except ConfigError:
        return False


def _has_our_tables(connection: sqlite3.Connection) -> bool:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    return {"alembic_version", "chat", "source", "article", "bot_state"} <= tables


def check_whole(file: Path) -> None:
    """Raises ConfigError when a file is not a whole database."""
    with _reading(file) as connection:
        answer = connection.execute("PRAGMA quick_check").fetchone()
    if answer != ("ok",):
        raise ConfigError(f"{file} is damaged ({answer[0]})")


def counts(file: Path) -> dict[str, int]:
    """The number of rows of what people know."""
    with _reading(file) as connection:
        return {
            name: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # our own names
            for name, table in COUNTED.items()
        }


def keep_file(file: Path, kept: Path) -> None:
    """Copy a database with what its log holds; as it is when it is damaged."""
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(kept)) as target:
            source.backup(target)
    except sqlite3.Error:
        shutil.copyfile(file, kept)


def close_log(file: Path) -> None:
    """Make a database that nobody has open one file, without a log beside it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


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
