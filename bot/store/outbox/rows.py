"""Outbox rows to parts, and the conditions by which they are found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, literal_column
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatKind
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.quiet import read_quiet
from bot.store.raw import Raw
from bot.store.tables import outbox
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

_PARTS = """
SELECT o.id, o.edition_id, o.broadcast_id, o.chat_id, c.telegram_id, c.thread_id, c.kind, o.lane,
    o.part, o.parts, o.body_id, o.attempts, o.ambiguous, o.level, o.epoch, o.deadline_at, o.silent,
    c.not_found_at IS NOT NULL OR c.refused_at IS NOT NULL, c.quiet, c.zone, e.slot_at
FROM outbox o JOIN chat c ON c.id = o.chat_id LEFT JOIN edition e ON e.id = o.edition_id
WHERE o.id IN {ids} ORDER BY o.not_before, o.id
"""


async def read_parts(connection: AsyncConnection, ids: Sequence[int]) -> list[OutboxPart]:
    """The parts in the order of their turns, with chats and texts; shared texts are read once."""
    if not ids:
        return []
    raw = Raw(connection)
    rows = await raw.fetch(_PARTS.format(ids=raw.numbers(1)), raw.many(ids))
    messages = await read_messages(connection, {row[10] for row in rows})
    private, moment = ChatKind.PRIVATE.value, raw.moment
    return [
        OutboxPart(
            id=row[0],
            edition_id=row[1],
            broadcast_id=row[2],
            chat_id=row[3],
            telegram_id=row[4],
            thread_id=row[5],
            group=row[6] != private,
            lane=Lane(row[7]),
            part=row[8],
            parts=row[9],
            message=messages[row[10]],
            attempts=row[11],
            ambiguous=row[12],
            level=row[13],
            epoch=row[14],
            deadline_at=moment(row[15]),
            silent=bool(row[16]),
            doubted=bool(row[17]),
            quiet=read_quiet(row[18]),
            zone=row[19],
            slot_at=moment(row[20]),
        )
        for row in rows
    ]
