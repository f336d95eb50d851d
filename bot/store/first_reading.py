"""Digests that were asked for before their sources were read for the first time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import InterestKind, SourceState
from bot.store.database import Database
from bot.store.tables import article, briefing, interest, source, subscription, topic_source

#: For so long a digest that was asked for waits for the first reading of what it is made of.
PATIENCE = timedelta(minutes=10)

#: Waiting briefings looked at in one go.
_BATCH = 100


class FirstReadingStore:
    """Briefings that wait, and what they wait for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pending(self, briefing_id: int) -> list[str]:
        """The titles of a briefing's sources whose first reading is under way."""
        async with self._database.read() as connection:
            return await _pending(connection, briefing_id)

    async def wait(self, briefing_id: int, now: datetime) -> None:
        """Let a briefing have its digest when that is done; asking again changes nothing."""
        async with self._database.write() as connection:
            await connection.execute(
                update(briefing)
                .where(briefing.c.id == briefing_id, briefing.c.asked_at.is_(None))
                .values(asked_at=now)
            )

    async def ready(self, now: datetime) -> list[tuple[int, datetime]]:
        """Waiting briefings that need not wait longer, and since when they did; each once."""
        found: list[tuple[int, datetime]] = []
        async with self._database.write() as connection:
            rows = await connection.execute(
                select(briefing.c.id, briefing.c.asked_at)
                .where(briefing.c.asked_at.is_not(None))
                .order_by(briefing.c.asked_at)
                .limit(_BATCH)
                .with_for_update(skip_locked=True)
            )
            for row in rows.all():
                late = row.asked_at < now - PATIENCE
                if late or not await _pending(connection, row.id):
                    found.append((row.id, row.asked_at))
            await connection.execute(
                update(briefing)
                .where(briefing.c.id.in_([briefing_id for briefing_id, _ in found]))
                .values(asked_at=None)
            )
        return found


async def _pending(connection: AsyncConnection, briefing_id: int) -> list[str]:
    followed = await connection.execute(
        select(interest.c.kind, interest.c.ref)
        .join(subscription, subscription.c.interest_id == interest.c.id)
        .where(subscription.c.briefing_id == briefing_id)
    )
    rows = followed.all()
    topics = _refs(rows, InterestKind.TOPIC)
    members = select(topic_source.c.source_id).where(topic_source.c.topic_id.in_(topics))
    waiting = exists().where(article.c.source_id == source.c.id, article.c.seq.is_(None))
    titles = await connection.execute(
        select(source.c.title)
        .where(
            or_(source.c.id.in_(_refs(rows, InterestKind.SOURCE)), source.c.id.in_(members)),
            source.c.state == SourceState.ACTIVE.value,
            or_(source.c.last_success_at.is_(None), waiting),
        )
        .order_by(source.c.id)
    )
    return list(titles.scalars())


def _refs(rows: Iterable[Any], kind: InterestKind) -> list[int]:
    return [int(row.ref) for row in rows if row.kind == kind.value]
