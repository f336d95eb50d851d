"""The history of a chat's digests, for who takes it away."""

from __future__ import annotations

from sqlalchemy import select

from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.tables import article, digest, edition

#: Editions and stories that are taken along, the newest.
_EDITIONS, _STORIES = 400, 4000


class HistoryStore:
    """Reads what editions told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def told(self, chat_id: int) -> list[tuple[str, str, str]]:
        """Moment, headline and address of each story told, the newest first."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(edition.c.created_at, *DIGEST_COLUMNS)
                .join(digest, digest.c.id == edition.c.digest_id)
                .where(edition.c.chat_id == chat_id)
                .order_by(edition.c.created_at.desc())
                .limit(_EDITIONS)
            )
            rows = found.all()
            kept = await with_listings(connection, rows)
            told = [
                (row.created_at.isoformat(timespec="seconds"), one.speaker_id)
                for row in rows
                for one in kept.told(row)
            ][:_STORIES]
            known: dict[int, tuple[str, str]] = {}
            ids = sorted({number for _, number in told})
            for at in range(0, len(ids), 500):
                found = await connection.execute(
                    select(article.c.id, article.c.headline, article.c.url).where(
                        article.c.id.in_(ids[at : at + 500])
                    )
                )
                known |= {row.id: (row.headline, row.url or "") for row in found}
        return [(at, *known[number]) for at, number in told if number in known]
