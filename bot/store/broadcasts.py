"""Operators' messages to everybody: written as drafts, sent once, stopped."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, select, update

from bot.domain.models import ChatStatus
from bot.store.database import Database
from bot.store.tables import broadcast, chat


class BroadcastStore:
    """The broadcast table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def draft(self, admin_id: int, words: str, now: datetime) -> int:
        """Keep a text that is not sent yet; its number."""
        async with self._database.write() as connection:
            row = await connection.execute(
                insert(broadcast)
                .values(admin_id=admin_id, text=words, state="draft", created_at=now)
                .returning(broadcast.c.id)
            )
            return int(row.scalar_one())

    async def begin(self, broadcast_id: int, admin_id: int) -> str | None:
        """Take an operator's own draft to be sent; its text.

        None when there is none or it was stopped. May be called again for one that was begun:
        who has it already is not sent it twice.
        """
        async with self._database.write() as connection:
            row = await connection.execute(
                update(broadcast)
                .where(
                    broadcast.c.id == broadcast_id,
                    broadcast.c.admin_id == admin_id,
                    broadcast.c.state.in_(("draft", "sending")),
                )
                .values(state="sending")
                .returning(broadcast.c.text)
            )
            text: str | None = row.scalar_one_or_none()
        return text

    async def stop(self, broadcast_id: int) -> bool:
        """Never send a broadcast any further; False when there is none."""
        async with self._database.write() as connection:
            done = await connection.execute(
                update(broadcast).where(broadcast.c.id == broadcast_id).values(state="cancelled")
            )
        return done.rowcount > 0

    async def audience(self) -> int:
        """How many chats a broadcast reaches: those that can be written to, a forum once."""
        async with self._database.read() as connection:
            count = await connection.execute(
                select(func.count(func.distinct(chat.c.telegram_id))).where(
                    chat.c.status == ChatStatus.ACTIVE.value
                )
            )
            return int(count.scalar_one())
