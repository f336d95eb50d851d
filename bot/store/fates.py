"""The status of articles in one chat (`/why`), read from its editions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Row, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.fates import Edited, StoryFacts
from bot.domain.models import Article, InterestKind
from bot.domain.sight import Sight
from bot.store.database import Database
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.rows import ARTICLE_COLUMNS, article_of
from bot.store.sight import visible
from bot.store.tables import (
    alert,
    article,
    briefing,
    digest,
    edition,
    interest,
    match,
    source,
    subscription,
    topic_source,
)

#: Links are looked for among articles of so many days, which the index of their times finds.
LINK_DAYS = 35
#: Editions of a chat that are looked at; about two months of two a day are kept.
EDITIONS = 150

_CHAT: BindParameter[Any] = bindparam("chat")
_ARTICLES: BindParameter[Any] = bindparam("articles", expanding=True)
_EDITIONS = (
    select(edition.c.created_at, *DIGEST_COLUMNS)
    .join(digest, digest.c.id == edition.c.digest_id)
    .where(edition.c.chat_id == _CHAT)
    .order_by(edition.c.created_at.desc(), edition.c.id.desc())
    .limit(EDITIONS)
)
_MEMBERS = select(article.c.id, article.c.story_id).where(
    article.c.story_id.in_(bindparam("stories", expanding=True))
)
_ALERTS = select(alert.c.article_id, alert.c.told_at).where(
    alert.c.chat_id == _CHAT, alert.c.article_id.in_(_ARTICLES), alert.c.told_at.is_not(None)
)
#: For each article what a chat follows that has it.
_FOLLOWED = (
    select(
        match.c.article_id,
        interest.c.title,
        subscription.c.words,
        (match.c.seq > func.coalesce(subscription.c.start_seq, briefing.c.cursor)).label("to_come"),
    )
    .join(subscription, subscription.c.interest_id == match.c.interest_id)
    .join(interest, interest.c.id == subscription.c.interest_id)
    .join(briefing, briefing.c.id == subscription.c.briefing_id)
    .where(briefing.c.chat_id == _CHAT, match.c.article_id.in_(_ARTICLES))
    .order_by(match.c.article_id, briefing.c.id, subscription.c.position)
)
_REFS = (
    select(interest.c.kind, interest.c.ref)
    .join(subscription, subscription.c.interest_id == interest.c.id)
    .join(briefing, briefing.c.id == subscription.c.briefing_id)
    .where(briefing.c.chat_id == _CHAT)
)
_TOPIC_SOURCES = select(topic_source.c.source_id).where(
    topic_source.c.topic_id.in_(bindparam("topics", expanding=True))
)


class FateStore:
    """Reads what became of articles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_link(
        self, links: Sequence[str], *, sight: Sight, now: datetime, limit: int
    ) -> list[Article]:
        """Articles with one of these addresses, the newest first."""
        seen, given = visible(sight)
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*ARTICLE_COLUMNS)
                .join(source, source.c.id == article.c.source_id)
                .where(
                    article.c.first_seen_at > now - timedelta(days=LINK_DAYS),
                    article.c.url.in_(links),
                    seen,
                )
                .order_by(article.c.id.desc())
                .limit(limit),
                given,
            )
            return [article_of(row) for row in rows]

    async def facts(self, found: Sequence[Article], chat_id: int) -> list[StoryFacts]:
        """The stored facts about these articles in a chat."""
        stories = [one.story_id for one in found if one.story_id is not None]
        members: dict[int, set[int]] = {}
        alerts: dict[int, datetime] = {}
        followed: dict[int, list[Row[Any]]] = {}
        async with self._database.read() as connection:
            rows = (await connection.execute(_EDITIONS, {"chat": chat_id})).all()
            kept = await with_listings(connection, rows)
            editions = [
                Edited(at=row.created_at, told=kept.told(row), left=kept.left(row)) for row in rows
            ]
            if stories:
                for row in await connection.execute(_MEMBERS, {"stories": stories}):
                    members.setdefault(row.story_id, set()).add(row.id)
            every = [number for ids in members.values() for number in ids]
            if every:
                given = {"chat": chat_id, "articles": every}
                for row in await connection.execute(_ALERTS, given):
                    alerts[row.article_id] = row.told_at
                following = await connection.execute(_FOLLOWED, given)
                for having in following.all():
                    followed.setdefault(having.article_id, []).append(having)
            sources = await _followed_sources(connection, chat_id)
        return [
            _facts(
                one, sources, members.get(one.story_id or 0, {one.id}), editions, alerts, followed
            )
            for one in found
        ]


async def _followed_sources(connection: AsyncConnection, chat_id: int) -> set[int]:
    """The ids of the sources that a chat follows, themselves or in a topic.

    What stood in a source when it was added, or is old, is matched with nothing that is followed.
    """
    rows = (await connection.execute(_REFS, {"chat": chat_id})).all()
    topics = [int(row.ref) for row in rows if row.kind == InterestKind.TOPIC.value]
    found = {int(row.ref) for row in rows if row.kind == InterestKind.SOURCE.value}
    if topics:
        members = await connection.execute(_TOPIC_SOURCES, {"topics": topics})
        found.update(members.scalars())
    return found


def _facts(
    one: Article,
    sources: set[int],
    members: set[int],
    editions: Sequence[Edited],
    alerts: dict[int, datetime],
    followed: dict[int, list[Row[Any]]],
) -> StoryFacts:
    mine = members | {one.id}
    having = [row for number in sorted(mine) for row in followed.get(number, ())]
    return StoryFacts(
        article=one,
        members=frozenset(mine),
        editions=editions,
        alerted_at=next((alerts[number] for number in sorted(mine) if number in alerts), None),
        followed=one.source_id in sources or bool(having),
        to_come=any(row.to_come for row in having),
        follows=[(row.title, row.words) for row in having],
    )
