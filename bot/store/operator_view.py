"""Rows for operators' pages, read in one consistent view each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, distinct, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import InterestKind, SourceState
from bot.domain.operators import (
    DAYS,
    BroadcastView,
    Overview,
    QuarantinedView,
    SourceView,
    StoryMember,
    StoryView,
)
from bot.domain.outbox import PartState
from bot.domain.secrets import shown_locator
from bot.store.database import Database
from bot.store.furniture import FurnitureStore
from bot.store.kept_digests import DIGEST_COLUMNS, with_listings
from bot.store.tables import (
    article,
    briefing,
    broadcast,
    chat,
    digest,
    edition,
    interest,
    outbox,
    parting,
    source,
    subscription,
)
from bot.store.texts import read_messages
from bot.store.types import Moment

#: Hours that are looked ahead, rows of a page, words of a text that are shown.
HOURS, PAGE, _TEXT_CHARS = 24, 50, 600
_FEW = 20
#: Articles of a story that are shown, and digests that are looked through for what was told.
_MEMBERS, _DIGESTS = 12, 2000
#: Numbers in one statement.
_BATCH = 500
#: Sources that have figures of their own.
_COUNTED = 500
_LEFT = (SourceState.REMOVED.value, SourceState.RETIRED.value)


class OperatorViewStore:
    """Reads for operators; nothing names a chat."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overview(self, now: datetime) -> Overview:
        """Slots to come, what arrived lately, chats by what they are."""
        hour = timedelta(hours=1)
        begins = [literal(now + n * hour, Moment()) for n in range(HOURS + 1)]
        coming = [
            func.sum(
                case(
                    (
                        and_(
                            briefing.c.next_slot_at < begins[n + 1],
                            # what is late is counted to the first hour
                            briefing.c.next_slot_at >= begins[n] if n else literal(value=True),
                        ),
                        1,
                    ),
                    else_=0,
                )
            )
            for n in range(HOURS)
        ]
        sent = outbox.c.state == PartState.SENT.value
        async with self._database.read() as connection:
            slots = (
                await connection.execute(
                    select(*coming).where(briefing.c.next_slot_at < begins[HOURS])
                )
            ).one()
            hour_count, minute_count = (
                await connection.execute(
                    select(
                        func.count(),
                        func.sum(case((outbox.c.done_at >= now - hour / 60, 1), else_=0)),
                    ).where(sent, outbox.c.done_at >= now - hour)
                )
            ).one()
            chats: dict[str, tuple[tuple[str, int], ...]] = {}
            for name, column in (
                ("kind", chat.c.kind),
                ("status", chat.c.status),
                ("language", chat.c.language),
                ("zone", chat.c.zone),
            ):
                rows = await connection.execute(
                    select(column, func.count().label("chats"))
                    .group_by(column)
                    .order_by(func.count().desc(), column)
                    .limit(_FEW)
                )
                chats[name] = tuple((str(row[0]), int(row.chats)) for row in rows)
        counts = tuple(int(each or 0) for each in slots)
        arrived = int(minute_count or 0), int(hour_count or 0)
        return Overview(coming=counts, minute=arrived[0], hour=arrived[1], chats=chats)

    async def sources(self, *, page: int, now: datetime) -> list[SourceView]:
        """A page of sources and one more, those in trouble first."""
        trouble = case((source.c.failing_since_at.is_not(None), 0), else_=1)
        async with self._database.read() as connection:
            rows = (
                await connection.execute(
                    select(source)
                    .where(source.c.state.not_in(_LEFT))
                    .order_by(trouble, source.c.id)
                    .limit(PAGE + 1)
                    .offset(page * PAGE)
                )
            ).all()
            ids = [row.id for row in rows]
            followers = await _followers(connection, ids)
            days = await _days(connection, ids, now)
            told = await _told(connection, ids, now)
        furniture = await FurnitureStore(self._database).of_sources(ids)
        return [
            SourceView(
                id=row.id,
                title=row.title,
                locator=shown_locator(row.locator),
                state=row.state,
                language=row.language,
                last_error=row.last_error,
                failures=row.failures,
                last_success_at=row.last_success_at,
                followers=followers.get(row.id, 0),
                days=days.get(row.id, (0,) * DAYS),
                told=told.get(row.id, 0),
                furniture=furniture.get(row.id, ()),
            )
            for row in rows
        ]

    async def source_counts(self) -> tuple[dict[int, tuple[int, int]], int]:
        """Articles and failed polls in a row of operators' sources; pieces of learned furniture.

        Of the sources with most articles, so that there is an end to it.
        """
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(source.c.id, source.c.articles, source.c.failures)
                .where(source.c.public, source.c.state.not_in(_LEFT))
                .order_by(source.c.articles.desc(), source.c.id)
                .limit(_COUNTED)
            )
            counts = {row.id: (int(row.articles), int(row.failures)) for row in rows}
        furniture = await FurnitureStore(self._database).of_sources(sorted(counts))
        left_out = sum(not piece.refused for each in furniture.values() for piece in each)
        return counts, left_out

    async def stories(self, now: datetime) -> list[StoryView]:
        """The stories of two days that most sources told, and how often chats parted them."""
        recent = article.c.first_seen_at >= now - timedelta(days=2)
        count = func.count(distinct(article.c.source_id))
        async with self._database.read() as connection:
            ids = [
                row.story_id
                for row in await connection.execute(
                    select(article.c.story_id)
                    .where(recent, article.c.story_id.is_not(None))
                    .group_by(article.c.story_id)
                    .having(count > 1)
                    .order_by(count.desc(), article.c.story_id.desc())
                    .limit(PAGE)
                )
            ]
            rows = await connection.execute(
                select(
                    article.c.story_id,
                    article.c.headline,
                    article.c.lead,
                    article.c.language,
                    source.c.title,
                )
                .join(source, source.c.id == article.c.source_id)
                .where(article.c.story_id.in_(ids), recent)
                .order_by(article.c.id)
            )
            told: dict[int, list[StoryMember]] = defaultdict(list)
            counts: Counter[int] = Counter()
            for row in rows:
                counts[row.story_id] += 1
                if counts[row.story_id] <= _MEMBERS:
                    told[row.story_id].append(_member(row))
            parted = await connection.execute(
                select(article.c.story_id, func.count().label("times"))
                .join(parting, parting.c.article_id == article.c.id)
                .where(article.c.story_id.in_(ids))
                .group_by(article.c.story_id)
            )
            times = {row.story_id: int(row.times) for row in parted}
        return [
            StoryView(
                id=each,
                articles=tuple(told[each]),
                count=counts[each],
                parted=times.get(each, 0),
            )
            for each in ids
        ]

    async def parts(self, *, states: Sequence[PartState]) -> list[QuarantinedView]:
        """The newest parts in these states, with the beginning of their text."""
        async with self._database.read() as connection:
            which = outbox.c.state.in_([state.value for state in states])
            newest = select(outbox).where(which).order_by(outbox.c.id.desc()).limit(PAGE)
            rows = (await connection.execute(newest)).all()
            texts = await read_messages(connection, {row.body_id for row in rows})
            return [
                QuarantinedView(
                    id=row.id,
                    lane=row.lane,
                    state=row.state,
                    reason=row.reason,
                    error=row.error,
                    attempts=row.attempts,
                    at=row.done_at or row.not_before,
                    text=texts[row.body_id].plain[:_TEXT_CHARS],
                )
                for row in rows
            ]

    async def broadcasts(self) -> list[BroadcastView]:
        """The newest messages to everybody, and how far each is."""
        async with self._database.read() as connection:
            rows = (
                await connection.execute(
                    select(broadcast).order_by(broadcast.c.id.desc()).limit(_FEW)
                )
            ).all()
            counts = await connection.execute(
                select(
                    outbox.c.broadcast_id,
                    func.count().label("all"),
                    func.sum(case((outbox.c.state == PartState.SENT.value, 1), else_=0)),
                )
                .where(outbox.c.broadcast_id.in_([row.id for row in rows]))
                .group_by(outbox.c.broadcast_id)
            )
            progress = {row[0]: (int(row[1]), int(row[2])) for row in counts}
        return [
            BroadcastView(
                id=row.id,
                text=row.text[:_TEXT_CHARS],
                state=row.state,
                created_at=row.created_at,
                all=progress.get(row.id, (0, 0))[0],
                sent=progress.get(row.id, (0, 0))[1],
            )
            for row in rows
        ]


async def _followers(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, int]:
    """The number of briefings that follow each source itself."""
    rows = await connection.execute(
        select(interest.c.ref, func.count().label("briefings"))
        .join(subscription, subscription.c.interest_id == interest.c.id)
        .where(
            interest.c.kind == InterestKind.SOURCE.value, interest.c.ref.in_([str(n) for n in ids])
        )
        .group_by(interest.c.ref)
    )
    return {int(row.ref): int(row.briefings) for row in rows}


async def _told(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> dict[int, int]:
    """The number of articles of each source that the newest digests told."""
    since = now - timedelta(days=DAYS)
    shared = select(digest).where(digest.c.created_at >= since).order_by(digest.c.id.desc())
    alone = (
        select(*DIGEST_COLUMNS)
        .join(digest, digest.c.id == edition.c.digest_id)
        .where(edition.c.packed.is_not(None), edition.c.created_at >= since)
        .order_by(edition.c.id.desc())
    )
    rows = [
        row for some in (shared, alone) for row in await connection.execute(some.limit(_DIGESTS))
    ]
    reader = await with_listings(connection, rows)
    told = sorted(
        {
            number
            for row in rows
            for story in reader.told(row)
            for number in (*story.article_ids, story.speaker_id)
        }
    )
    counts: Counter[int] = Counter()
    for at in range(0, len(told), _BATCH):
        found = await connection.execute(
            select(article.c.source_id, func.count())
            .where(article.c.id.in_(told[at : at + _BATCH]), article.c.source_id.in_(ids))
            .group_by(article.c.source_id)
        )
        counts.update({row[0]: int(row[1]) for row in found})
    return counts


def _member(row: Any) -> StoryMember:
    return StoryMember(
        headline=row.headline, lead=row.lead, language=row.language, source=row.title
    )


async def _days(
    connection: AsyncConnection, ids: Sequence[int], now: datetime
) -> dict[int, tuple[int, ...]]:
    """New articles of each source on each of the last days."""
    day = timedelta(days=1)
    begin = now - DAYS * day
    counts = [
        func.sum(
            case(
                (
                    and_(
                        article.c.first_seen_at >= begin + n * day,
                        article.c.first_seen_at < begin + (n + 1) * day,
                    ),
                    1,
                ),
                else_=0,
            )
        )
        for n in range(DAYS)
    ]
    rows = await connection.execute(
        select(article.c.source_id, *counts)
        .where(article.c.source_id.in_(ids), article.c.first_seen_at >= begin)
        .group_by(article.c.source_id)
    )
    return {row[0]: tuple(int(each or 0) for each in row[1:]) for row in rows}
