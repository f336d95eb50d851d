"""Brings a database to this version's tables, once, whoever starts first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, String, column, inspect, select, table

from bot.domain.errors import ConfigError
from bot.store.database import Database
from bot.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config


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


async def migrate(database: Database) -> bool:
    """Upgrade to the newest revision; whether anything had to be done.

    One transaction, in which only one of several workers that start at once migrates. A file is
    backed up beside itself first when it holds an older version.

    Raises:
        ConfigError: the database is of a newer version than the program.
    """
    known = known_revisions()
    revision = await current_revision(database)
    if revision == newest_revision():
        return False
    if revision and revision not in known:
        raise ConfigError(
            f"The database is of a newer version ({revision}) than this program "
            f"({newest_revision()}); install the newer program again"
        )
    if revision and database.path is not None:
        await _back_up(database, revision)
    async with database.write() as connection:
        await database.dialect.lock_migration(connection)
        await connection.run_sync(_upgrade)
    return True


async def drop_tables(database: Database) -> None:
    """Drop every table of Lede, of whatever version."""
    async with database.write() as connection:
        found = await connection.run_sync(lambda given: inspect(given).get_table_names())
        for name in {"alembic_version", *metadata.tables} & set(found):
            await connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _back_up(database: Database, revision: str) -> None:
    """A consistent copy of a file before its tables change."""
    assert database.path is not None
    copy = database.path.with_name(f"{database.path.name}.{revision}.backup")
    copy.unlink(missing_ok=True)
    await database.dialect.copy_to(database, copy)
