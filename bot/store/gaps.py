"""Long windows: where a gap begins, and which stories stood out in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.models import Article
from bot.store.database import Database
from bot.store.packed import lede_unpack
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.tables import article, article_text, match, source

#: In one statement.
_MOST_IDS = 500


class GapStore:
    """Reads windows that are too long to be looked at whole."""

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

    async def leaders(
        self, interest_id: int, *, after_seq: int, to_seq: int, stories: int
    ) -> list[Article]:
        """An interest's articles in a window, of the stories that most of everybody's sources tell.

        At the most so many stories that more than one source tells, the newest of equals first.
        """
        teller = article.alias("teller")
        within = (
            match.c.interest_id == interest_id,
            match.c.seq > after_seq,
            match.c.seq <= to_seq,
            ~article.c.held,
        )
        tellers = func.count(teller.c.source_id.distinct())
        leading = (
            select(article.c.story_id)
            .select_from(match)
            .join(article, article.c.id == match.c.article_id)
            .join(teller, teller.c.story_id == article.c.story_id)
            .join(source, source.c.id == teller.c.source_id)
            .where(*within, source.c.public)
            .group_by(article.c.story_id)
            .having(tellers > 1)
            .order_by(tellers.desc(), func.max(article.c.seq).desc())
            .limit(stories)
        )
        async with self._database.read() as connection:
            ids = list((await connection.execute(leading)).scalars())
            rows = await connection.execute(
                select(*ARTICLE_COLUMNS)
                .select_from(match)
                .join(article, article.c.id == match.c.article_id)
                .join(source, source.c.id == article.c.source_id)
                .where(*within, article.c.story_id.in_(ids))
                .order_by(match.c.seq.desc())
            )
            return [article_of(row) for row in rows]
