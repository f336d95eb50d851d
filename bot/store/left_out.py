"""Stories that digests left out, for as long as they are kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from bot.domain.editions import LeftOut
from bot.domain.models import Article
from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.tables import article, digest, edition, source


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLeft:
    """The stories that an edition left out."""

    edition_id: int
    left: LeftOut


class LeftOutStore:
    """Reads what editions left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_edition(self, edition_id: int, chat_id: int) -> LeftOut:
        """The stories that an edition left out; none when it is gone or another chat's."""
        found = await self._newest(_LEFT.where(edition.c.id == edition_id), chat_id)
        return found.left if found else LeftOut()

    async def of_briefing(self, briefing_id: int, chat_id: int) -> KeptLeft | None:
        """The stories that the newest edition of a briefing left out; None when it has had none."""
        return await self._newest(_LEFT.where(edition.c.briefing_id == briefing_id), chat_id)

    async def of_chat(self, chat_id: int) -> KeptLeft | None:
        """The stories that the newest edition of a chat left out; None when it has had none."""
        return await self._newest(_LEFT, chat_id)

    async def articles(self, ids: Collection[int]) -> dict[int, Article]:
        """Those of these articles that are still stored, by id."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*ARTICLE_COLUMNS)
                .join(source, source.c.id == article.c.source_id)
                .where(article.c.id.in_(ids))
            )
            return {row.id: article_of(row) for row in rows}

    async def _newest(self, statement: Select[Any], chat_id: int) -> KeptLeft | None:
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    statement.where(edition.c.chat_id == chat_id)
                    .order_by(edition.c.created_at.desc(), edition.c.id.desc())
                    .limit(1)
                )
            ).one_or_none()
            if row is None:
                return None
            kept = await with_listings(connection, [row])
        return KeptLeft(edition_id=row.id, left=kept.left(row))


_LEFT: Select[Any] = select(edition.c.id, *DIGEST_COLUMNS).join(
    digest, digest.c.id == edition.c.digest_id
)
