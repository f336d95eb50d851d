"""Editions that are too late to be worth sending: their articles go back to be told again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import PartState
from bot.store.database import Database
from bot.store.delivery_state import add_counts
from bot.store.dialect import insert_ignore
from bot.store.tables import briefing, digest, edition, outbox, subscription

#: A subscription begins with the articles of its last day.
_LOOK_BACK = timedelta(hours=24)
#: The digest of an edition that told nothing.
_NOTHING = "nothing"


class ExpiryStore:
    """Takes late editions back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def expire(self, *, now: datetime, limit: int = 500) -> int:
        """Expire what is past its deadline and of which nothing can have gone out; how many parts.

        In the same transaction the briefing's cursor goes back to before the edition and its
        stories no longer count as told, so that the next edition tells them.
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
            if not late:
                return 0
            editions = [row.edition_id for row in late if row.edition_id is not None]
            expired = await connection.execute(
                update(outbox)
                .where(
                    or_(
                        outbox.c.id.in_([row.id for row in late]),
                        outbox.c.edition_id.in_(editions),
                    ),
                    outbox.c.state.in_((PartState.READY.value, PartState.WAITING.value)),
                )
                .values(state=PartState.EXPIRED.value, done_at=now, epoch=outbox.c.epoch + 1)
            )
            if editions:
                await _take_back(connection, editions, now=now)
            parts = int(expired.rowcount)
            await add_counts(connection, [PartState.EXPIRED.value] * parts, now=now)
        return parts


async def _take_back(connection: AsyncConnection, ids: Sequence[int], *, now: datetime) -> None:
    rows = (await connection.execute(select(edition).where(edition.c.id.in_(ids)))).all()
    nothing = await _nothing(connection, now=now)
    await connection.execute(
        update(edition)
        .where(edition.c.id.in_(ids))
        .values(digest_id=nothing, window_to=edition.c.window_from)
    )
    for row in rows:
        await connection.execute(
            update(briefing)
            .where(briefing.c.id == row.briefing_id)
            .values(
                cursor=case(
                    (briefing.c.cursor > row.window_from, row.window_from),
                    else_=briefing.c.cursor,
                )
            )
        )
        await _begin_again(connection, row)


async def _begin_again(connection: AsyncConnection, row: Any) -> None:
    """Subscriptions whose first edition this was begin with their last day once more."""
    before = (
        await connection.execute(
            select(func.max(edition.c.created_at)).where(
                edition.c.briefing_id == row.briefing_id, edition.c.id < row.id
            )
        )
    ).scalar_one()
    first_here = [
        subscription.c.briefing_id == row.briefing_id,
        subscription.c.start_seq.is_(None),
        subscription.c.since_at <= row.created_at - _LOOK_BACK,
    ]
    if before is not None:
        first_here.append(subscription.c.since_at > before - _LOOK_BACK)
    await connection.execute(update(subscription).where(*first_here).values(start_seq=0))


async def _nothing(connection: AsyncConnection, *, now: datetime) -> int:
    """The id of the digest without stories."""
    await connection.execute(
        insert_ignore(connection, digest).values(fingerprint=_NOTHING, stories=[], created_at=now)
    )
    found = await connection.execute(select(digest.c.id).where(digest.c.fingerprint == _NOTHING))
    return int(found.scalar_one())
