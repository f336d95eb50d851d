"""Wishes of chats for more or less of something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.likings import Liking
from bot.store.database import Database
from bot.store.dialect import upsert
from bot.store.rows import read_liking
from bot.store.tables import liking


class LikingStore:
    """The wishes of chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_chat(self, chat_id: int) -> tuple[Liking, ...]:
        """A chat's wishes, the oldest first."""
        async with self._database.read() as connection:
            return (await likings_of(connection, [chat_id])).get(chat_id, ())

    async def add(
        self, chat_id: int, words: str, title: str, *, more: bool, now: datetime
    ) -> Liking:
        """Wish for more or less of what words mean; the same words' last wish counts."""
        async with self._database.write() as connection:
            statement = upsert(connection, liking, "more", "title", keys=("chat_id", "words"))
            row = await connection.execute(
                statement.returning(*liking.c),
                {
                    "chat_id": chat_id,
                    "words": words,
                    "title": title,
                    "more": more,
                    "created_at": now,
                },
            )
            return read_liking(row.one())

    async def remove(self, chat_id: int, liking_id: int) -> Liking | None:
        """Take a wish back; what it was, or None when the chat has none such."""
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    delete(liking)
                    .where(liking.c.chat_id == chat_id, liking.c.id == liking_id)
                    .returning(*liking.c)
                )
            ).one_or_none()
        return read_liking(row) if row else None


async def likings_of(
    connection: AsyncConnection, chat_ids: Sequence[int]
) -> dict[int, tuple[Liking, ...]]:
    """Each chat's wishes; nothing for most."""
    rows = await connection.execute(
        select(liking).where(liking.c.chat_id.in_(chat_ids)).order_by(liking.c.chat_id, liking.c.id)
    )
    found: dict[int, tuple[Liking, ...]] = {}
    for row in rows:
        found[row.chat_id] = (*found.get(row.chat_id, ()), read_liking(row))
    return found
