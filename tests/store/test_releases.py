"""Data made with the tables of every release come through to this one's, and it works on them."""

from __future__ import annotations

from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, Table, func, insert, select

from bot.store import fulltext
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.migrate import alembic_config, migrate, newest_revision
from bot.store.outbox.ledger import OutboxStore
from bot.store.stats import StatsStore
from bot.store.verify import look_through
from tests.store.test_migrate import differences
from tests.support.databases import PostgresServer

NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
ALL = [each.revision for each in ScriptDirectory.from_config(alembic_config()).walk_revisions()]
#: Every third up to the last but one: each step costs what all migrations cost to load.
RELEASES = ALL[:0:-1][::3]
#: Where each look at the tables is slow: the first and those that changed most.
_SOME = [RELEASES[0], *(each for each in ("0013", "0022") if each in RELEASES)]

#: What is plausible in a column of this name; else something of its type.
_PLAUSIBLE: dict[str, Any] = {
    "status": "active",
    "language": "en",
    "zone": "UTC",
    "times": "08:00",
    "weekdays": "0123456",
    "lane": "digest",
    "day": "2026-03-02",
    "payload": "{}",
    "stories": [],
    "parts": 2,
    "level": 0,
    "attempts": 0,
}
_STATES = {"source": "active", "inbox": "done", "broadcast": "draft", "alert": "waiting"}
_KINDS = {"source": "feed", "interest": "source", "chat": "private"}


class Filler:
    """Makes a row in every table that there is, each with its own keys."""

    def __init__(self, connection: Connection, release: str) -> None:
        self.connection = connection
        #: So that no key is met again by another release, nor by what is made after it.
        self.number = 1000 + int(release)
        self.release = release
        metadata = MetaData()
        metadata.reflect(connection)
        self.tables = [
            table
            for table in metadata.sorted_tables
            if table.name != "alembic_version" and not table.name.startswith(fulltext.NAMES)
        ]

    def fill(self) -> dict[str, int]:
        """Rows by table; of an edition's two parts one was sent."""
        made = {table.name: 1 for table in self.tables}
        for table in self.tables:
            row = {c.name: self._value(table, c) for c in table.columns if self._needed(c)}
            if table.name == "outbox":
                made["outbox"] = 2
                sent = row | {"id": self.number + 5000, "part": 1, "state": "sent"}
                self.connection.execute(insert(table).values(sent))
                row |= {"part": 2, "state": "ready"}
            self.connection.execute(insert(table).values(row))
        return made

    @staticmethod
    def _needed(column: Column[Any]) -> bool:
        return column.primary_key or not column.nullable

    def _value(self, table: Table, column: Column[Any]) -> Any:
        name, kind = column.name, column.type.python_type
        if column.foreign_keys or name == "id":
            return f"{self.number}" if kind is str else self.number
        if name == "state":
            return _STATES.get(table.name, "ready")
        if name == "kind":
            return _KINDS.get(table.name, "x")
        if name in _PLAUSIBLE:
            return _PLAUSIBLE[name]
        if name.endswith(("_at", "_before", "_until")):
            return NOW if kind is datetime else int(NOW.timestamp() * 1_000_000)
        if kind is bool:
            return False
        if kind in (dict, list):
            return {}
        if kind is bytes:
            return bytes(5)  # a listing of nothing
        return f"{name} {self.number}" if kind is str else self.number


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Generator[str]:
    """An empty database without any tables."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'released.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    yield server.make_database("released")
    server.drop_database("released")


async def test_data_of_every_release_come_through(empty_url: str) -> None:
    """Releases' tables are filled, then become the next one's; nothing is lost or left over.

    At the end the program counts, looks through all of it, and sends on what was half sent.
    """
    database = Database(empty_url)
    made: dict[str, int] = {}

    def step(connection: Connection, release: str) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, release)
        for name, count in Filler(connection, release).fill().items():
            made[name] = made.get(name, 0) + count

    try:
        for release in RELEASES if database.dialect.name == "sqlite" else _SOME:
            async with database.write() as connection:
                await connection.run_sync(step, release)
        await migrate(database)
        async with database.read() as connection:
            assert await connection.run_sync(differences) == []
            left = await connection.run_sync(_counts)
        made["article_name"] = made.pop("article_alias")  # names became numbers
        releases = len(RELEASES if database.dialect.name == "sqlite" else _SOME)
        # furniture is learned anew by 0011
        assert {n: c for n, c in left.items() if n != "noise"} == {
            n: made.get(n, 0) for n in left if n != "noise"
        }
        assert left["outbox"] == 2 * releases
        assert (await StatsStore(database).figures(now=NOW))["articles"] == releases
        assert [each async for each in look_through(database, now=NOW, mend=False)]
        await DeliveryStateStore(database).resume()
        claimed = await OutboxStore(database).claim(owner="new", now=NOW, limit=100)
        assert {part.part for part in claimed} == {2}
        assert len(claimed) == releases
    finally:
        await database.aclose()
    assert ALL[0] == newest_revision()


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: int(connection.scalar(select(func.count()).select_from(table)) or 0)
        for table in Filler(connection, "0").tables
    }
