"""The test harness of handlers, on both databases where it matters."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.support.harness import Harness, open_harness


@pytest.fixture
async def harness(database: Database) -> AsyncGenerator[Harness]:
    """A harness on SQLite and on PostgreSQL."""
    async with open_harness(database) as found:
        yield found


@pytest.fixture
async def lite(
    sqlite_template: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncGenerator[Harness]:
    """A harness on SQLite, for rules that have nothing to do with the engine.

    Its parameter is the catalogue that it has; none by default.
    """
    file = tmp_path / "lede.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}", server_leases=False)
    try:
        async with open_harness(database, catalogue=getattr(request, "param", "off")) as found:
            yield found
    finally:
        await database.aclose()
