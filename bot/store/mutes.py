"""Mutes: words that chats do not want to read about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.mutes import Mute
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.rows import read_mute
from bot.store.tables import mute


class MuteStore:
    """The mutes of chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_chat(self, chat_id: int) -> tuple[Mute, ...]:
        """A chat's mutes, the oldest first."""
        async with self._database.read() as connection:
            return (await mutes_of(connection, [chat_id])).get(chat_id, ())

    async def add(self, chat_id: int, words: str, title: str, now: datetime) -> bool:
        """Mute words in their normal form; False when they are muted already."""
        async with self._database.write() as connection:
            added = await connection.execute(
                insert_ignore(connection, mute).values(
                    chat_id=chat_id, words=words, title=title, created_at=now
                )
            )
        return added.rowcount > 0

    async def remove(self, chat_id: int, mute_id: int) -> Mute | None:
        """Take a mute away; what it was, or None when the chat has none such."""
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    delete(mute)
                    .where(mute.c.chat_id == chat_id, mute.c.id == mute_id)
                    .returning(mute.c.id, mute.c.words, mute.c.title)
                )
            ).one_or_none()
        return read_mute(row) if row else None


async def mutes_of(
    connection: AsyncConnection, chat_ids: Sequence[int]
) -> dict[int, tuple[Mute, ...]]:
    """Each chat's mutes; nothing for most."""
    rows = await connection.execute(
        select(mute.c.chat_id, mute.c.id, mute.c.words, mute.c.title)
        .where(mute.c.chat_id.in_(chat_ids))
        .order_by(mute.c.chat_id, mute.c.id)
    )
    found: dict[int, tuple[Mute, ...]] = {}
    for row in rows:
        found[row.chat_id] = (*found.get(row.chat_id, ()), read_mute(row))
    return found
