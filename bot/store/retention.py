"""Forgets what is too old to be needed, a piece at a time, so that nobody waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    String,
    Table,
    cast,
    delete,
    exists,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.models import ChatStatus, SourceState
from bot.domain.outbox import PartState
from bot.store.database import Database
from bot.store.outbox.rows import is_open
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
    piece,
    send_count,
    source,
)
from bot.store.texts import write_out

#: Rows deleted in one transaction.
PIECE = 5000

#: How long is kept what people may still look for, and what operators may ask about.
ARTICLES = timedelta(days=90)
#: A source is read whole once a week (`bot.domain.polling.WHOLE_EVERY`) and noted once a week.
SHOWN = timedelta(days=30)
#: Longer than `bot.domain.notices.OLD_NEWS`, or a notice would be told again.
DELIVERIES = timedelta(days=35)
#: The texts of digests: longer than `bot.domain.delivery.ASK_FOR`, while one may be asked about.
TEXTS = timedelta(days=15)
#: Parts of editions that arrived whole: longer than is looked for where a story was told first
#: (`bot.services.tellings.MEMORY`), than anybody asks how much of a digest arrived, and than most
#: react to a message.
SENT = timedelta(days=7)
MATCHES = timedelta(days=14)
GONE_CHATS = timedelta(days=90)
#: Texts written out in one transaction.
_WHOLE = 200
#: A listing may be named by editions of the same day only.
_DAY = timedelta(days=1)


def _forgotten(now: datetime) -> ColumnElement[bool]:
    """True of articles that are old, and that no source shows any more.

    One that is still in its feed would be new there once more, and told again; of a source that
    cannot be read just now it is not known.
    """
    there = exists().where(
        source.c.id == article.c.source_id,
        source.c.state.not_in((SourceState.REMOVED.value, SourceState.RETIRED.value)),
        or_(article.c.shown_at >= now - SHOWN, source.c.failing_since_at.is_not(None)),
    )
    return (article.c.first_seen_at < now - ARTICLES) & ~there


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
        gone += await self._delete(outbox, outbox.c.id, _arrived_whole(now - SENT))
        gone += await self._delete(
            edition,
            edition.c.id,
            (edition.c.created_at < delivered)
            & ~exists().where(outbox.c.edition_id == edition.c.id),
        )
        gone += await self._delete(
            digest,
            digest.c.id,
            (digest.c.created_at < delivered)
            & self._database.dialect.unused(digest.c.id, edition.c.digest_id),
        )
        gone += await self._delete(
            listing,
            listing.c.id,
            (listing.c.created_at < delivered - _DAY)
            & (listing.c.created_at < await self._oldest_digest(now) - _DAY),
        )
        gone += await self._delete(
            body,
            body.c.id,
            (body.c.created_at < now - SENT)
            & self._database.dialect.unused(body.c.id, outbox.c.body_id),
        )
        await self._write_out(now - SENT)
        # texts have the pieces of their own day only
        midnight = (now - SENT).replace(hour=0, minute=0, second=0, microsecond=0)
        gone += await self._delete(piece, piece.c.id, piece.c.created_at < midnight)
        gone += await self._empty(now - TEXTS)
        gone += await self._delete(
            broadcast,
            broadcast.c.id,
            (broadcast.c.created_at < delivered)
            & ~exists().where(outbox.c.broadcast_id == broadcast.c.id),
        )
        gone += await self._delete(match, match.c.seq, match.c.seq <= old_seq)
        gone += await self._delete(article, article.c.id, _forgotten(now))
        gone += await self._delete(
            chat,
            chat.c.id,
            chat.c.status.in_((ChatStatus.GONE.value, ChatStatus.MOVED.value))
            & (chat.c.away_at < now - GONE_CHATS),
        )
        day = (now - DELIVERIES).date().isoformat()
        gone += await self._delete(send_count, send_count.c.day, send_count.c.day < day)
        return gone

    async def _oldest_digest(self, now: datetime) -> datetime:
        """The moment of the oldest digest that is kept: it cannot be read without its listings."""
        async with self._database.read() as connection:
            found = await connection.scalar(
                select(digest.c.created_at).order_by(digest.c.id).limit(1)
            )
        return found or now

    async def _empty(self, before: datetime) -> int:
        """Empty the texts of digests that are final since then; what they told is kept as ids.

        Such a text has its day in it, so that nobody sends it again; all others are left alone.
        """
        needed = (is_open(outbox)) | (outbox.c.done_at >= before) | outbox.c.edition_id.is_(None)
        old = (
            (body.c.created_at < before)
            & (body.c.html != "")
            & self._database.dialect.unused(body.c.id, outbox.c.body_id, needed)
        )
        gone = 0
        while True:
            some = select(body.c.id).where(old).limit(PIECE)
            async with self._database.write() as connection:
                emptied = await connection.execute(
                    update(body)
                    .where(body.c.id.in_(some))
                    .values(
                        html="",
                        plain="",
                        buttons=None,
                        preview="",
                        fingerprint=literal("gone:").concat(cast(body.c.id, String)),
                    )
                )
            gone += emptied.rowcount
            if emptied.rowcount < PIECE:
                return gone

    async def _write_out(self, before: datetime) -> None:
        """Let no text that is older need a piece: few are kept so long."""
        while True:
            async with self._database.write() as connection:
                if not await write_out(connection, before, limit=_WHOLE):
                    return

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


def _arrived_whole(before: datetime) -> ColumnElement[bool]:
    """Parts of editions of which all was sent before then; the edition says what they told.

    An edition that asks about a part in doubt keeps its own as long as that may be asked about.
    """
    other, asking = outbox.alias("other"), outbox.alias("asking")
    sent: ColumnElement[str] = literal_column(f"'{PartState.SENT.value}'")
    return (
        (outbox.c.done_at < before)
        & (outbox.c.state == sent)
        & outbox.c.edition_id.is_not(None)
        & ~exists().where(
            other.c.edition_id == outbox.c.edition_id,
            (other.c.state != sent) | (other.c.done_at >= before),
        )
        & outbox.c.edition_id.not_in(
            select(asking.c.asked_by).where(
                asking.c.state == literal_column(f"'{PartState.UNKNOWN.value}'"),
                asking.c.asked_by.is_not(None),
            )
        )
    )
