"""Digests that were asked for before their sources were read for the first time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.editions import Asked
from bot.domain.models import InterestKind, SourceState
from bot.store.database import Database
from bot.store.tables import (
    article,
    briefing,
    edition,
    interest,
    source,
    subscription,
    topic,
    topic_source,
)

#: For so long a digest that was asked for waits for the first reading of what it is made of.
PATIENCE = timedelta(minutes=10)

#: After so long what is there already is told, and the rest when it has been read.
EARLY = timedelta(seconds=20)

#: A source added so long ago is no new one: what it has to wait for is no first reading.
_NEW = timedelta(hours=1)

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

    async def unread(self, briefing_id: int, now: datetime) -> list[str]:
        """The same without sources that were read before and only have something newer."""
        async with self._database.read() as connection:
            return await _pending(connection, briefing_id, new_since=now - _NEW)

    async def waiting(self, chat_id: int) -> bool:
        """True if one of a chat's briefings waits already."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(briefing.c.id)
                .where(briefing.c.chat_id == chat_id, briefing.c.asked_at.is_not(None))
                .limit(1)
            )
            return found.first() is not None

    async def wait(self, briefing_id: int, now: datetime) -> None:
        """Let a briefing have its digest when that is done; asking again changes nothing."""
        async with self._database.write() as connection:
            await connection.execute(
                update(briefing)
                .where(briefing.c.id == briefing_id, briefing.c.asked_at.is_(None))
                .values(asked_at=now)
            )

    async def ready(self, now: datetime) -> list[Asked]:
        """Waiting briefings that need not wait longer, each once; and those that may have a part.

        A part may be asked for again and again until there is an edition of its key.
        """
        found: list[Asked] = []
        over: list[int] = []
        async with self._database.write() as connection:
            rows = await connection.execute(
                select(briefing.c.id, briefing.c.asked_at)
                .where(briefing.c.asked_at.is_not(None))
                .order_by(briefing.c.asked_at)
                .limit(_BATCH)
                .with_for_update(skip_locked=True)
            )
            for row in rows.all():
                key = f"asked:{row.asked_at:%Y%m%d%H%M%S}"
                late = row.asked_at < now - PATIENCE
                if late or not await _pending(connection, row.id):
                    found.append(Asked(briefing_id=row.id, key=key))
                    over.append(row.id)
                    continue
                early = f"{key}:early"
                if row.asked_at <= now - EARLY and not await _told(connection, row.id, early):
                    found.append(Asked(briefing_id=row.id, key=early, early=True))
            if over:
                await connection.execute(
                    update(briefing).where(briefing.c.id.in_(over)).values(asked_at=None)
                )
        return found


async def _told(connection: AsyncConnection, briefing_id: int, key: str) -> bool:
    """True if a briefing has an edition of this key."""
    found = await connection.execute(
        select(edition.c.id)
        .where(edition.c.briefing_id == briefing_id, edition.c.slot == f"now:{key}")
        .limit(1)
    )
    return found.first() is not None


async def _pending(
    connection: AsyncConnection, briefing_id: int, *, new_since: datetime | None = None
) -> list[str]:
    """Titles of sources whose first reading is not over, or that have what is not sequenced."""
    followed = await connection.execute(
        select(interest.c.kind, interest.c.ref)
        .join(subscription, subscription.c.interest_id == interest.c.id)
        .where(subscription.c.briefing_id == briefing_id)
    )
    rows = followed.all()
    topics = _refs(rows, InterestKind.TOPIC)
    members = select(topic_source.c.source_id).where(topic_source.c.topic_id.in_(topics))
    mine = or_(source.c.id.in_(_refs(rows, InterestKind.SOURCE)), source.c.id.in_(members))
    worded = exists().where(topic.c.id.in_(topics), topic.c.words != "")
    if any(row.kind == InterestKind.QUERY.value for row in rows):
        mine = or_(mine, source.c.public)  # words are looked for in all of them
    elif topics:
        mine = or_(mine, and_(source.c.public, worded))
    waiting: ColumnElement[bool] = exists().where(
        article.c.source_id == source.c.id, article.c.seq.is_(None)
    )
    if new_since is not None:
        waiting = and_(waiting, source.c.added_at >= new_since)
    titles = await connection.execute(
        select(source.c.title)
        .where(
            mine,
            source.c.state == SourceState.ACTIVE.value,
            # one that could not be read is waited for no longer
            or_(and_(~source.c.settled, source.c.failures == 0), waiting),
        )
        .order_by(source.c.id)
    )
    return list(titles.scalars())


def _refs(rows: Iterable[Any], kind: InterestKind) -> list[int]:
    return [int(row.ref) for row in rows if row.kind == kind.value]
