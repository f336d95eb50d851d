"""Outbox rows to parts and back: the statements that outcomes are written with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Settlement
from bot.domain.models import ChatKind, Lane, Message, OutboxPart, PartState
from bot.store.tables import body, chat, outbox
from bot.store.types import Moment

# Written out, not bound: a partial index is only used when its condition is seen.
READY = outbox.c.state == literal_column("'ready'")
SENDING = outbox.c.state == literal_column("'sending'")


def is_open(table: Any) -> ColumnElement[bool]:
    """The part is not final; in the words of the index of a chat's open parts."""
    names = ("waiting", "ready", "sending")
    condition: ColumnElement[bool] = table.c.state.in_(
        [literal_column(f"'{name}'", String) for name in names]
    )
    return condition


OPEN = is_open(outbox)
#: Parts of which no request is under way.
PENDING = (PartState.WAITING.value, PartState.READY.value)

#: Writes an outcome, while the part is in the epoch in which it was sent.
RECORD = (
    update(outbox)
    .where(outbox.c.id == bindparam("part_id"), outbox.c.epoch == bindparam("part_epoch"), SENDING)
    .values(
        state=bindparam("new_state"),
        not_before=func.coalesce(bindparam("new_not_before", type_=Moment()), outbox.c.not_before),
        attempts=bindparam("new_attempts"),
        ambiguous=bindparam("new_ambiguous"),
        level=bindparam("new_level"),
        silent=bindparam("new_silent"),
        lease_owner="",
        lease_until=None,
        message_id=bindparam("new_message_id"),
        reason=bindparam("new_reason"),
        error=bindparam("new_error"),
        sent_at=bindparam("new_sent_at"),
        done_at=bindparam("new_done_at"),
    )
)


def recorded(settled: Settlement, now: datetime) -> dict[str, Any]:
    """The values of `RECORD`."""
    return {
        "part_id": settled.part.id,
        "part_epoch": settled.part.epoch,
        "new_state": settled.state.value,
        "new_not_before": settled.not_before,
        "new_attempts": settled.attempts,
        "new_ambiguous": settled.ambiguous,
        "new_level": settled.level,
        "new_silent": settled.silent,
        "new_message_id": settled.message_id,
        "new_reason": settled.reason.value,
        "new_error": settled.text,
        "new_sent_at": now if settled.state is PartState.SENT else None,
        "new_done_at": now if settled.final else None,
    }


async def release_next(connection: AsyncConnection, done: Iterable[Any]) -> int:
    """Make the parts ready that follow on final ones; how many of `done` are not the last.

    `done` are parts or rows of them. Freed is the first part that is not final, if it waits; so
    an outcome that was not written down frees nothing, and dropped parts are passed over.
    """
    followed = [part for part in done if part.part < part.parts]
    for column in ("edition_id", "broadcast_id"):
        rows = [
            {"of_id": getattr(part, column), "of_chat": part.chat_id}
            for part in followed
            if getattr(part, column) is not None
        ]
        if rows:
            await connection.execute(_NEXT[column], rows)
    return len(followed)


def _next_statement(column: str) -> Any:
    all_parts = outbox.alias("all_parts")
    same = [outbox.c[column] == bindparam("of_id")]
    open_ones = [all_parts.c[column] == bindparam("of_id"), all_parts.c.done_at.is_(None)]
    if column == "broadcast_id":
        same.append(outbox.c.chat_id == bindparam("of_chat"))
        open_ones.append(all_parts.c.chat_id == bindparam("of_chat"))
    first_open = select(func.min(all_parts.c.part)).where(*open_ones).scalar_subquery()
    return (
        update(outbox)
        .where(*same, outbox.c.state == PartState.WAITING.value, outbox.c.part == first_open)
        .values(state=PartState.READY.value)
    )


_NEXT = {column: _next_statement(column) for column in ("edition_id", "broadcast_id")}


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PARTS = (
    select(
        outbox,
        chat.c.telegram_id,
        chat.c.thread_id,
        chat.c.kind,
        chat.c.not_found_at,
        chat.c.refused_at,
    )
    .join(chat, chat.c.id == outbox.c.chat_id)
    .where(outbox.c.id.in_(_IDS))
    .order_by(outbox.c.id)
)
_TEXTS = select(body.c.id, body.c.html, body.c.plain, body.c.buttons).where(body.c.id.in_(_IDS))


async def read_parts(connection: AsyncConnection, ids: Sequence[int]) -> list[OutboxPart]:
    """The parts with their chats and texts; each text is read once however many share it."""
    if not ids:
        return []
    rows = (await connection.execute(_PARTS, {"ids": list(ids)})).all()
    texts = await connection.execute(_TEXTS, {"ids": list({row.body_id for row in rows})})
    messages = {
        row.id: Message(
            html=row.html,
            plain=row.plain,
            buttons=tuple((label, data) for label, data in row.buttons or ()),
        )
        for row in texts
    }
    return [
        OutboxPart(
            id=row.id,
            edition_id=row.edition_id,
            broadcast_id=row.broadcast_id,
            chat_id=row.chat_id,
            telegram_id=row.telegram_id,
            thread_id=row.thread_id,
            group=row.kind != ChatKind.PRIVATE.value,
            lane=Lane(row.lane),
            part=row.part,
            parts=row.parts,
            message=messages[row.body_id],
            attempts=row.attempts,
            ambiguous=row.ambiguous,
            level=row.level,
            epoch=row.epoch,
            deadline_at=row.deadline_at,
            silent=row.silent,
            doubted=row.not_found_at is not None or row.refused_at is not None,
        )
        for row in rows
    ]


async def cancel(
    connection: AsyncConnection, which: ColumnElement[bool], *, now: datetime, reason: str = ""
) -> int:
    """Give up parts of which no request is under way; how many."""
    values: dict[str, Any] = {"reason": reason} if reason else {}
    gone = await connection.execute(
        update(outbox)
        .where(OPEN, outbox.c.state.in_(PENDING), which)
        .values(
            state=PartState.CANCELLED.value,
            done_at=now,
            lease_owner="",
            lease_until=None,
            epoch=outbox.c.epoch + 1,
            **values,
        )
    )
    return int(gone.rowcount)


async def expire_alone(connection: AsyncConnection, ids: Sequence[int], *, now: datetime) -> int:
    """End parts without an edition that are too late; how many."""
    if not ids:
        return 0
    gone = await connection.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids), outbox.c.state.in_(PENDING))
        .values(state=PartState.EXPIRED.value, done_at=now, epoch=outbox.c.epoch + 1)
    )
    return int(gone.rowcount)
