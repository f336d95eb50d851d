"""Successors of the rows of chats that moved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatKind, ChatStatus
from bot.store.tables import briefing, button, chat, subscription

_MOVED = ChatStatus.MOVED.value
_HELD = (
    select(chat, briefing.c.name)
    .join(briefing, briefing.c.chat_id == chat.c.id)
    .where(briefing.c.id == bindparam("briefing"))
    .with_for_update(read=True, key_share=True, of=chat)
)


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


async def kept_briefing(connection: AsyncConnection, briefing_id: int) -> int:
    """The briefing itself, or the one it has become part of with its chat.

    Chats are merged under a lock on their rows: one that is under way is waited for.
    """
    row = (await connection.execute(_HELD, {"briefing": briefing_id})).one_or_none()
    place = await successor(connection, row) if row else None
    if row is None or place is None or place.id == row.id:
        return briefing_id
    kept = await connection.scalar(
        select(briefing.c.id).where(briefing.c.chat_id == place.id, briefing.c.name == row.name)
    )
    return briefing_id if kept is None else int(kept)


async def following(
    connection: AsyncConnection, briefing_id: int, interest_id: int
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The subscription, whatever its briefing has become part of."""
    kept = await kept_briefing(connection, briefing_id)
    return subscription.c.briefing_id == kept, subscription.c.interest_id == interest_id


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
            away_at=now,
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
    """Move open questions from one chat to its successor, whose newer questions stay."""
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
