"""Interests: all that can be followed: topics and interests, each with its matches of the last
days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import InputError
from bot.domain.models import Interest, InterestKind, Topic
from bot.domain.query import parse_query
from bot.store.curation import INTERESTS_VERSION
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.rows import read_interest, read_topic_rows
from bot.store.search import answered_in_time, matches
from bot.store.tables import (
    article,
    article_text,
    bot_state,
    briefing,
    interest,
    match,
    source,
    subscription,
    topic,
    topic_source,
)

#: How far back a new interest is filled in.
_MATCHED_BACK = timedelta(days=3)

#: Everybody's sources.
_PUBLIC = select(source.c.id).where(source.c.public)
_NAMED = select(interest).where(
    interest.c.kind == bindparam("kind"), interest.c.ref == bindparam("ref")
)
_MEMBERS = select(topic_source)
_TOPICS = select(topic).order_by(topic.c.title)


class InterestStore:
    """Topics and interests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ensure(self, kind: InterestKind, ref: str, title: str, now: datetime) -> Interest:
        """The interest, made and filled in with the matches of the last days when it is new.

        `ref` is a source's or topic's id as text, or a query as `Query.normalised` gives it.

        Raises:
            InputError: the query takes the database too long; the source is gone.
        """
        with answered_in_time("/subscribe central bank"):
            return await self._ensure(kind, ref, title, now)

    async def _ensure(self, kind: InterestKind, ref: str, title: str, now: datetime) -> Interest:
        async with self._database.write() as connection:
            if kind is InterestKind.SOURCE:
                await _hold_source(connection, int(ref))
            found = await _find(connection, kind, ref)
            if found is None:
                await count_change(connection)
                await connection.execute(
                    insert_ignore(connection, interest),
                    {"kind": kind.value, "ref": ref, "title": title[:200]},
                )
                found = await _find(connection, kind, ref)
                assert found is not None
                await _fill_in(connection, found, now=now)
        return found

    async def topics(self) -> list[Topic]:
        """All topics by title."""
        async with self._database.read() as connection:
            return await read_topics(connection)

    async def get_topic(self, name: str) -> Topic | None:
        """The topic with this name or title, whatever the case, or None."""
        wanted = name.strip().casefold()
        for found in await self.topics():
            if wanted in (found.name.casefold(), found.title.casefold()):
                return found
        return None

    async def add_topic(
        self,
        *,
        name: str,
        title: str = "",
        words: str = "",
        source_ids: Sequence[int] = (),
        now: datetime,
    ) -> Topic:
        """Add a topic, or add words and sources to the one with this name.

        Raises:
            InputError: the words are no query; a source is not there or somebody's own.
        """
        if words:
            parse_query(words)
        async with self._database.write() as connection:
            await count_change(connection)
            await connection.execute(
                insert_ignore(connection, topic),
                {"name": name, "title": title or name.replace("-", " ").capitalize(), "words": ""},
            )
            topic_id = (
                await connection.execute(select(topic.c.id).where(topic.c.name == name))
            ).scalar_one()
            changes = {key: value for key, value in (("title", title), ("words", words)) if value}
            if changes:
                await connection.execute(
                    update(topic).where(topic.c.id == topic_id).values(changes)
                )
            if source_ids:
                await _check_sources(connection, source_ids)
                await connection.execute(
                    insert_ignore(connection, topic_source),
                    [{"topic_id": topic_id, "source_id": number} for number in source_ids],
                )
            followed = await _find(connection, InterestKind.TOPIC, str(topic_id))
            if followed is not None:
                await _fill_in(connection, followed, now=now)
            return next(item for item in await read_topics(connection) if item.id == topic_id)

    async def remove_topic(self, name: str) -> bool:
        """Remove a topic; who followed it no longer does. False when there is none."""
        async with self._database.write() as connection:
            topic_id = (
                await connection.execute(select(topic.c.id).where(topic.c.name == name))
            ).scalar_one_or_none()
            if topic_id is None:
                return False
            await count_change(connection)
            await connection.execute(
                delete(interest).where(
                    interest.c.kind == InterestKind.TOPIC.value, interest.c.ref == str(topic_id)
                )
            )
            await connection.execute(delete(topic).where(topic.c.id == topic_id))
        return True


async def count_change(connection: AsyncConnection) -> None:
    """Count one change; holds the curator off until this transaction ends."""
    await connection.execute(
        insert_ignore(connection, bot_state), {"name": INTERESTS_VERSION, "value": 0}
    )
    version = (
        await connection.execute(
            select(bot_state.c.value).where(bot_state.c.name == INTERESTS_VERSION).with_for_update()
        )
    ).scalar_one()
    await connection.execute(
        update(bot_state).where(bot_state.c.name == INTERESTS_VERSION).values(value=version + 1)
    )


async def _hold_source(connection: AsyncConnection, source_id: int) -> None:
    """Keep a source from being deleted meanwhile, as nobody followed it."""
    held = select(source.c.id).where(source.c.id == source_id).with_for_update(read=True)
    if await connection.scalar(held) is None:
        raise InputError("That is no longer there.", example="/topics", key="error.offer_gone")


async def _check_sources(connection: AsyncConnection, source_ids: Sequence[int]) -> None:
    """A person's own feed is no topic: it would be shown to everybody."""
    found = await connection.execute(_PUBLIC.where(source.c.id.in_(source_ids)))
    if missing := sorted(set(source_ids) - set(found.scalars())):
        raise InputError(
            f"There is no source {missing[0]}.",
            example="/sources",
            key="error.no_source",
            values={"id": str(missing[0])},
        )


async def _find(connection: AsyncConnection, kind: InterestKind, ref: str) -> Interest | None:
    row = (await connection.execute(_NAMED, {"kind": kind.value, "ref": ref})).one_or_none()
    return read_interest(row) if row else None


async def read_topics(connection: AsyncConnection) -> list[Topic]:
    """All topics by title."""
    members = await connection.execute(_MEMBERS)
    rows = await connection.execute(_TOPICS)
    return read_topic_rows(rows, members)


async def _fill_in(connection: AsyncConnection, found: Interest, *, now: datetime) -> None:
    """Write the matches of articles curated before the interest was there."""
    since = now - _MATCHED_BACK
    # the sum keeps PostgreSQL from walking the ids from the first one on
    oldest = select(func.min(article.c.id + 0)).where(article.c.first_seen_at >= since)
    first = await connection.scalar(oldest) or 0
    rows = select(article.c.id, article.c.seq).where(
        article.c.seq.is_not(None),
        or_(article.c.is_news, article.c.held),
        article.c.first_seen_at >= since,
        await _condition(connection, found, first),
    )
    matched = [
        {"interest_id": found.id, "seq": row.seq, "article_id": row.id}
        for row in await connection.execute(rows)
    ]
    if matched:
        await connection.execute(insert_ignore(connection, match), matched)


async def _condition(
    connection: AsyncConnection, found: Interest, first: int
) -> ColumnElement[bool]:
    """The articles from an id on that belong to an interest."""
    if found.kind is InterestKind.SOURCE:
        return article.c.source_id == int(found.ref)
    if found.kind is InterestKind.QUERY:
        return _words(connection, found.ref, first)
    row = (
        await connection.execute(select(topic.c.words).where(topic.c.id == int(found.ref)))
    ).one_or_none()
    if row is None:
        return false()
    members = select(topic_source.c.source_id).where(topic_source.c.topic_id == int(found.ref))
    conditions: list[ColumnElement[bool]] = [
        and_(article.c.source_id.in_(members), article.c.source_id.in_(_PUBLIC))
    ]
    if row.words:
        conditions.append(_words(connection, row.words, first))
    return or_(*conditions)


def _words(connection: AsyncConnection, words: str, first: int) -> ColumnElement[bool]:
    """Articles of everybody's sources that answer the words."""
    answers = select(article_text.c.article_id).where(
        matches(connection, parse_query(words, strict=False), first=first)
    )
    return and_(article.c.id.in_(answers), article.c.source_id.in_(_PUBLIC))


async def leave(
    connection: AsyncConnection, briefing_ids: Sequence[int], interest_id: int | None = None
) -> int:
    """End subscriptions of a chat's briefings, all or those to one interest; how many.

    A feed that people brought remembers who was the last to leave it: when they are forgotten, it
    is nobody else's.
    """
    theirs: ColumnElement[bool] = subscription.c.briefing_id.in_(briefing_ids)
    if interest_id is not None:
        theirs &= subscription.c.interest_id == interest_id
    left = (await connection.execute(select(subscription.c.interest_id).where(theirs))).scalars()
    ids = list(left)
    if not ids:
        return 0
    await connection.execute(delete(subscription).where(theirs))
    refs = select(interest.c.ref).where(
        interest.c.id.in_(ids),
        interest.c.kind == InterestKind.SOURCE.value,
        ~exists().where(subscription.c.interest_id == interest.c.id),
    )
    whose = select(briefing.c.chat_id).where(briefing.c.id.in_(briefing_ids)).limit(1)
    await connection.execute(
        update(source)
        .where(~source.c.public, cast(source.c.id, String).in_(refs))
        .values(left_by=whose.scalar_subquery())
    )
    return len(ids)
