"""Copies are whole, and a restored one sends nothing until it is told to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.errors import ConfigError, InputError, TemporaryError
from bot.store.backup import back_up, restore
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.lock import FileLock
from bot.store.sources import SourceStore
from tests.support.articles import add_source


async def test_a_copy_made_while_writing_goes_on_comes_back_held(
    database: Database, tmp_path: Path
) -> None:
    """What came after the copy is gone, what was before is there, and sending is held."""
    copy = tmp_path / "copy.db"
    if not database.sqlite:
        with pytest.raises(InputError, match="pg_dump"):
            await back_up(database, copy)
        return
    await add_source(database, "before")
    assert await back_up(database, copy) > 0
    await add_source(database, "after")

    await restore(database, copy)

    assert [source.title for source in await SourceStore(database).all()] == ["Before"]
    assert (await DeliveryStateStore(database).gate()).hold


async def test_what_is_no_whole_database_is_not_restored(tmp_path: Path) -> None:
    """The database stays as it is."""
    database = Database(f"sqlite:///{tmp_path / 'lede.db'}")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"x" * 5000)

    for file in (broken, tmp_path / "missing.db"):
        with pytest.raises(ConfigError):
            await restore(database, file)
    await database.aclose()


async def test_nothing_is_restored_under_a_running_lede(tmp_path: Path) -> None:
    """Its lock keeps the file."""
    database = Database(f"sqlite:///{tmp_path / 'lede.db'}")
    copy = tmp_path / "copy.db"
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE t (x)")
    await back_up(database, copy)

    with FileLock(database), pytest.raises(TemporaryError):
        await restore(database, copy)
    await database.aclose()
