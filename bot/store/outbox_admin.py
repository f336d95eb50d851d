"""The outbox for operators: put in, look at, try again, drop, count."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatStatus, Lane, Message, PartState
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.outbox_rows import OPEN, release_next
from bot.store.tables import body, broadcast, chat, outbox


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
    """What operators and tests do with the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def enqueue(
        self,
        chat_id: int,
        messages: Sequence[Message],
        *,
        now: datetime,
        lane: Lane = Lane.DIGEST,
        edition_id: int | None = None,
        alert: str | None = None,
        not_before: datetime | None = None,
        deadline_at: datetime | None = None,
    ) -> list[int]:
        """Put the messages into the outbox, to be sent in their order; the ids of their parts.

        Messages without an edition are independent of each other.
        """
        ids = []
        async with self._database.write() as connection:
            for number, message in enumerate(messages, start=1):
                first = number == 1 or edition_id is None
                added = await connection.execute(
                    insert(outbox)
                    .values(
                        edition_id=edition_id,
                        alert=alert,
                        chat_id=chat_id,
                        lane=lane.value,
                        part=number if edition_id is not None else 1,
                        parts=len(messages) if edition_id is not None else 1,
                        body_id=await body_id(connection, message, now=now),
                        not_before=not_before or now,
                        deadline_at=deadline_at,
                        **new_part(first=first, now=now),
                    )
                    .returning(outbox.c.id)
                )
                ids.append(int(added.scalar_one()))
        return ids

    async def enqueue_broadcast(
        self, broadcast_id: int, messages: Sequence[Message], *, now: datetime
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
            for number, message in enumerate(messages, start=1):
                values = {
                    "broadcast_id": broadcast_id,
                    "lane": Lane.BROADCAST.value,
                    "part": number,
                    "parts": len(messages),
                    "body_id": await body_id(connection, message, now=now),
                    "not_before": now,
                    **new_part(first=number == 1, now=now),
                }
                have = outbox.alias("have")
                columns = [
                    literal(value, outbox.c[name].type).label(name)
                    for name, value in values.items()
                ]
                result = await connection.execute(
                    insert(outbox).from_select(
                        [*values, "chat_id"],
                        select(*columns, chat.c.id).where(
                            chat.c.id.in_(one_each),
                            ~exists().where(
                                have.c.broadcast_id == broadcast_id,
                                have.c.chat_id == chat.c.id,
                                have.c.part == number,
                            ),
                        ),
                    )
                )
                added += int(result.rowcount)
            await connection.execute(
                update(broadcast).where(broadcast.c.id == broadcast_id).values(state="sending")
            )
        return added

    async def cancel_broadcast(self, broadcast_id: int, *, now: datetime) -> int:
        """Stop a broadcast; how many parts will not be sent any more."""
        async with self._database.write() as connection:
            stopped = await connection.execute(
                update(outbox)
                .where(
                    outbox.c.broadcast_id == broadcast_id,
                    outbox.c.state.in_((PartState.WAITING.value, PartState.READY.value)),
                )
                .values(state=PartState.CANCELLED.value, done_at=now, epoch=outbox.c.epoch + 1)
            )
            await connection.execute(
                update(broadcast).where(broadcast.c.id == broadcast_id).values(state="cancelled")
            )
        return int(stopped.rowcount)

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
        again = (PartState.DEAD.value, PartState.UNKNOWN.value, PartState.READY.value)
        async with self._database.write() as connection:
            changed = await connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(ids), outbox.c.state.in_(again))
                .values(
                    state=PartState.READY.value,
                    not_before=now,
                    deadline_at=None,
                    attempts=0,
                    ambiguous=0,
                    rescues=0,
                    level=0,
                    done_at=None,
                    epoch=outbox.c.epoch + 1,
                    lease_owner="",
                    lease_until=None,
                )
            )
        return int(changed.rowcount)

    async def drop(self, ids: Sequence[int], *, now: datetime) -> int:
        """Give parts up that were not sent; the parts after them go on."""
        droppable = (PartState.WAITING.value, PartState.READY.value)
        async with self._database.write() as connection:
            dropped = (
                await connection.execute(
                    update(outbox)
                    .where(outbox.c.id.in_(ids), outbox.c.state.in_(droppable))
                    .values(
                        state=PartState.CANCELLED.value,
                        done_at=now,
                        reason="dropped",
                        epoch=outbox.c.epoch + 1,
                    )
                    .returning(
                        outbox.c.edition_id,
                        outbox.c.broadcast_id,
                        outbox.c.chat_id,
                        outbox.c.part,
                        outbox.c.parts,
                    )
                )
            ).all()
            # A part whose predecessor is not final yet is freed by that one's outcome.
            await release_next(connection, sorted(dropped, key=lambda row: int(row.part)))
        return len(dropped)


def new_part(*, first: bool, now: datetime) -> dict[str, object]:
    """The columns of a part nothing has happened to."""
    return {
        "state": (PartState.READY if first else PartState.WAITING).value,
        "attempts": 0,
        "ambiguous": 0,
        "rescues": 0,
        "level": 0,
        "silent": False,
        "epoch": 0,
        "lease_owner": "",
        "reason": "",
        "error": "",
        "created_at": now,
    }


async def body_id(connection: AsyncConnection, message: Message, *, now: datetime) -> int:
    """The id of a text, stored once."""
    parts = (message.html, message.plain)
    fingerprint = hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()
    await connection.execute(
        insert_ignore(connection, body).values(
            fingerprint=fingerprint, html=message.html, plain=message.plain, created_at=now
        )
    )
    found = await connection.execute(select(body.c.id).where(body.c.fingerprint == fingerprint))
    return int(found.scalar_one())
