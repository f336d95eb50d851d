"""Brings a database to this version's tables, once, whoever starts first."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, String, column, inspect, select, table

from bot.domain.errors import ConfigError
from bot.log import log_event
from bot.store.batches import BATCH, Batches, Report, mark, marked
from bot.store.database import Database
from bot.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config


logger = logging.getLogger(__name__)

#: Between two lines of progress in the log, in seconds.
_LINE_S = 10.0

_FOLDER = Path(__file__).parent / "migrations"

#: Where Alembic keeps the revision. Alembic itself is loaded only where something is to be
#: upgraded: most starts need a tenth of the memory for nothing else.
_VERSION = table("alembic_version", column("version_num", String))


def alembic_config() -> Config:
    """The folder of migrations, for Alembic."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config


def newest_revision() -> str:
    """The revision of the tables this version of the program knows."""
    return max(known_revisions())


def known_revisions() -> frozenset[str]:
    """Every revision that this version of the program can start from: its files have the names."""
    return frozenset(each.name[:4] for each in (_FOLDER / "versions").glob("[0-9]" * 4 + "_*.py"))


async def current_revision(database: Database) -> str:
    """The revision of the database, empty when it has no tables yet."""
    async with database.read() as connection:
        if not await connection.run_sync(lambda given: inspect(given).has_table(_VERSION.name)):
            return ""
        return await connection.scalar(select(_VERSION.c.version_num)) or ""


async def migrate(database: Database, *, report: Report | None = None, batch: int = BATCH) -> bool:
    """Upgrade to the newest revision; whether anything had to be done.

    One transaction where no step of it has more than `batch` rows to change. Else such steps are
    done in so many transactions and `report` is told of each; what is broken off goes on where it
    was. Only one of several workers that start at once migrates. A file is backed up beside
    itself first when it holds an older version.

    Raises:
        ConfigError: the database is of a newer version than the program.
    """
    known = known_revisions()
    revision = await current_revision(database)
    if revision and revision not in known:
        raise ConfigError(
            f"The database is of a newer version ({revision}) than this program "
            f"({newest_revision()}); install the newer program again"
        )
    if not await is_behind(database):
        return False
    async with database.patient() as patient:
        await _migrate(patient, revision, report=report or _log_progress(), batch=batch)
    return True


async def _migrate(database: Database, revision: str, *, report: Report, batch: int) -> None:
    async with database.read() as connection:
        broken_off = await connection.run_sync(marked)
    if revision and database.path is not None and not broken_off:
        await _back_up(database, revision)
    long = long_steps()
    if broken_off or await _exceeds(database, long, revision, batch):
        await _in_pieces(database, long, report=report, batch=batch)
        return
    async with database.write() as connection:
        await database.dialect.lock_migration(connection)
        await connection.run_sync(_upgrade)


async def is_behind(database: Database) -> bool:
    """True if there is something that `migrate` would do, or finish."""
    if await current_revision(database) != newest_revision():
        return True
    async with database.read() as connection:
        return await connection.run_sync(marked) is not None


def long_steps() -> dict[str, Batches]:
    """The long steps by the revision that each of them follows, oldest first."""
    from alembic.script import ScriptDirectory

    scripts = [*ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]
    found = {each.revision: getattr(each.module, "BATCHES", None) for each in scripts}
    return {revision: step for revision, step in found.items() if step is not None}


async def _exceeds(
    database: Database, long: Mapping[str, Batches], revision: str, batch: int
) -> bool:
    async with database.read() as connection:
        for after, step in long.items():
            if after > revision and await connection.run_sync(step.exceeds, batch):
                return True
    return False


async def _in_pieces(
    database: Database, long: Mapping[str, Batches], *, report: Report, batch: int
) -> None:
    """Upgrade up to each long step, do that, and go on; each process sees what others did."""
    await _go_on(database, long, report=report, batch=batch)
    for revision in long:
        async with database.write() as connection:
            await database.dialect.lock_migration(connection)
            await connection.run_sync(_upgrade_before, long[revision], revision)
        await _go_on(database, long, report=report, batch=batch)
    async with database.write() as connection:
        await database.dialect.lock_migration(connection)
        await connection.run_sync(_upgrade)


def _upgrade_before(connection: Connection, step: Batches, revision: str) -> None:
    """Upgrade to the revision that a long step follows, unless that has been done."""
    if (connection.scalar(select(_VERSION.c.version_num)) or "") < revision:
        _upgrade(connection, revision)
        if step.needed(connection):
            mark(connection, revision)


async def _go_on(
    database: Database, long: Mapping[str, Batches], *, report: Report, batch: int
) -> None:
    """Do what is left of the long step that is marked."""

    def some(connection: Connection) -> tuple[str, int, int] | None:
        if (found := marked(connection)) is None:
            return None
        revision, after = found
        step = long[revision]
        of = step.last(connection)
        upto = step.some(connection, after, batch)
        mark(connection, revision, upto)
        done = after if upto is None else upto
        return step.before or step.table, done, max(done, of)

    while True:
        async with database.write() as connection:
            await database.dialect.lock_migration(connection)
            done = await connection.run_sync(some)
        if done is None:
            return
        report(*done)


def _log_progress() -> Report:
    """Lines of the log, one in so many seconds and the last."""
    told_at = -_LINE_S

    def report(what: str, done: int, of: int) -> None:
        nonlocal told_at
        if done >= of or time.monotonic() - told_at >= _LINE_S:
            told_at = time.monotonic()
            log_event(logger, logging.INFO, "database.migrating", table=what, done=done, of=of)

    return report


async def drop_tables(database: Database) -> None:
    """Drop every table of Lede, of whatever version."""
    async with database.write() as connection:
        found = await connection.run_sync(lambda given: inspect(given).get_table_names())
        for name in {"alembic_version", *metadata.tables} & set(found):
            await connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
        for words in database.dialect.search_drop():
            await connection.exec_driver_sql(words)


def _upgrade(connection: Connection, to: str = "head") -> None:
    """Upgrade within the connection's transaction; with all long steps if it goes to the end."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    if to == "head":
        long = long_steps()

        def applied(*, step: Any, **_: object) -> None:
            if (batches := long.get(step.up_revision_id)) is not None:
                batches.all(connection, BATCH)

        config.attributes["applied"] = applied
    command.upgrade(config, to)


async def _back_up(database: Database, revision: str) -> None:
    """A consistent copy of a file before its tables change."""
    assert database.path is not None
    copy = database.path.with_name(f"{database.path.name}.{revision}.backup")
    copy.unlink(missing_ok=True)
    await database.dialect.copy_to(database, copy)
