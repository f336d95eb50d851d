"""The databases that tests are given."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, insert, select

from bot.config import load_settings
from bot.domain.errors import ConfigError, StoreBusyError
from bot.store.database import Database
from bot.store.tables import (
    OF_CHATS,
    OF_INSTANCE,
    SHARED,
    bot_state,
    chat,
    metadata,
    subscription,
)


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


#: Takes SQLite some seconds.
_LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < {}) SELECT max(x) FROM n"


async def _count(database: Database) -> int:
    async with database.read() as connection:
        found = await connection.execute(select(func.count()).select_from(bot_state))
        return int(found.scalar_one())


async def test_a_reading_transaction_is_one_view(database: Database) -> None:
    """What is written meanwhile is not seen in it (on PostgreSQL each statement sees its own)."""
    if database.dialect.name != "sqlite":
        return
    async with database.read() as connection:
        for _ in range(2):
            found = await connection.execute(select(func.count()).select_from(bot_state))
            assert found.scalar_one() == 0
            async with database.write() as other:
                await other.execute(
                    insert(bot_state), [{"name": f"{uuid4()}", "value": n} for n in range(2)]
                )
    assert await _count(database) == 4


async def test_to_read_one_statement_the_drivers_thread_is_asked_twice(
    database: Database,
) -> None:
    """It cost ten ways to it and back, which were most of what an answer cost."""
    if database.dialect.name != "sqlite":
        return
    await _count(database)
    async with database.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    before = driver._sent
    for _ in range(5):
        await _count(database)
    assert driver._sent - before == 10


@pytest.mark.parametrize("how", ["read", "write"])
async def test_what_is_given_up_in_the_middle_leaves_nothing_open(
    database: Database, how: str
) -> None:
    """Whoever waited is gone before the thread has answered: nothing of it stays, all goes on."""
    if database.dialect.name != "sqlite":
        return

    async def half() -> None:
        async with getattr(database, how)() as connection:
            if how == "write":
                await connection.execute(insert(bot_state), [{"name": "half", "value": 1}])
            begun.set()
            await connection.exec_driver_sql(_LONG.format(400_000))

    for _ in range(3):
        begun = asyncio.Event()
        task = asyncio.create_task(half())
        await begun.wait()
        for _ in range(3):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _count(database) == 0
        async with database.write() as connection:
            await connection.execute(insert(bot_state), [{"name": "whole", "value": 1}])
        async with database.write() as connection:
            await connection.execute(delete(bot_state))
    assert await database.dialect.empty_log(database)


async def test_a_connection_that_the_server_has_ended_is_replaced(database: Database) -> None:
    """Nobody is asked to try again because PostgreSQL was restarted a while ago."""
    if database.dialect.name == "sqlite":
        return
    assert await _count(database) == 0
    pool = database.engine.pool
    assert pool.checkedin() == 1  # type: ignore[attr-defined]  # of the pool that is in use
    other = Database(database.url.render_as_string(hide_password=False))
    async with other.read() as connection:
        ended = await connection.exec_driver_sql(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert ended.scalar_one() == 1
    await other.aclose()
    await asyncio.sleep(0.2)  # the end arrives
    assert await _count(database) == 0


@pytest.mark.parametrize(
    ("address", "hosts", "ports"),
    [
        ("postgresql://u:p%2C@h1:5433,h2/lede?ssl=require", "h1,h2", "5433,5432"),
        ("postgres://h1,h2,h3:1", "h1,h2,h3", "5432,5432,1"),
    ],
)
def test_an_address_may_name_several_servers(address: str, hosts: str, ports: str) -> None:
    """As PostgreSQL's own programs take it; settings accept it, a port that is none they do not."""
    found = Database(address, server_leases=False)
    assert (found.url.query["host"], found.url.query["port"]) == (hosts, ports)
    assert found.url.password in ("p,", None)
    assert load_settings({"DATABASE_URL": address}).database_url == address
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        load_settings({"DATABASE_URL": address.replace(",h2", ",h2:x")})


async def test_of_several_servers_the_one_that_takes_writes_is_found(
    database: Database, engine: str
) -> None:
    """Whichever is named first, with one of them away; nobody at all is "away", not a fault."""
    if engine == "sqlite":
        return
    alive = database.url.query["host"]
    for names in (f"/nowhere,{alive}", f"{alive},/nowhere"):
        both = Database(f"postgresql://postgres:@/lede?host={names}&port=5432,5432")
        assert [await _count(both) for _ in range(2)] == [0, 0]
        await both.aclose()
    for names, wanted in ((f"/nowhere,{alive}", "read-only"), ("/nowhere,/away", "read-write")):
        address = f"postgresql://postgres:@/lede?host={names}&port=5432,5432"
        nobody = Database(f"{address}&target_session_attrs={wanted}")
        with pytest.raises(StoreBusyError, match="cannot be reached"):
            await _count(nobody)
        await nobody.aclose()


def test_every_table_is_of_a_chat_shared_or_of_the_instance() -> None:
    """What is of a chat says of which; what is shared points to nothing of a chat."""
    assert sorted([*OF_CHATS, *SHARED, *OF_INSTANCE], key=str) == sorted(
        metadata.sorted_tables, key=str
    )
    for table in OF_CHATS:
        assert "chat_id" in table.c or table in (chat, subscription)
    for table in (*SHARED, *OF_INSTANCE):
        assert {key.column.table for key in table.foreign_keys} <= set(SHARED)
