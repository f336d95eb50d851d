"""PostgreSQL beside its tables: the version, the clock, the sequences, the dumps."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, func, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import ConfigError
from bot.store.engines.dialect import Server
from bot.store.engines.parts import Connections
from bot.store.engines.postgresql import pooling, tools

#: The oldest version that its makers still look after, and Lede is tested with newer ones.
_OLDEST = 14


async def server_of(database: Connections) -> Server:
    """The server, and whether a pooler stands before it."""
    async with database.read() as connection:
        version = await connection.scalar(text("SELECT current_setting('server_version_num')"))
        raw: Any = (await connection.get_raw_connection()).driver_connection
        pooled = await pooling.is_pooled(raw)
    major = int(version) // 10_000  # as in 170002
    return Server(name="PostgreSQL", major=major, oldest=_OLDEST, pooled=pooled)


class WallClock:
    """The clock on the server's wall, not the beginning of the transaction."""

    def now(self) -> ColumnElement[datetime]:
        """As `EngineClock` says."""
        return func.clock_timestamp()

    def after(self, seconds: float) -> ColumnElement[datetime]:
        """As `EngineClock` says."""
        return func.clock_timestamp().op("+")(text(f"interval '{seconds:f} seconds'"))

    def idle_limit(self, seconds: float) -> ColumnElement[Any]:
        """As `EngineClock` says; of the transaction only, so that it holds behind a pooler, too."""
        name, limit_ms = "idle_in_transaction_session_timeout", f"{seconds * 1000:.0f}"
        return func.set_config(name, limit_ms, True)


class Sequences:
    """Sequences that keys are given from."""

    async def last(self, connection: AsyncConnection, table: Table, column: str) -> int:
        """As `KeyCounters` says."""
        words = "SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, :key)::regclass)"
        given = {"name": f'"{table.name}"', "key": column}
        return int(await connection.scalar(text(words), given) or 0)

    async def go_on(
        self, connection: AsyncConnection, table: Table, column: str, last: int
    ) -> None:
        """As `KeyCounters` says."""
        await connection.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, :key), :last)"),
            {"name": f'"{table.name}"', "key": column, "last": last},
        )


class Dumps:
    """Dumps of `pg_dump`, never through a pooler: their settings stay with others' connections."""

    def is_copy(self, file: Path) -> bool:
        """As `OwnCopies` says."""
        return tools.is_dump(file)

    async def check(self, database: Connections, copy: Path) -> None:
        """As `OwnCopies` says."""
        if (await server_of(database)).pooled:
            raise ConfigError(
                f"{copy} is a dump of PostgreSQL, which is not put back through a pooler; "
                "for this command let DATABASE_URL lead to the server itself"
            )
        await tools.check(database, copy)

    async def put_back(self, database: Connections, copy: Path) -> None:
        """As `OwnCopies` says."""
        await tools.put_back(database, copy)
