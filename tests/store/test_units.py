"""Units of work: what one task reads or writes shares a transaction, and nobody else's does."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.exc import IntegrityError

from bot.domain.errors import StoreSlowError
from bot.store.connection import finish
from bot.store.database import Database
from bot.store.tables import bot_state
from bot.store.units import let_go


class _Count:
    """How many transactions a database has begun."""

    def __init__(self, database: Database) -> None:
        self.begun = 0
        event.listen(database.engine.sync_engine, "begin", self._begins)

    def _begins(self, _connection: object) -> None:
        self.begun += 1


async def _names(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(select(bot_state.c.name))).scalars())


async def _add(database: Database, name: str) -> None:
    async with database.write() as connection:
        await connection.execute(insert(bot_state).values(name=name, value=1))


async def test_readings_share_a_transaction_until_something_is_written(database: Database) -> None:
    """What was written is seen by the next reading; outside of the unit each has its own."""
    count, people = _Count(database), database.for_people()
    async with database.together():
        assert await _names(database) == await _names(people) == await _names(database) == []
        assert count.begun == 1
        await _add(people, "a")
        assert await _names(database) == await _names(people) == ["a"]
        assert count.begun == 3
        await let_go()
        await let_go()
        assert await _names(people) == ["a"]
        assert count.begun == 4
    await _names(database)
    await _names(database)
    assert count.begun == 6


async def test_no_connection_is_held_after_letting_go(database: Database) -> None:
    """Whoever waits for somebody outside has none of the few connections there are."""
    pool = database.engine.pool
    async with database.together():
        await _names(database)
        assert pool.checkedout() == 1  # type: ignore[attr-defined]  # the pool that is used has it
        await let_go()
        assert pool.checkedout() == 0  # type: ignore[attr-defined]
        await _names(database)
    assert pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_other_tasks_read_and_write_for_themselves(database: Database) -> None:
    """Also those that began within the unit: one connection is never used by two at once."""
    count = _Count(database)
    async with database.together():
        await _names(database)
        await asyncio.gather(
            asyncio.create_task(_add(database, "b")), asyncio.create_task(_names(database))
        )
        assert count.begun == 3
        await asyncio.create_task(let_go())  # not theirs to end
        await _names(database)
        assert count.begun == 3


async def test_an_error_ends_the_transaction_and_the_next_reading_is_well(
    database: Database,
) -> None:
    """PostgreSQL carries nothing out any more in a transaction that failed."""
    async with database.together():
        await _names(database)
        with pytest.raises(ZeroDivisionError):
            async with database.read():
                raise ZeroDivisionError
        with pytest.raises(Exception, match="nowhere"):
            async with database.read() as connection:
                await connection.exec_driver_sql("SELECT 1 FROM nowhere")
        assert await _names(database) == []


async def test_all_of_one_transaction_or_nothing(database: Database) -> None:
    """Its own writings are read within it; an error takes all of them back."""
    count = _Count(database)
    async with database.together():
        await _names(database)
        async with database.as_one():
            await _add(database, "c")
            assert await _names(database) == ["c"]
            await _add(database.for_people(), "d")
            await let_go()  # what is written is not given up half-way
        assert count.begun == 2
        with pytest.raises(ZeroDivisionError):  # noqa: PT012  # the error comes after the writing
            async with database.as_one():
                await _add(database, "e")
                raise ZeroDivisionError
        assert sorted(await _names(database)) == ["c", "d"]


async def test_within_a_unit_people_wait_no_longer_than_alone(database: Database) -> None:
    """The limit is that of who reads, also after somebody without one has read."""
    people = database.for_people(0.2)
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)"
        " SELECT count(*) FROM n"
    )
    async with database.together():
        await _names(database)
        with pytest.raises(StoreSlowError):
            async with people.read() as connection:
                await connection.exec_driver_sql(slow)
        assert await _names(people) == []


async def test_a_statement_by_itself_is_a_transaction_by_itself(database: Database) -> None:
    """It brings its rows and is there for everybody; one that fails leaves nothing open."""
    count, adding = _Count(database), insert(bot_state).returning(bot_state.c.name)
    async with database.together():
        await _names(database)
        found = await database.carry_out(adding, {"name": "a", "value": 1})
        assert (found.scalars().all(), count.begun) == (["a"], 2)
        assert await asyncio.create_task(_names(database)) == ["a"]
    with pytest.raises(IntegrityError):
        await database.carry_out(adding, {"name": "a", "value": 2})
    for people in (database, database.for_people()):
        await people.carry_out(insert(bot_state), {"name": f"b{people is database}", "value": 1})
    assert sorted(await _names(database)) == ["a", "bFalse", "bTrue"]
    assert database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_a_last_statement_commits_what_came_before(database: Database) -> None:
    """For several rows, too; what comes after it is a fault of the program."""
    rows = [{"name": name, "value": 1} for name in "bc"]
    async with database.write() as connection:
        await connection.execute(insert(bot_state), {"name": "a", "value": 1})
        await finish(connection, insert(bot_state), rows)
    assert sorted(await _names(database)) == ["a", "b", "c"]
    async with database.write() as connection:
        await finish(connection, insert(bot_state), {"name": "d", "value": 1})
        with pytest.raises(AssertionError):
            await connection.execute(insert(bot_state), {"name": "e", "value": 1})
    assert "e" not in await _names(database)


async def test_nothing_is_the_last_statement_of_what_others_go_on_with(database: Database) -> None:
    """Within `as_one` all is undone together, whatever thought to be done."""

    async def undone() -> None:
        async with database.as_one():
            await database.carry_out(insert(bot_state), {"name": "a", "value": 1})
            async with database.write() as connection:
                await finish(connection, insert(bot_state), {"name": "b", "value": 1})
            assert sorted(await _names(database)) == ["a", "b"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undone()
    assert await _names(database) == []
