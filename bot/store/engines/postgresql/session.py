"""PostgreSQL's connection as a transaction uses it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.store.engines.session import REPEATABLE, SINGLE, DriverSession


class PostgresqlSession(DriverSession):
    """asyncpg behind SQLAlchemy's adapter, which prepares statements and keeps them."""

    def __init__(self, adapted: Any) -> None:
        self._adapted = adapted

    async def ask(
        self,
        words: str,
        rows: Any,
        *,
        many: bool,
        last: bool = False,  # a commit is another way here
    ) -> tuple[Sequence[Any], Sequence[Any] | None, int]:
        """As `DriverSession` says."""
        prepared, attributes = await self._adapted._prepare(words, 0)
        described = [(each.name, each.type.oid) for each in attributes or ()]
        if many:
            found = await prepared.fetchmany(rows) if described else ()
            if not described:
                await prepared.executemany(rows)
            return found, described, -1
        found = await prepared.fetch(*rows)
        _, _, count = prepared.get_statusmsg().rpartition(" ")
        return found, described, int(count) if count.isdecimal() else -1

    async def begin(self, how: str) -> str:
        """As `DriverSession` says; a single statement is a transaction by itself."""
        if how == SINGLE:
            return ""
        self._adapted.isolation_level = "repeatable_read" if how == REPEATABLE else None
        await self._adapted._start_transaction()
        return ""

    async def commit(self) -> None:
        """As `DriverSession` says."""
        if (open_one := self._adapted._transaction) is not None:
            await self._adapted._call_and_discard(open_one.commit)

    async def let_go(self) -> None:
        """As `DriverSession` says."""
        await self.commit()

    def give_back(self) -> None:
        """With the isolation it had."""
        if self._adapted.dbapi is not None:
            self._adapted.isolation_level = self._adapted._isolation_setting
