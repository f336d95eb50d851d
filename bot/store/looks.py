"""Addresses that are being looked at: they survive a restart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict

from sqlalchemy import delete, func, select, update

from bot.domain.looks import AddressLook
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.tables import look


class LookStore:
    """The look table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, asked: AddressLook) -> None:
        """Remember one until `done`; the same again changes nothing."""
        async with self._database.write() as connection:
            await connection.execute(insert_ignore(connection, look), asdict(asked))

    async def open(self, limit: int, *, without: Collection[int] = ()) -> list[AddressLook]:
        """Those still to be looked at, oldest first, without these people's."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(look)
                .where(look.c.person_id.not_in(without))
                .order_by(look.c.update_id)
                .limit(limit)
            )
            return [AddressLook(**row._mapping) for row in rows]

    async def waiting(self, person_id: int) -> tuple[int, int]:
        """The number of those that wait that this person asked for, and how many of all."""
        async with self._database.read() as connection:
            mine = func.count().filter(look.c.person_id == person_id)
            row = (await connection.execute(select(mine, func.count()).select_from(look))).one()
        return row[0], row[1]

    async def attempt(self, update_id: int, count: int) -> bool:
        """Count an attempt before it is made (1), or take it back (-1); False when it is gone."""
        async with self._database.write() as connection:
            done = await connection.execute(
                update(look)
                .where(look.c.update_id == update_id)
                .values(attempts=look.c.attempts + count)
            )
        return done.rowcount > 0

    async def done(self, update_id: int) -> None:
        """Forget one: it was answered."""
        async with self._database.write() as connection:
            await connection.execute(delete(look).where(look.c.update_id == update_id))
