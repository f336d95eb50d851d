"""Gaps: where one begins, when its articles were seen, and how their texts begin."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from bot.store.database import Database
from bot.store.packed import lede_unpack
from bot.store.tables import article, article_text

#: In one statement.
_MOST_IDS = 500


class GapStore:
    """Reads what a gap of days holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def seq_before(self, at: datetime) -> int:
        """The seq of the newest article that was seen before a moment, 0 for none."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(func.max(article.c.seq)).where(
                    article.c.first_seen_at < at, article.c.seq.is_not(None)
                )
            )
        return int(found or 0)

    async def bodies(self, article_ids: Iterable[int], *, chars: int) -> dict[int, str]:
        """The beginnings of the bodies of articles, by their ids; of those still stored."""
        ids = sorted(set(article_ids))
        found: dict[int, str] = {}
        async with self._database.read() as connection:
            for at in range(0, len(ids), _MOST_IDS):
                rows = await connection.execute(
                    select(
                        article_text.c.article_id,
                        func.substr(lede_unpack(article_text.c.body), 1, chars).label("body"),
                    ).where(article_text.c.article_id.in_(ids[at : at + _MOST_IDS]))
                )
                found |= {row.article_id: row.body for row in rows}
        return found

    async def seen_at(self, seqs: Iterable[int]) -> dict[int, datetime]:
        """The moment when these articles were seen first, by seq; of those still stored."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(article.c.seq, article.c.first_seen_at).where(
                    article.c.seq.in_(sorted(set(seqs)))
                )
            )
            return {row.seq: row.first_seen_at for row in rows}
