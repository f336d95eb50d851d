"""The test harness of handlers, on both databases where it matters."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store.database import Database
from bot.store.engines.registry import address_of_file
from tests.support.harness import Harness, open_harness
from tests.support.places import KINDS, Place, place_of
from tests.support.running import ANN, BEN, RunningBot, running_bot


@pytest.fixture
async def harness(database: Database) -> AsyncGenerator[Harness]:
    """A harness on SQLite and on PostgreSQL."""
    async with open_harness(database) as found:
        yield found


@pytest.fixture
async def sqlite(sqlite_template: Path, tmp_path: Path) -> AsyncGenerator[Database]:
    """An empty database on SQLite, for rules that have nothing to do with the engine."""
    file = tmp_path / "lede.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(address_of_file(file), server_leases=False)
    try:
        yield database
    finally:
        await database.aclose()


@pytest.fixture
async def bot(sqlite: Database) -> AsyncGenerator[RunningBot]:
    """A bot on SQLite, over HTTP, with two people who have written to it."""
    async with running_bot(sqlite) as found:
        await found.people.add_person(ANN, "Ann", language_code="en")
        await found.people.add_person(BEN, "Ben", language_code="en")
        yield found


@pytest.fixture
async def lite(sqlite: Database, request: pytest.FixtureRequest) -> AsyncGenerator[Harness]:
    """A harness on SQLite. Its parameter is the catalogue that it has; none by default."""
    async with open_harness(sqlite, catalogue=getattr(request, "param", "off")) as found:
        yield found


@pytest.fixture(params=KINDS)
async def place(bot: RunningBot, request: pytest.FixtureRequest) -> AsyncGenerator[Place]:
    """Where Ann talks with a running bot: each kind of place in turn."""
    yield await place_of(bot, request.param)
    assert await bot.people.violations() == []
