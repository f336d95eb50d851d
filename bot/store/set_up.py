"""The people who set up groups, channels and threads."""

from __future__ import annotations

from sqlalchemy import select

from bot.domain.models import Chat, ChatKind, ChatStatus
from bot.store.database import Database
from bot.store.rows import read_chat
from bot.store.tables import chat


class SetUpStore:
    """The chats of those who set them up."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by(self, person_id: int, *, limit: int) -> list[Chat]:
        """Groups and channels that a person set up and that can be written to, the newest first."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(chat)
                .where(
                    chat.c.set_by == person_id,
                    chat.c.kind != ChatKind.PRIVATE.value,
                    chat.c.status == ChatStatus.ACTIVE.value,
                )
                .order_by(chat.c.set_at.desc(), chat.c.id)
                .limit(limit)
            )
            return [read_chat(row) for row in rows]

    async def mine(self, person_id: int, chat_id: int) -> Chat | None:
        """One of them by our number, also where nothing can be written now."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(chat).where(chat.c.id == chat_id, chat.c.set_by == person_id)
                )
            ).one_or_none()
        return read_chat(row) if row is not None else None
