"""The articles that a chat says are not the same news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.parting import Parting
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.tables import parting


class PartingStore:
    """The partings of chats (articles said not to be the same story); kept as long as articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def part(self, chat_id: int, what: Parting, now: datetime) -> None:
        """Note that a chat parts an article from a story; once, however often it is said."""
        async with self._database.write() as connection:
            await connection.execute(
                insert_ignore(connection, parting),
                {
                    "chat_id": chat_id,
                    "article_id": what.article_id,
                    "speaker_id": what.speaker_id,
                    "parted_at": now,
                },
            )

    async def unite(self, chat_id: int, what: Parting) -> None:
        """Take that back."""
        async with self._database.write() as connection:
            await connection.execute(
                delete(parting).where(
                    parting.c.chat_id == chat_id,
                    parting.c.article_id == what.article_id,
                    parting.c.speaker_id == what.speaker_id,
                )
            )


async def partings_of(
    connection: AsyncConnection, chat_ids: Sequence[int]
) -> dict[int, tuple[Parting, ...]]:
    """The partings of each chat; none for most."""
    rows = await connection.execute(
        select(parting.c.chat_id, parting.c.article_id, parting.c.speaker_id)
        .where(parting.c.chat_id.in_(chat_ids))
        .order_by(parting.c.chat_id, parting.c.article_id, parting.c.speaker_id)
    )
    found: dict[int, tuple[Parting, ...]] = {}
    for row in rows:
        one = Parting(row.article_id, row.speaker_id)
        found[row.chat_id] = (*found.get(row.chat_id, ()), one)
    return found
