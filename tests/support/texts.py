"""Texts in the outbox, whole."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.domain.models import RenderedMessage
from bot.store.database import Database
from bot.store.tables import edition, outbox
from bot.store.texts import read_messages


async def texts_in(database: Database) -> list[tuple[Any, RenderedMessage]]:
    """Every part of the outbox with its edition's slot, and its text, in order."""
    async with database.read() as connection:
        found = await connection.execute(
            select(outbox, edition.c.slot)
            .join(edition, edition.c.id == outbox.c.edition_id, isouter=True)
            .order_by(outbox.c.id)
        )
        rows = found.all()
        texts = await read_messages(connection, {row.body_id for row in rows})
    return [(row, texts[row.body_id]) for row in rows]
