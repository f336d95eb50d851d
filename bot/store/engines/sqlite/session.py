"""SQLite's connection as a transaction uses it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.store.engines.session import SINGLE, WRITING, DriverSession
from bot.store.engines.sqlite.driver import BEGIN_READING, BEGIN_WRITING, DriverConnection


class SqliteSession(DriverSession):
    """A transaction begins with its first statement; one that only read ends by itself."""

    def __init__(self, driver: DriverConnection) -> None:
        self._driver = driver

    async def ask(
        self, words: str, rows: Any, *, many: bool, last: bool = False
    ) -> tuple[Sequence[Any], Sequence[Any] | None, int]:
        """As `DriverSession` says."""
        return await self._driver.ask(words, rows, many=many, last=last)

    async def begin(self, how: str) -> str:
        """As `DriverSession` says."""
        self._driver.begins = BEGIN_WRITING if how in (WRITING, SINGLE) else BEGIN_READING
        return self._driver.begins

    async def commit(self) -> None:
        """As `DriverSession` says."""
        await self._driver.commit()

    async def let_go(self) -> None:
        """Without waiting for it."""
        self._driver.forget()
