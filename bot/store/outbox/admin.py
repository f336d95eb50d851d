"""The outbox for operators: look at, try again, drop, count, tell everybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatKind, RenderedMessage
from bot.domain.outbox import Lane, PartState
from bot.store.database import Database
from bot.store.outbox.audience import hears
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
        self,
        broadcast_id: int,
        messages: Sequence[RenderedMessage],
        *,
        now: datetime,
        door: Callable[[str], tuple[str, str]] | None = None,
    ) -> int:
        """Put a message to everybody into the outbox; how many parts were added.

        One for each chat that can be written to and wants it (a forum gets one, not one for each
        thread). May be called again: who has it already gets no second one. `door` is the button
        under the last message in a language, by which a chat refuses the next one; channels,
        whose readers are not asked, have none.
        """
        one_each = select(func.min(chat.c.id)).where(hears()).group_by(chat.c.telegram_id)
        added = 0
        async with self._database.write() as connection:
            for these, chats in await _by_language(connection, messages, one_each, door):
                bodies = await body_ids(connection, these, now=now)
                for number, message in enumerate(these, start=1):
                    part = new_part(
                        broadcast_id=broadcast_id,
                        lane=Lane.BROADCAST.value,
                        part=number,
                        parts=len(these),
                        body_id=bodies[message],
                        now=now,
                    )
                    added += await insert_for_each(
                        connection, part, chats, broadcast_id=broadcast_id
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


async def _by_language(
    connection: AsyncConnection,
    messages: Sequence[RenderedMessage],
    chats: Select[Any],
    door: Callable[[str], tuple[str, str]] | None,
) -> list[tuple[Sequence[RenderedMessage], Select[Any]]]:
    """The messages as chats of each language get them, and those chats."""
    if door is None:
        return [(messages, chats)]
    mine = select(chat.c.id).where(chat.c.id.in_(chats))
    channels = chat.c.kind == ChatKind.CHANNEL.value
    found: list[tuple[Sequence[RenderedMessage], Select[Any]]] = [(messages, mine.where(channels))]
    for language in (await connection.execute(select(chat.c.language).distinct())).scalars():
        last = messages[-1].but(buttons=(door(language),))
        among = mine.where(~channels, chat.c.language == language)
        found.append(([*messages[:-1], last], among))
    return found
