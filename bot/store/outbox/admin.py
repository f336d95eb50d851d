"""The outbox for operators: look at, try again, drop, count, tell everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.models import ChatStatus, RenderedMessage
from bot.domain.outbox import Lane, PartState
from bot.store.database import Database
from bot.store.outbox.insert import body_ids, insert_for_each, new_part
from bot.store.outbox.rows import OPEN
from bot.store.outbox.states import end_pending, release_next, try_again
from bot.store.tables import broadcast, chat, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """One line of `lede outbox list`."""

    id: int
    chat_id: int
    lane: str
    part: int
    parts: int
    state: str
    attempts: int
    reason: str
    error: str
    created_at: datetime
    not_before: datetime


class OutboxAdminStore:
    """Operators' view of the outbox: list, retry, drop, broadcast."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue_broadcast(
        self, broadcast_id: int, messages: Sequence[RenderedMessage], *, now: datetime
    ) -> int:
        """Put a message to everybody into the outbox; how many parts were added.

        One for each chat that can be written to (a forum gets one, not one for each thread). May
        be called again: who has it already gets no second one.
        """
        one_each = (
            select(func.min(chat.c.id))
            .where(chat.c.status == ChatStatus.ACTIVE.value)
            .group_by(chat.c.telegram_id)
        )
        added = 0
        async with self._database.write() as connection:
            bodies = await body_ids(connection, messages, now=now)
            for number, message in enumerate(messages, start=1):
                part = new_part(
                    broadcast_id=broadcast_id,
                    lane=Lane.BROADCAST.value,
                    part=number,
                    parts=len(messages),
                    body_id=bodies[message],
                    now=now,
                )
                added += await insert_for_each(
                    connection, part, one_each, broadcast_id=broadcast_id
                )
            await connection.execute(
                update(broadcast).where(broadcast.c.id == broadcast_id).values(state="sending")
            )
        return added

    async def cancel_broadcast(self, broadcast_id: int, *, now: datetime) -> int:
        """Stop a broadcast; how many parts will not be sent any more."""
        async with self._database.write() as connection:
            stopped = await end_pending(
                connection,
                outbox.c.broadcast_id == broadcast_id,
                PartState.CANCELLED,
                now=now,
            )
            await connection.execute(
                update(broadcast).where(broadcast.c.id == broadcast_id).values(state="cancelled")
            )
        return len(stopped)

    async def list(
        self, *, states: Sequence[PartState] = (), limit: int = 100
    ) -> list[OutboxEntry]:
        """Parts in these states (all open ones by default), the newest first."""
        wanted = [state.value for state in states]
        condition = outbox.c.state.in_(wanted) if wanted else OPEN
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(outbox).where(condition).order_by(outbox.c.id.desc()).limit(limit)
            )
            return [
                OutboxEntry(
                    id=row.id,
                    chat_id=row.chat_id,
                    lane=row.lane,
                    part=row.part,
                    parts=row.parts,
                    state=row.state,
                    attempts=row.attempts,
                    reason=row.reason,
                    error=row.error,
                    created_at=row.created_at,
                    not_before=row.not_before,
                )
                for row in rows
            ]

    async def retry(self, ids: Sequence[int], *, now: datetime) -> int:
        """Send dead, unknown and waiting-for-its-time parts again, in their first form."""
        async with self._database.write() as connection:
            return await try_again(connection, ids, now=now)

    async def drop(self, ids: Sequence[int], *, now: datetime) -> int:
        """Give parts up that were not sent; the parts after them go on."""
        async with self._database.write() as connection:
            dropped = await end_pending(
                connection, outbox.c.id.in_(ids), PartState.CANCELLED, now=now, reason="dropped"
            )
            # A part whose predecessor is not final yet is freed by that one's outcome.
            await release_next(connection, sorted(dropped, key=lambda row: int(row.part)))
        return len(dropped)
