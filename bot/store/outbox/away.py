"""Chats that cannot be written to, and which of them are to be asked whether they are back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.away import ask_again_at
from bot.domain.models import ChatStatus
from bot.store.database import Database
from bot.store.tables import chat

_AWAY = chat.c.status.in_((ChatStatus.BLOCKED.value, ChatStatus.GONE.value))


class AwayStore:
    """The chats that are away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, *, now: datetime, limit: int) -> Sequence[int]:
        """Telegram's numbers of chats to be asked now, the longest due first.

        When each is asked next is written before it is asked: a crash asks nobody twice.
        """
        due = (
            select(chat.c.telegram_id, func.min(chat.c.away_at).label("away_at"))
            .where(_AWAY, chat.c.away_at.is_not(None), chat.c.held_until <= now)
            .group_by(chat.c.telegram_id)
            .order_by(func.min(chat.c.held_until))
            .limit(limit)
        )
        claimed = []
        async with self._database.write() as connection:
            for row in (await connection.execute(due)).all():
                at = ask_again_at(now=now, away_at=row.away_at)
                taken = await connection.execute(
                    update(chat)
                    .where(_AWAY, chat.c.telegram_id == row.telegram_id, chat.c.held_until <= now)
                    .values(held_until=at)
                )
                if taken.rowcount:
                    claimed.append(row.telegram_id)
        return claimed

    async def put_off(self, telegram_id: int, at: datetime) -> None:
        """Ask a chat then: nothing was learned of it."""
        async with self._database.write() as connection:
            await connection.execute(
                update(chat).where(_AWAY, chat.c.telegram_id == telegram_id).values(held_until=at)
            )
