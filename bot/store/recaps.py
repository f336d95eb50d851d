"""Looks back at the week: who wants one, what they name, and the outbox rows that tell them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from bot.domain.models import Article, Chat, ChatStatus, RenderedMessage
from bot.domain.outbox import Lane
from bot.domain.recap import MOST, TOO_LATE, Edition
from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.outbox.insert import body_ids, insert_once, new_part
from bot.store.rows import ARTICLE_COLUMNS, article_of, read_chat
from bot.store.tables import article, chat, digest, edition, saved, source


class RecapStore:
    """The look back of every chat that wants one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def next_at(self, chat_id: int) -> datetime | None:
        """The moment when the next one is due; None where it is not wanted."""
        async with self._database.read() as connection:
            found = await connection.scalar(select(chat.c.recap_at).where(chat.c.id == chat_id))
        return found if isinstance(found, datetime) else None

    async def want(self, chat_id: int, at: datetime | None) -> None:
        """Want one from then on; None for no more."""
        async with self._database.write() as connection:
            await connection.execute(update(chat).where(chat.c.id == chat_id).values(recap_at=at))

    async def due(self, *, now: datetime, limit: int) -> list[tuple[Chat, datetime]]:
        """Chats whose look back is due, with when it was."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(chat).where(chat.c.recap_at <= now).order_by(chat.c.recap_at).limit(limit)
            )
            return [(read_chat(row), row.recap_at) for row in rows]

    async def editions(self, chat_id: int, *, since: datetime) -> list[Edition]:
        """The editions of a chat since then, with stories told and left out, the oldest first."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(*DIGEST_COLUMNS)
                .join(edition, edition.c.digest_id == digest.c.id)
                .where(edition.c.chat_id == chat_id, edition.c.created_at >= since)
                .order_by(edition.c.created_at, edition.c.id)
            )
            rows = found.all()
            kept = await with_listings(connection, rows)
            return [Edition(told=kept.told(row), left=kept.left(row)) for row in rows]

    async def told_at(self, chat_id: int, *, since: datetime) -> list[tuple[datetime, int]]:
        """The moments of a chat's digests since then, with how many stories each told."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(edition.c.created_at, *DIGEST_COLUMNS)
                .join(digest, edition.c.digest_id == digest.c.id)
                .where(edition.c.chat_id == chat_id, edition.c.created_at >= since)
                .order_by(edition.c.created_at)
            )
            rows = found.all()
            kept = await with_listings(connection, rows)
            return [(row.created_at, len(kept.told(row))) for row in rows]

    async def articles(self, ids: Sequence[int]) -> list[Article]:
        """Those of these articles that are still stored, in their order."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*ARTICLE_COLUMNS)
                .join(source, source.c.id == article.c.source_id)
                .where(article.c.id.in_(ids))
            )
            known = {each.id: each for each in map(article_of, rows)}
        return [known[each] for each in ids if each in known]

    async def saved(
        self, chat_id: int, *, since: datetime
    ) -> tuple[int, tuple[tuple[str, str], ...]]:
        """The number of stories that were saved since then; headline and address of the newest."""
        mine = (saved.c.chat_id == chat_id, saved.c.saved_at >= since)
        async with self._database.read() as connection:
            count = await connection.scalar(select(func.count()).select_from(saved).where(*mine))
            rows = await connection.execute(
                select(saved.c.headline, saved.c.url)
                .where(*mine)
                .order_by(saved.c.saved_at.desc(), saved.c.id.desc())
                .limit(MOST)
            )
            return int(count or 0), tuple((row.headline, row.url) for row in rows)

    async def tell(
        self, chat_id: int, due_at: datetime, message: RenderedMessage | None, *, next_at: datetime,
        now: datetime,
    ) -> int:  # fmt: skip
        """Put one into the outbox, once, and plan the next; None only plans. How many parts."""
        async with self._database.write() as connection:
            planned = await connection.execute(
                update(chat)
                .where(chat.c.id == chat_id, chat.c.recap_at == due_at)
                .values(recap_at=next_at)
            )
            active = await connection.scalar(select(chat.c.status).where(chat.c.id == chat_id))
            if message is None or not planned.rowcount or active != ChatStatus.ACTIVE.value:
                return 0
            bodies = await body_ids(connection, [message], now=now)
            return await insert_once(
                connection,
                new_part(
                    alert=f"recap:{int(due_at.timestamp())}",
                    chat_id=chat_id,
                    lane=Lane.DIGEST.value,
                    body_id=bodies[message],
                    deadline_at=due_at + TOO_LATE,
                    now=now,
                ),
            )
