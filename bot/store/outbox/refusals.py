"""Editions kept for chats that refuse what is sent to them become part of the next ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.outbox import PartState
from bot.store.outbox.delivery_chats import welcome
from bot.store.outbox.taking_back import take_back_pending
from bot.store.raw import Raw
from bot.store.tables import briefing, chat, edition, outbox

_REFUSING = """
SELECT b.id FROM briefing b JOIN chat c ON c.id = b.chat_id
WHERE c.refused_at IS NOT NULL AND b.id IN
"""


async def refusing_of(connection: AsyncConnection, briefing_ids: Collection[int]) -> list[int]:
    """Of these briefings those whose chats could not be written to lately."""
    raw = Raw(connection)
    rows = await raw.fetch(_REFUSING + raw.numbers(1), raw.many(briefing_ids))
    return [row[0] for row in rows]


async def take_in_kept(
    connection: AsyncConnection,
    briefing_ids: Sequence[int],
    *,
    now: datetime,
    ask: bool = False,
) -> None:
    """Take back what these briefings could not tell yet: the editions to be planned tell it.

    `ask` has the chats asked at once: a person wants a digest now.
    """
    refusing = (
        select(chat.c.id)
        .join(briefing, briefing.c.chat_id == chat.c.id)
        .where(briefing.c.id.in_(briefing_ids), chat.c.refused_at.is_not(None))
    )
    ids = (await connection.execute(refusing)).scalars().all()
    if not ids:
        return
    mine = exists().where(
        edition.c.id == outbox.c.edition_id, edition.c.briefing_id.in_(briefing_ids)
    )
    await take_back_pending(
        connection, outbox.c.chat_id.in_(ids) & mine, now=now, state=PartState.EXPIRED
    )
    if ask:
        await welcome(connection, chat.c.id.in_(ids), now=now)
