"""Parts that an engine has or has not: where it has none there is nothing to be called."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, ColumnElement, Table
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine


class Connections(Protocol):
    """The transactions of a database, as far as an engine needs them."""

    url: URL
    engine: AsyncEngine

    @property
    def path(self) -> Path | None:
        """The file of the database; None on a server."""

    def read(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A reading transaction."""

    def write(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A writing transaction."""

    def alone(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A connection without a transaction while nobody of this process writes."""


class EngineClock(Protocol):
    """The time of a server that several processes share, as expressions: theirs may differ."""

    def now(self) -> ColumnElement[datetime]:
        """Its own moment."""

    def after(self, seconds: float) -> ColumnElement[datetime]:
        """Its own moment and so many seconds."""

    def idle_limit(self, seconds: float) -> ColumnElement[Any]:
        """Once asked for, the transaction is undone when it idles for longer."""


class KeyCounters(Protocol):
    """Counters that keys are given from, which rows written by key leave behind."""

    async def last(self, connection: AsyncConnection, table: Table, column: str) -> int:
        """The last key that was given in a table, 0 before the first."""

    async def go_on(
        self, connection: AsyncConnection, table: Table, column: str, last: int
    ) -> None:
        """Let keys go on after this one."""


class OwnCopies(Protocol):
    """Copies in a form of the engine's own, which are put back into an empty database."""

    def is_copy(self, file: Path) -> bool:
        """True if a file is one."""

    async def check(self, database: Connections, copy: Path) -> None:
        """Raises ConfigError when a copy is not whole, or cannot be put back here."""

    async def put_back(self, database: Connections, copy: Path) -> None:
        """Fill an empty database from a copy, all or nothing."""
