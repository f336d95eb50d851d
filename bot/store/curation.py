"""The curator's view: uncurated articles in, their seq, story and interests out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.curation import Decision, Followables, KnownArticle, Uncurated
from bot.domain.stories import Placed
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.rows import read_interest, read_topic_rows
from bot.store.tables import (
    article,
    article_text,
    bot_state,
    interest,
    match,
    source,
    topic,
    topic_source,
)

#: The row of `bot_state` that counts changes to what can be followed. Whoever changes it and
#: the curator both lock it, so that no article falls between a new interest's look back and
#: the curator's look forward.
INTERESTS_VERSION = "interests_version"


_KNOWN = (
    article.c.id,
    article.c.seq,
    article.c.source_id,
    article.c.story_id,
    article.c.headline,
    article.c.lead,
    article.c.language,
    article.c.first_seen_at,
    article.c.edits,
)


class CurationStore:
    """Used by one curator at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def uncurated(self, limit: int) -> list[Uncurated]:
        """The oldest articles without a seq, in the order they came."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(
                    article.c.id,
                    article.c.source_id,
                    article.c.headline,
                    article.c.lead,
                    article.c.language,
                    article.c.first_seen_at,
                    article.c.is_news,
                    article.c.held,
                    source.c.public,
                    source.c.title.label("source_title"),
                    source.c.locator.label("source_locator"),
                    article_text.c.search_text,
                )
                .join(article_text, article_text.c.article_id == article.c.id)
                .join(source, source.c.id == article.c.source_id)
                .where(article.c.seq.is_(None))
                .order_by(article.c.id)
                .limit(limit)
            )
            return [Uncurated(**row._mapping) for row in rows]

    async def told_since(
        self, since: datetime, *, after_seq: int = 0, limit: int = 1000
    ) -> list[KnownArticle]:
        """Curated articles first seen since then with a seq above that, the first in order."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*_KNOWN)
                .where(article.c.seq > after_seq, article.c.first_seen_at >= since)
                .order_by(article.c.seq)
                .limit(limit)
            )
            return [KnownArticle(**row._mapping) for row in rows]

    async def reworded(self, limit: int) -> list[KnownArticle]:
        """Curated articles that were edited since."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(*_KNOWN).where(article.c.reworded).order_by(article.c.id).limit(limit)
            )
            return [KnownArticle(**row._mapping) for row in rows]

    async def put_right(self, placed: Placed, *, reworded: Sequence[KnownArticle]) -> None:
        """Write where articles belong by their new words; what was edited again meanwhile waits."""
        async with self._database.write() as connection:
            await _put_right(connection, placed)
            await connection.execute(
                update(article)
                .where(article.c.id == bindparam("article"), article.c.edits == bindparam("known"))
                .values(reworded=False),
                [{"article": each.id, "known": each.edits} for each in reworded],
            )

    async def followed_version(self) -> int:
        """The version of what can be followed."""
        async with self._database.read() as connection:
            return await _version(connection)

    async def followed(self, *, after: int, limit: int) -> Followables:
        """The first interests with a higher id, all topics, and their version."""
        async with self._database.read() as connection:
            version = await _version(connection)
            interests = await connection.execute(
                select(interest).where(interest.c.id > after).order_by(interest.c.id).limit(limit)
            )
            count = await connection.scalar(select(func.count()).select_from(interest))
            topics = await connection.execute(select(topic).order_by(topic.c.id))
            members = await connection.execute(select(topic_source))
            return Followables(
                version=version,
                count=count or 0,
                interests=tuple(read_interest(row) for row in interests),
                topics=tuple(read_topic_rows(topics, members)),
            )

    async def seal(
        self, decisions: Sequence[Decision], *, version: int, placed: Placed | None = None
    ) -> int | None:
        """Give the articles their seq, story and interests; the newest seq.

        `placed` says which stories turned out to be others, and which articles belong elsewhere.
        None when what can be followed changed since `version`: nothing was written, decide
        again. Articles sealed meanwhile by another curator keep what they have.
        """
        async with self._database.write() as connection:
            await connection.execute(
                insert_ignore(connection, bot_state), {"name": INTERESTS_VERSION, "value": 0}
            )
            now_version = (
                await connection.execute(
                    select(bot_state.c.value)
                    .where(bot_state.c.name == INTERESTS_VERSION)
                    .with_for_update()
                )
            ).scalar_one()
            if now_version != version:
                return None
            open_ids = set(
                (
                    await connection.execute(
                        select(article.c.id).where(
                            article.c.seq.is_(None),
                            article.c.id.in_([decision.article_id for decision in decisions]),
                        )
                    )
                ).scalars()
            )
            newest: int = (
                await connection.execute(select(func.coalesce(func.max(article.c.seq), 0)))
            ).scalar_one()
            places: dict[int, int] = {}
            for decision in decisions:
                if decision.article_id in open_ids:
                    newest += 1
                    places[decision.article_id] = newest
            await _write(connection, decisions, places)
            if placed is not None:
                await _put_right(connection, placed)
        return newest


async def _version(connection: AsyncConnection) -> int:
    value = (
        await connection.execute(
            select(bot_state.c.value).where(bot_state.c.name == INTERESTS_VERSION)
        )
    ).scalar_one_or_none()
    return int(value or 0)


async def _put_right(connection: AsyncConnection, placed: Placed) -> None:
    """Stories that turned out to be others first, then articles one by one."""
    if placed.stories:
        await connection.execute(
            update(article)
            .where(article.c.story_id == bindparam("old"))
            .values(story_id=bindparam("new")),
            [{"old": old, "new": new} for old, new in placed.stories.items()],
        )
    if placed.articles:
        await connection.execute(
            update(article)
            .where(article.c.id == bindparam("article"), article.c.seq.is_not(None))
            .values(story_id=bindparam("story")),
            [
                {"article": article_id, "story": story_id}
                for article_id, story_id in placed.articles.items()
            ],
        )


async def _write(
    connection: AsyncConnection, decisions: Sequence[Decision], places: Mapping[int, int]
) -> None:
    """The sealed articles and their matches."""
    if not places:
        return
    await connection.execute(
        update(article)
        .where(article.c.id == bindparam("article"))
        .values(seq=bindparam("place"), story_id=bindparam("story")),
        [
            {
                "article": decision.article_id,
                "place": places[decision.article_id],
                "story": decision.story_id,
            }
            for decision in decisions
            if decision.article_id in places
        ],
    )
    matches = [
        {
            "interest_id": interest_id,
            "seq": places[decision.article_id],
            "article_id": decision.article_id,
        }
        for decision in decisions
        if decision.article_id in places
        for interest_id in decision.interest_ids
    ]
    if matches:
        await connection.execute(insert(match), matches)
