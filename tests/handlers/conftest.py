"""An office for every test of handlers, on both databases where it matters."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.store.database import Database
from tests.support.office import Office, office


@pytest.fixture
async def desk_office(database: Database) -> AsyncGenerator[Office]:
    """An office on SQLite and on PostgreSQL."""
    async with office(database) as found:
        yield found


@pytest.fixture
async def lite(sqlite_template: Path, tmp_path: Path) -> AsyncGenerator[Office]:
    """An office on SQLite, for rules that have nothing to do with the engine."""
    file = tmp_path / "lede.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}", server_leases=False)
    try:
        async with office(database) as found:
            yield found
    finally:
        await database.aclose()
