"""Retires what people brought and nobody follows any more, so that it is not read for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, cast, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import ChatStatus, InterestKind, SourceState
from bot.store.database import Database
from bot.store.interests import count_change
from bot.store.sources import back_unless
from bot.store.tables import (
    article,
    briefing,
    chat,
    interest,
    source,
    subscription,
    topic_source,
)

#: A source that nobody follows is polled for so long, and for as long again as until the next
#: looks (an hour each): less than a day.
GRACE = timedelta(hours=22)

#: Chats that may come back by themselves, and want to find what they followed.
_THERE = (ChatStatus.ACTIVE.value, ChatStatus.BLOCKED.value)
_POLLED = (SourceState.ACTIVE.value, SourceState.FAILING.value, SourceState.GONE.value)


class OrphanStore:
    """Sources and words that nobody follows."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def retire(self, now: datetime) -> int:
        """Retire sources after their grace, and forget words; how many rows.

        Articles of a retired source stay for search as long as all articles do; then the source
        goes, too. Somebody who follows it again brings it back.
        """
        brought = or_(
            ~source.c.public & ~exists().where(topic_source.c.source_id == source.c.id),
            # of the catalogue: everybody's, and no operator's
            source.c.public & ~source.c.trusted,
        )
        within = select(cast(topic_source.c.topic_id, String)).where(
            topic_source.c.source_id == source.c.id
        )
        followed = (
            exists()
            .where(
                or_(
                    (interest.c.kind == InterestKind.SOURCE.value)
                    & (interest.c.ref == cast(source.c.id, String)),
                    (interest.c.kind == InterestKind.TOPIC.value)
                    & interest.c.ref.in_(within.correlate(source)),
                ),
                subscription.c.interest_id == interest.c.id,
                briefing.c.id == subscription.c.briefing_id,
                chat.c.id == briefing.c.chat_id,
                chat.c.status.in_(_THERE),
            )
            .correlate(source)
        )
        polled = source.c.state.in_(_POLLED)
        async with self._database.write() as connection:
            await connection.execute(
                update(source)
                .where(or_(source.c.unfollowed_at.is_not(None), ~polled), brought, followed)
                .where(source.c.state != SourceState.REMOVED.value)
                .values(unfollowed_at=None, **back_unless(polled, now))
            )
            await connection.execute(
                update(source)
                .where(brought, polled, source.c.unfollowed_at.is_(None), ~followed)
                .values(unfollowed_at=now)
            )
            retired = await connection.execute(
                update(source)
                .where(brought, polled, source.c.unfollowed_at <= now - GRACE, ~followed)
                .values(state=SourceState.RETIRED.value)
            )
            empty = await connection.execute(
                delete(source).where(
                    source.c.state == SourceState.RETIRED.value,
                    ~exists().where(article.c.source_id == source.c.id),
                    ~followed,
                )
            )
            words = await _forget_words(connection)
        return retired.rowcount + empty.rowcount + words


async def _forget_words(connection: AsyncConnection) -> int:
    """Forget words and private sources as interests: every article is compared with each."""
    unfollowed = ~exists().where(subscription.c.interest_id == interest.c.id)
    retired = select(cast(source.c.id, String)).where(source.c.state == SourceState.RETIRED.value)
    which = unfollowed & or_(
        interest.c.kind == InterestKind.QUERY.value,
        (interest.c.kind == InterestKind.SOURCE.value) & interest.c.ref.in_(retired),
    )
    if (await connection.execute(select(interest.c.id).where(which).limit(1))).first() is None:
        return 0
    await count_change(connection)
    return (await connection.execute(delete(interest).where(which))).rowcount
