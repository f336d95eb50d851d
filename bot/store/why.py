"""The newest digest of a chat, with the articles it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.domain.editions import ToldStory
from bot.domain.models import Article
from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.tables import article, digest, edition, source


@dataclass(frozen=True, slots=True, kw_only=True)
class LastTold:
    """The newest digest of a chat, with the articles it told."""

    edition_id: int
    at: datetime
    told: list[ToldStory]
    #: Those of its articles that are still stored, by id.
    articles: dict[int, Article]


class WhyStore:
    """Reads editions back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_told(self, chat_id: int) -> LastTold | None:
        """The newest digest of a chat that told anything; None when there was none."""
        return await self._told(edition.c.chat_id == chat_id)

    async def told_in(self, edition_id: int, chat_id: int) -> LastTold | None:
        """The stories that an edition of this chat told; None when it is gone or another chat's."""
        return await self._told(edition.c.chat_id == chat_id, edition.c.id == edition_id)

    async def _told(self, *which: ColumnElement[bool]) -> LastTold | None:
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(edition.c.id, edition.c.created_at, *DIGEST_COLUMNS)
                    .join(digest, digest.c.id == edition.c.digest_id)
                    .where(*which)
                    .order_by(edition.c.created_at.desc(), edition.c.id.desc())
                    .limit(1)
                )
            ).one_or_none()
            kept = await with_listings(connection, [row])
            told = kept.told(row) if row is not None else []
            if row is None or not told:
                return None
            ids = sorted({n for one in told for n in (*one.article_ids, one.speaker_id)})
            rows = await connection.execute(
                select(*ARTICLE_COLUMNS)
                .join(source, source.c.id == article.c.source_id)
                .where(article.c.id.in_(ids))
            )
            articles = {each.id: each for each in map(article_of, rows)}
        return LastTold(edition_id=row.id, at=row.created_at, told=told, articles=articles)
