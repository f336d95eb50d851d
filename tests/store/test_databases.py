"""The databases that tests are given."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select

from bot.store.database import Database
from bot.store.tables import bot_state


@pytest.mark.parametrize("round_", [1, 2])
async def test_each_test_gets_an_empty_database(database: Database, round_: int) -> None:
    """What one test wrote is gone in the next."""
    async with database.write() as connection:
        assert (await connection.execute(select(func.count()).select_from(bot_state))).scalar() == 0
        await connection.execute(insert(bot_state), [{"name": "hold", "value": True}])


async def test_the_engine_is_the_one_asked_for(database: Database, engine: str) -> None:
    """The parameter's name and the engine behind the database agree."""
    assert database.engine.dialect.name.startswith(engine)


async def test_a_commit_is_on_the_disk_when_it_returns(database: Database, engine: str) -> None:
    """A power cut takes no intent back: SQLite waits for the disk at each commit."""
    if engine == "sqlite":
        async with database.write() as connection:
            assert (await connection.exec_driver_sql("PRAGMA synchronous")).scalar() == 2
