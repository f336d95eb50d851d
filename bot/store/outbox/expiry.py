"""Editions that are too late to be worth sending."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import literal_column, or_, select

from bot.domain.delivery import ASK_FOR
from bot.domain.models import ChatStatus
from bot.domain.outbox import PartState
from bot.store.database import Database
from bot.store.delivery_state import add_counts
from bot.store.outbox.states import end_pending
from bot.store.outbox.taking_back import end_editions
from bot.store.tables import chat, outbox


class ExpiryStore:
    """Takes late editions back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def expire(self, *, now: datetime, limit: int = 500) -> int:
        """Expire what is past its deadline and of which nothing can have gone out; how many parts.

        The next editions tell what these would have told. The rest of an edition that had begun
        when its chat left is kept for it as long as its articles could still be told.
        """
        async with self._database.write() as connection:
            clock = self._database.lease_now(now)
            late = (
                await connection.execute(
                    select(outbox.c.id, outbox.c.edition_id)
                    .where(
                        outbox.c.state == literal_column("'ready'"),
                        outbox.c.part == literal_column("1"),
                        outbox.c.deadline_at <= now,
                        outbox.c.ambiguous == 0,
                        outbox.c.rescues == 0,
                        or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= clock),
                    )
                    .limit(limit)
                    .with_for_update(skip_locked=True)
                )
            ).all()
            editions = [row.edition_id for row in late if row.edition_id is not None]
            parts = await end_editions(connection, editions, now=now, state=PartState.EXPIRED)
            alone = outbox.c.id.in_([row.id for row in late if row.edition_id is None])
            parts += len(await end_pending(connection, alone, PartState.EXPIRED, now=now))
            left = select(chat.c.id).where(
                chat.c.status.in_((ChatStatus.BLOCKED.value, ChatStatus.GONE.value))
            )
            await end_pending(
                connection,
                (outbox.c.created_at < now - ASK_FOR) & outbox.c.chat_id.in_(left),
                PartState.CANCELLED,
                now=now,
            )
            await add_counts(connection, [PartState.EXPIRED.value] * parts, now=now)
        return parts
