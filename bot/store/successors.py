"""What rows of chats that moved have become."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatKind, ChatStatus
from bot.store.tables import button, chat

_MOVED = ChatStatus.MOVED.value


async def successor(connection: AsyncConnection, row: Row[Any]) -> Row[Any] | None:
    """The row itself, or the one it has become part of; None where that is no longer known."""
    passed = set()
    found: Row[Any] | None = row
    while found is not None and found.status == _MOVED:
        if found.id in passed:
            return None
        passed.add(found.id)
        found = (
            await connection.execute(select(chat).where(chat.c.id == found.successor_id))
        ).one_or_none()
    return found


async def moved_on(connection: AsyncConnection, row: Row[Any]) -> Row[Any] | None:
    """The row, or what became of it when its group moved.

    None for a thread that was held for deleted: it is part of its chat, which is another place.
    """
    found = await successor(connection, row)
    if found is not None and found.id != row.id and found.telegram_id == row.telegram_id:
        return None
    return found


async def leave_a_trace(
    connection: AsyncConnection, row_id: int, telegram_id: int, thread_id: int, *, now: datetime
) -> None:
    """A row that goes along with its group is found by the old number as well."""
    await connection.execute(
        insert(chat).values(
            telegram_id=telegram_id,
            thread_id=thread_id,
            kind=ChatKind.GROUP.value,
            status=_MOVED,
            successor_id=row_id,
            created_at=now,
        )
    )


async def all_of(connection: AsyncConnection, telegram_id: int) -> tuple[list[int], list[int]]:
    """Our numbers of a chat with all that became part of it, and Telegram's numbers of those."""
    found: dict[int, int] = {}
    which: ColumnElement[bool] = chat.c.telegram_id == telegram_id
    while True:
        rows = await connection.execute(select(chat.c.id, chat.c.telegram_id).where(which))
        new = {row.id: row.telegram_id for row in rows if row.id not in found}
        if not new:
            return sorted(found), sorted({telegram_id, *found.values()})
        found |= new
        which = chat.c.successor_id.in_(new)


async def take_questions(connection: AsyncConnection, old: int, new: int) -> None:
    """What people were asked in one chat is answered in the other; its newer questions stay."""
    before, after = f"ask:{old:x}:", f"ask:{new:x}:"
    name = literal(after) + func.substr(button.c.id, len(before) + 1)
    there = button.alias("there")
    asked = await connection.execute(
        select(button.c.id).where(
            button.c.id.startswith(before, autoescape=True),
            ~select(there.c.id).where(there.c.id == cast(name, String)).exists(),
        )
    )
    ids: Collection[str] = asked.scalars().all()
    await connection.execute(update(button).where(button.c.id.in_(ids)).values(id=name))
