"""Whose turn it is to write: in order, but for who is to go first."""

from __future__ import annotations

import asyncio

import pytest

from bot.store.database import Database
from bot.store.turns import Turns


async def _come(turns: Turns, name: str, went: list[str], *, first: bool = False) -> None:
    async with turns.turn(first=first):
        went.append(name)
        await asyncio.sleep(0)


async def _all_wait(turns: Turns, went: list[str]) -> list[asyncio.Task[None]]:
    """Four that wait, the last two to go first."""
    tasks = []
    for name in ("a", "b", "C", "D"):
        tasks.append(asyncio.create_task(_come(turns, name, went, first=name.isupper())))
        await asyncio.sleep(0)
    return tasks


async def test_who_is_to_go_first_waits_for_who_is_in_alone() -> None:
    """All others in the order in which they came; nobody comes between."""
    turns, went = Turns(), list[str]()
    async with turns.turn():
        tasks = await _all_wait(turns, went)
    late = asyncio.create_task(_come(turns, "e", went))
    await asyncio.gather(*tasks, late)
    assert went == ["C", "D", "a", "b", "e"]


async def test_who_gives_up_or_fails_keeps_nobody_waiting() -> None:
    """While it waits, when its turn has just come, and while it is in."""
    turns, went = Turns(), list[str]()
    async with turns.turn():
        tasks = await _all_wait(turns, went)
        tasks[0].cancel()
    tasks[2].cancel()  # its turn has come, and it does not know yet
    await asyncio.gather(*tasks, return_exceptions=True)
    assert went == ["D", "b"]
    with pytest.raises(ValueError, match="in it"):
        async with turns.turn():
            raise ValueError("in it")
    await asyncio.wait_for(_come(turns, "again", went), 5)


async def test_writers_of_a_database_take_turns(database: Database, engine: str) -> None:
    """On SQLite, where there is one; on PostgreSQL nobody waits for another."""
    went = list[str]()

    async def write(name: str, *, first: bool = False) -> None:
        async with database.write(first=first):
            went.append(name)

    async with database.write():
        others = [asyncio.create_task(write(name)) for name in "ab"]
        await asyncio.sleep(0)
        others.append(asyncio.create_task(write("outcome", first=True)))
        await asyncio.sleep(0.05)
        assert engine == "postgres" or not went
    await asyncio.gather(*others)
    assert engine == "postgres" or went == ["outcome", "a", "b"]
