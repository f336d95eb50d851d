"""Duties as rows: one holder at a time, and nobody writes in a term that is over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import insert, select, text, update

from bot.domain.errors import DutyLostError, StoreBusyError
from bot.store.database import Database
from bot.store.holder import has_ended, new_holder
from bot.store.leases import DutyLease
from bot.store.lock import is_running, leadership
from bot.store.scrubbing import Scrubber
from bot.store.tables import bot_state, duty_lease

pytestmark = pytest.mark.parametrize("engine", ["postgres"], indirect=True)

#: Long enough that a loaded machine does not lose it by itself.
LONG_S = 30.0
#: So short that a test can wait for its end.
SHORT_S = 0.4


@asynccontextmanager
async def leases(
    url: str, *lease_s: float, duty: str = "curate"
) -> AsyncGenerator[list[DutyLease]]:
    """Processes that would have a duty, each with its connections; all give it up at the end."""
    databases = [Database(url) for _ in lease_s]
    clock = databases[0].dialect.clock
    assert clock is not None
    made = [
        DutyLease(each, duty, clock, lease_s=s) for each, s in zip(databases, lease_s, strict=True)
    ]
    try:
        yield made
    finally:
        for lease, each in zip(made, databases, strict=True):
            await lease.release()
            await each.aclose()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(30):
        while not await condition():
            await asyncio.sleep(0.02)


async def end_term(database: Database, *, by: str = "-interval '1 second'") -> None:
    """Move the ends of all terms, as a clock or time would."""
    async with database.write() as connection:
        await connection.execute(update(duty_lease).values(until=text(f"clock_timestamp() + {by}")))


async def write(database: Database, name: str) -> None:
    async with database.write() as connection:
        await connection.execute(insert(bot_state), {"name": name, "value": 1})


async def names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(bot_state.c.name))).scalars())


async def test_one_holder_at_a_time_and_at_once_after_it_gave_up(
    database: Database, database_url: str
) -> None:
    """Another duty is another's; who gives one up need not be waited for."""
    async with leases(database_url, LONG_S, LONG_S) as (first, second):
        assert not await is_running(database)
        assert await first.held()
        assert await first.held()
        assert not await second.held()
        other = leadership(database, "retain")
        assert await other.held()
        await other.release()
        assert await is_running(database)
        await first.release()
        assert await second.held()
        assert not await first.held()


async def test_two_who_ask_at_once_get_it_once(database_url: str) -> None:
    """For a duty nobody ever had, and for one whose term is over."""
    async with leases(database_url, *[LONG_S] * 6) as all_of_them:
        for _ in range(2):
            held = await asyncio.gather(*(each.held() for each in all_of_them))
            assert sum(held) == 1
            await asyncio.gather(*(each.release() for each in all_of_them))


async def test_a_term_is_prolonged_while_its_holder_lives(
    database: Database, database_url: str
) -> None:
    """Long beyond its first end; once nobody prolongs it, another takes it."""
    async with leases(database_url, SHORT_S, LONG_S) as (first, second):
        assert await first.held()
        async with asyncio.timeout(30):
            async with database.read() as connection:
                began = (await connection.execute(select(duty_lease.c.until))).scalar_one()
            ends, epoch = began, 0
            while (ends - began).total_seconds() < 2 * SHORT_S:
                await asyncio.sleep(0.02)
                async with database.read() as connection:
                    row = (await connection.execute(select(duty_lease))).one()
                    ends, epoch = row.until, row.epoch
        assert epoch == 1
        assert first._keeper is not None
        first._keeper.cancel()  # as a process that is killed
        await until(second.held)


async def test_what_a_process_of_this_machine_had_is_taken_as_soon_as_it_has_ended(
    database: Database, database_url: str
) -> None:
    """Not while it lives, nor by a name that says less; what it still writes is refused."""
    before, _, began = new_holder().rpartition("/")
    assert not has_ended(f"{before}/{began}")
    assert has_ended(f"{before}/{int(began) - 1}")  # its number is another process's by now
    async with leases(database_url, LONG_S, LONG_S) as (first, second):
        assert await first.held()
        child = await asyncio.create_subprocess_exec("sleep", "600")
        name = new_holder(child.pid)
        host, pid, number, where = name.split(" ")
        elsewhere = f"{host} {pid} {number} another-{where}"

        async def named(holder: str) -> bool:
            async with database.write() as connection:
                await connection.execute(update(duty_lease).values(holder=holder))
            assert await is_running(database) or holder == name
            return await second.held()

        assert not await named(name)
        child.kill()
        await child.wait()
        for holder in (elsewhere, f"{host} {pid} {number}", "host"):
            assert not await named(holder)
        assert await named(name)
        with first.acting(), pytest.raises(DutyLostError):
            await write(first._database, "late")


async def test_who_stood_still_past_the_term_writes_nothing(
    database: Database, database_url: str
) -> None:
    """Neither after another took the duty nor before; then it may ask again as anybody."""
    async with leases(database_url, LONG_S, LONG_S) as (first, second):
        mine = first._database
        assert await first.held()
        with first.acting():
            await write(mine, "in time")
            await end_term(database)
            with pytest.raises(DutyLostError):
                await write(mine, "late")
            assert await second.held()
            with pytest.raises(DutyLostError):
                await write(mine, "later")
            with pytest.raises(DutyLostError):
                async with mine.as_one():
                    await write(mine, "as one")
            with pytest.raises(DutyLostError):
                await write(mine.for_people(), "for people")
            with pytest.raises(DutyLostError):
                await asyncio.create_task(write(mine, "in a task"))
        await write(mine, "of no duty")
        async with asyncio.timeout(30):
            await first.lost()
        assert not await first.held()
        assert await names(database) == {"in time", "of no duty"}
        await second.release()
        assert await first.held()
        with first.acting():
            await write(mine, "again")


async def test_nobody_takes_a_duty_while_something_is_written_in_it(
    database: Database, database_url: str
) -> None:
    """The next holder begins when it is committed; the term can be prolonged meanwhile."""
    async with leases(database_url, LONG_S, LONG_S) as (first, second):
        assert await first.held()
        assert first._fence is not None
        with first.acting():
            async with first._database.write() as connection:
                await connection.execute(insert(bot_state), {"name": "begun", "value": 1})
                async with asyncio.timeout(30):
                    async with asyncio.TaskGroup() as group:
                        prolonged = group.create_task(first._prolong(first._fence))
                assert prolonged.result()
                async with second._database.engine.begin() as raw:  # as another would take it
                    await raw.execute(text("SET LOCAL lock_timeout = '100ms'"))
                    with pytest.raises(Exception, match="lock timeout"):
                        await raw.execute(update(duty_lease).values(epoch=duty_lease.c.epoch + 1))
        await end_term(database)
        assert await second.held()
        assert await names(database) == {"begun"}


async def test_who_stands_still_in_the_middle_of_a_transaction_is_ended_by_the_database(
    database: Database, database_url: str
) -> None:
    """So another can take the duty, and nothing of it is ever committed."""
    async with leases(database_url, SHORT_S, LONG_S) as (first, second):
        assert await first.held()
        assert first._keeper is not None
        keeper = first._keeper

        async def half() -> None:
            async with first._database.write() as connection:
                await connection.execute(insert(bot_state), {"name": "half", "value": 1})
                keeper.cancel()
                await until(second.held)

        with first.acting(), pytest.raises(StoreBusyError):
            await half()
        assert await names(database) == set()


async def test_a_database_whose_clock_went_back_by_minutes_has_no_duty_held_for_them(
    database: Database, database_url: str
) -> None:
    """As after a failover to another server: the holder goes on, or another begins."""
    async with leases(database_url, SHORT_S, LONG_S) as (first, second):
        assert await first.held()
        await end_term(database, by="interval '7 minutes'")
        assert first._fence is not None
        assert await first._prolong(first._fence)
        assert not await second.held()
        assert first._keeper is not None
        first._keeper.cancel()
        await end_term(database, by="interval '7 minutes'")
        assert await second.held()
        with first.acting(), pytest.raises(DutyLostError):
            await write(first._database, "late")


async def test_what_goes_on_for_everybody_is_in_no_duty(
    database: Database, database_url: str
) -> None:
    """Who forgot somebody may have the duty no more when the files are scrubbed."""
    async with leases(database_url, LONG_S) as (first,):
        await write(database, "scrub_asked")
        scrubber = Scrubber(first._database, soon_s=0.01)
        assert await first.held()
        with first.acting():
            scrubber.soon()
            await end_term(database)
        await scrubber.aclose()
        assert await names(database) == set()
