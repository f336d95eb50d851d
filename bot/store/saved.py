"""Saved stories: copies that no retention takes, gone only with the chat or by its wish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from bot.domain.keeping import MAX_SAVED, Saved, mark_of, mark_of_words
from bot.domain.models import Article
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.tables import alert, article, saved, source

_COLUMNS = tuple(column for column in saved.c if column.name not in ("chat_id", "mark"))


class SavedStore:
    """The saved stories of chats."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, chat_id: int, article: Article, now: datetime) -> bool | None:
        """Keep a copy; False when the chat has it already, None when it has as many as it may."""
        async with self._database.write() as connection:
            count = await connection.scalar(
                select(func.count()).select_from(saved).where(saved.c.chat_id == chat_id)
            )
            if (count or 0) >= MAX_SAVED:
                return None
            added = await connection.execute(
                insert_ignore(connection, saved).values(
                    chat_id=chat_id,
                    mark=mark_of(article),
                    url=article.url,
                    headline=article.headline,
                    lead=article.lead,
                    source_title=article.source_title,
                    published_at=article.published_at,
                    saved_at=now,
                )
            )
        return added.rowcount > 0

    async def alerted(self, chat_id: int, article_id: int) -> Article | None:
        """An article that an alert told this chat; None when there was none, or it is gone."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(*ARTICLE_COLUMNS)
                    .join(source, source.c.id == article.c.source_id)
                    .join(alert, alert.c.article_id == article.c.id)
                    .where(alert.c.chat_id == chat_id, article.c.id == article_id)
                    .limit(1)
                )
            ).one_or_none()
        return None if row is None else article_of(row)

    async def marks(self, chat_id: int, articles: Iterable[Article]) -> set[int]:
        """The ids of those of these articles that the chat has saved."""
        by_mark = {mark_of(article): article.id for article in articles}
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(saved.c.mark).where(
                    saved.c.chat_id == chat_id, saved.c.mark.in_(list(by_mark))
                )
            )
            return {by_mark[mark] for mark in rows.scalars()}

    async def forget(self, chat_id: int, article: Article) -> None:
        """Take the copy of an article away."""
        async with self._database.write() as connection:
            mine = (saved.c.chat_id == chat_id, saved.c.mark == mark_of(article))
            await connection.execute(delete(saved).where(*mine))

    async def count(self, chat_id: int) -> int:
        """The number of stories a chat has saved."""
        async with self._database.read() as connection:
            counted = select(func.count()).select_from(saved).where(saved.c.chat_id == chat_id)
            return int(await connection.scalar(counted) or 0)

    async def page(self, chat_id: int, *, offset: int, limit: int) -> list[Saved]:
        """A page of the saved stories of a chat, the last first."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*_COLUMNS)
                .where(saved.c.chat_id == chat_id)
                .order_by(saved.c.saved_at.desc(), saved.c.id.desc())
                .offset(offset)
                .limit(limit)
            )
            return [_read(row) for row in rows]

    async def bring(self, chat_id: int, stories: Sequence[tuple[datetime, str, str, str]]) -> int:
        """Keep stories brought from elsewhere (when saved, headline, address, opening); how many.

        What is there already stays, and no more are kept than may be.
        """
        rows = {
            mark_of_words(url, headline): {
                "chat_id": chat_id,
                "mark": mark_of_words(url, headline),
                "url": url,
                "headline": headline,
                "lead": lead,
                "source_title": "",
                "published_at": None,
                "saved_at": at,
            }
            for at, headline, url, lead in stories
        }
        async with self._database.write() as connection:
            count = await connection.scalar(
                select(func.count()).select_from(saved).where(saved.c.chat_id == chat_id)
            )
            brought = 0
            for row in list(rows.values())[: max(0, MAX_SAVED - (count or 0))]:
                added = await connection.execute(insert_ignore(connection, saved).values(row))
                brought += added.rowcount
        return brought

    async def remove(self, chat_id: int, saved_id: int) -> dict[str, Any] | None:
        """Take one away; what `put_back` needs, or None when the chat has none such."""
        async with self._database.write() as connection:
            row = (
                await connection.execute(
                    delete(saved)
                    .where(saved.c.chat_id == chat_id, saved.c.id == saved_id)
                    .returning(saved)
                )
            ).one_or_none()
        if row is None:
            return None
        found = dict(row._mapping)
        for name in ("published_at", "saved_at"):
            found[name] = found[name].isoformat() if found[name] else None
        return found

    async def put_back(self, chat_id: int, removed: dict[str, Any]) -> None:
        """Keep again what was taken away."""
        values = {**removed, "chat_id": chat_id}
        values.pop("id", None)
        for name in ("published_at", "saved_at"):
            values[name] = datetime.fromisoformat(values[name]) if values[name] else None
        async with self._database.write() as connection:
            there = select(saved.c.id).where(
                saved.c.chat_id == chat_id, saved.c.mark == values["mark"]
            )
            if (await connection.execute(there)).first() is None:
                await connection.execute(insert(saved).values(values))


def _read(row: Any) -> Saved:
    return Saved(**row._mapping)
