"""Many chats that follow the news, and the news, written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from bot.domain.models import ChatKind, Interest, InterestKind
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.tables import article, briefing, chat, subscription
from tests.support.articles import add_source, store
from tests.support.people import publish_articles


async def followed(database: Database, now: datetime) -> Interest:
    """What everybody follows."""
    source = await add_source(database, "news", now=now)
    await store(database, source, now=now)  # it was read before
    return await InterestStore(database).ensure(
        InterestKind.SOURCE, str(source.id), source.title, now
    )


async def add_readers(
    database: Database,
    places: Iterable[tuple[int, int]],
    *,
    kind: ChatKind,
    now: datetime,
    due_at: datetime,
    zone: str = "UTC",
) -> None:
    """Chats by their numbers and threads that follow the news, daily at the time it is first due."""
    interest = await followed(database, now)
    times = due_at.astimezone(ZoneInfo(zone)).strftime("%H:%M")
    async with database.write() as connection:
        await connection.execute(
            insert(chat),
            [
                {"telegram_id": number, "thread_id": thread_id, "kind": kind.value}
                | {"status": "active", "created_at": now, "zone": zone, "set_at": now}
                for number, thread_id in places
            ],
        )
        have = select(briefing.c.chat_id)
        ids = (await connection.execute(select(chat.c.id).where(chat.c.id.not_in(have)))).scalars()
        rows = await connection.execute(
            insert(briefing).returning(briefing.c.id),
            [
                {"chat_id": number, "name": "main", "times": times, "cursor": 0}
                | {"weekdays": "0123456", "max_stories": 10, "next_slot_at": due_at}
                for number in ids
            ],
        )
        await connection.execute(
            insert(subscription),
            [
                {"briefing_id": number, "interest_id": interest.id, "since_at": now}
                | {"start_seq": 0, "position": 1, "urgent": False}
                for number in rows.scalars()
            ],
        )


async def tell(database: Database, headline: str, *, seq: int, now: datetime) -> None:
    """An article that everybody's next digest is to tell."""
    await publish_articles(
        database,
        await followed(database, now),
        {seq: now},
        seen_at=now,
        headline=headline,
    )
    async with database.write() as connection:
        await connection.execute(update(article).values(story_id=article.c.id))
