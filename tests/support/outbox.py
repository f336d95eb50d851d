"""Puts messages into the outbox that no duty made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane
from bot.store.database import Database
from bot.store.outbox.insert import body_ids, new_part
from bot.store.tables import outbox


async def enqueue(
    database: Database,
    chat_id: int,
    messages: Sequence[RenderedMessage],
    *,
    now: datetime,
    lane: Lane = Lane.DIGEST,
    alert: str | None = None,
) -> None:
    """Put in messages that are independent of each other."""
    async with database.write() as connection:
        bodies = await body_ids(connection, messages, now=now)
        parts = [
            new_part(
                alert=alert,
                chat_id=chat_id,
                lane=lane.value,
                body_id=bodies[each],
                deadline_at=None,
                now=now,
            )
            for each in messages
        ]
        await connection.execute(insert(outbox), parts)
