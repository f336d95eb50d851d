"""Outbox rows to parts, and the conditions by which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    String,
    bindparam,
    literal_column,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatKind
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.quiet import read_quiet
from bot.store.tables import chat, edition, outbox
from bot.store.texts import read_messages

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

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_PARTS = (
    select(
        outbox,
        chat.c.telegram_id,
        chat.c.thread_id,
        chat.c.kind,
        chat.c.not_found_at,
        chat.c.refused_at,
        chat.c.quiet,
        chat.c.zone,
        edition.c.slot_at,
    )
    .join(chat, chat.c.id == outbox.c.chat_id)
    .join(edition, edition.c.id == outbox.c.edition_id, isouter=True)
    .where(outbox.c.id.in_(_IDS))
    .order_by(outbox.c.not_before, outbox.c.id)
)


async def read_parts(connection: AsyncConnection, ids: Sequence[int]) -> list[OutboxPart]:
    """The parts in the order of their turns, with chats and texts; shared texts are read once."""
    if not ids:
        return []
    rows = (await connection.execute(_PARTS, {"ids": list(ids)})).all()
    messages = await read_messages(connection, {row.body_id for row in rows})
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
            quiet=read_quiet(row.quiet),
            zone=row.zone,
            slot_at=row.slot_at,
        )
        for row in rows
    ]
