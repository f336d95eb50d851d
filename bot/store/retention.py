"""Forgets what is too old to be needed, a piece at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Table, delete, exists, select

from bot.domain.models import ChatStatus
from bot.store.database import Database
from bot.store.tables import (
    article,
    body,
    broadcast,
    chat,
    digest,
    edition,
    listing,
    match,
    outbox,
    send_count,
)

#: Rows deleted in one transaction.
PIECE = 5000

#: How long is kept what people may still look for, and what operators may ask about.
ARTICLES = timedelta(days=90)
#: Longer than `bot.domain.notices.OLD_NEWS`, or a notice would be told again.
DELIVERIES = timedelta(days=35)
MATCHES = timedelta(days=14)
GONE_CHATS = timedelta(days=90)
#: A listing may be named by editions of the same day only.
_DAY = timedelta(days=1)


class RetentionStore:
    """Deletes by age."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def clean(self, *, now: datetime) -> int:
        """Delete what is older than its time; how many rows.

        Children before parents: texts and digests go when no part or edition needs them.
        """
        delivered = now - DELIVERIES
        old_seq = (
            select(article.c.seq)
            .where(article.c.first_seen_at < now - MATCHES, article.c.seq.is_not(None))
            .order_by(article.c.seq.desc())
            .limit(1)
            .scalar_subquery()
        )
        gone = 0
        gone += await self._delete(outbox, outbox.c.id, outbox.c.done_at < delivered)
        gone += await self._delete(
            edition,
            edition.c.id,
            (edition.c.created_at < delivered)
            & ~exists().where(outbox.c.edition_id == edition.c.id),
        )
        gone += await self._delete(
            digest,
            digest.c.id,
            (digest.c.created_at < delivered) & ~exists().where(edition.c.digest_id == digest.c.id),
        )
        gone += await self._delete(listing, listing.c.id, listing.c.created_at < delivered - _DAY)
        gone += await self._delete(
            body,
            body.c.id,
            (body.c.created_at < delivered) & ~exists().where(outbox.c.body_id == body.c.id),
        )
        gone += await self._delete(
            broadcast,
            broadcast.c.id,
            (broadcast.c.created_at < delivered)
            & ~exists().where(outbox.c.broadcast_id == broadcast.c.id),
        )
        gone += await self._delete(match, match.c.seq, match.c.seq <= old_seq)
        gone += await self._delete(article, article.c.id, article.c.first_seen_at < now - ARTICLES)
        gone += await self._delete(
            chat,
            chat.c.id,
            chat.c.status.in_((ChatStatus.GONE.value, ChatStatus.MOVED.value))
            & (chat.c.created_at < now - GONE_CHATS),
        )
        day = (now - DELIVERIES).date().isoformat()
        gone += await self._delete(send_count, send_count.c.day, send_count.c.day < day)
        return gone

    async def _delete(
        self, table: Table, key: ColumnElement[object], condition: ColumnElement[bool]
    ) -> int:
        """Delete the rows of a condition, `PIECE` at a time."""
        gone = 0
        while True:
            some = select(key).where(condition).limit(PIECE)
            async with self._database.write() as connection:
                deleted = await connection.execute(delete(table).where(key.in_(some), condition))
            gone += deleted.rowcount
            if deleted.rowcount < PIECE:
                return gone
