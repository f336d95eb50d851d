"""The followers to be told that a source fails, and the outbox rows that tell it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import FetchReason
from bot.domain.models import ChatKind, ChatStatus, InterestKind, SourceState
from bot.domain.notices import (
    FEWEST_FAILURES,
    OLD_NEWS,
    QUIET_FOR,
    REFUSED_FOR,
    SILENT_FOR,
    STORY_OVER,
    LostTopic,
    Notice,
    Refusing,
    StoryOver,
    Untold,
    alert_prefix,
)
from bot.domain.outbox import Lane
from bot.domain.outcomes import RefusalReason
from bot.store.database import Database
from bot.store.interests import leave
from bot.store.outbox.insert import body_ids, insert_once, new_part
from bot.store.tables import article, briefing, chat, interest, match, outbox, source, subscription


class NoticeStore:
    """Failing sources and those who follow them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def untold(self, *, now: datetime, limit: int) -> list[Untold]:
        """Chats to be told, at the most so many.

        One that rests is told when it no longer does, if the source then still fails.
        """
        found: list[Untold] = []
        async with self._database.read() as connection:
            for row in (await connection.execute(_failing(now))).all():
                found += await _followers(connection, row, now=now, limit=limit - len(found))
                if len(found) >= limit:
                    break
        return found

    async def tell(self, notices: Sequence[Notice], *, now: datetime) -> int:
        """Put notices into the outbox, all or nothing; how many were not there yet.

        A source that was read again in the meantime is not spoken of.
        """
        async with self._database.write() as connection:
            rows = await connection.execute(
                select(source.c.id, source.c.failing_since_at).where(
                    source.c.id.in_(
                        {n.about.source_id for n in notices if isinstance(n.about, Untold)}
                    )
                )
            )
            since = {row.id: row.failing_since_at for row in rows}
            told = 0
            for each in notices:
                about = each.about
                if isinstance(about, Untold) and since.get(about.source_id) == about.since_at:
                    told += await _add(connection, each, now=now)
        return told

    async def refusing(self, *, now: datetime, limit: int) -> list[Refusing]:
        """Chats that have refused what is sent to them for a while, whose owners were not told.

        Missing rights are told once for a chat with all its threads.
        """
        owner = chat.alias("owner")
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(
                    chat.c.id,
                    chat.c.telegram_id,
                    chat.c.title,
                    chat.c.refused_at,
                    chat.c.refused_reason,
                    owner.c.id.label("owner_id"),
                    owner.c.language,
                    owner.c.zone,
                )
                .join(owner, (owner.c.telegram_id == chat.c.set_by) & (owner.c.thread_id == 0))
                .where(
                    chat.c.refused_at <= now - REFUSED_FOR,
                    chat.c.status == ChatStatus.ACTIVE.value,
                    owner.c.status == ChatStatus.ACTIVE.value,
                    owner.c.id != chat.c.id,
                )
                .order_by(chat.c.id)
            )
            found: dict[str, Refusing] = {}
            seen: set[tuple[int, bool]] = set()
            for row in rows:
                closed = row.refused_reason != RefusalReason.NO_RIGHTS.value
                if not closed and (row.telegram_id, closed) in seen:
                    continue
                seen.add((row.telegram_id, closed))
                each = Refusing(
                    chat_id=row.owner_id,
                    language=row.language,
                    zone=row.zone,
                    title=row.title,
                    refusing_id=row.id,
                    since_at=row.refused_at,
                    closed=closed,
                )
                found[each.alert] = each
            for at in range(0, len(found), 500):
                names = list(found)[at : at + 500]
                told = await connection.execute(
                    select(outbox.c.alert).where(outbox.c.alert.in_(names))
                )
                for row in told.all():
                    del found[row.alert]
        return list(found.values())[:limit]

    async def lost_topics(self, *, limit: int) -> list[LostTopic]:
        """Chats whose topic was deleted, and that were not told."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(chat.c.id, chat.c.language, chat.c.lost_thread_at)
                .where(chat.c.lost_thread_at.is_not(None), chat.c.status == ChatStatus.ACTIVE.value)
                .limit(limit)
            )
            return [
                LostTopic(chat_id=row.id, language=row.language, since_at=row.lost_thread_at)
                for row in rows
            ]

    async def over(self, *, now: datetime, limit: int) -> list[StoryOver]:
        """Stories that are followed and of which there was no news for `STORY_OVER`.

        A chat that rests is told, and its story ends, when it no longer does.
        """
        begin, listener = now - STORY_OVER, chat.alias("listener")
        news = (
            exists()
            .where(match.c.interest_id == subscription.c.interest_id)
            .where(article.c.id == match.c.article_id, article.c.first_seen_at > begin)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(
                    subscription.c.briefing_id,
                    subscription.c.interest_id,
                    subscription.c.story_at,
                    interest.c.title,
                    listener.c.id.label("chat_id"),
                    listener.c.language,
                )
                .join(interest, interest.c.id == subscription.c.interest_id)
                .join(briefing, briefing.c.id == subscription.c.briefing_id)
                .join(chat, chat.c.id == briefing.c.chat_id)
                .join(listener, listener.c.id == _listener_id())
                .where(
                    subscription.c.story_at <= begin,
                    chat.c.status == ChatStatus.ACTIVE.value,
                    or_(chat.c.paused_until.is_(None), chat.c.paused_until <= now),
                    ~news,
                )
                .limit(limit)
            )
            return [
                StoryOver(
                    briefing_id=row.briefing_id,
                    interest_id=row.interest_id,
                    chat_id=row.chat_id,
                    language=row.language,
                    title=row.title,
                    since_at=row.story_at,
                )
                for row in rows
            ]

    async def say(self, notices: Sequence[Notice], *, now: datetime) -> int:
        """Put notices of chats into the outbox, all or nothing; how many were not there yet."""
        told = 0
        async with self._database.write() as connection:
            for each in notices:
                told += await _add(connection, each, now=now)
                if isinstance(each.about, StoryOver):
                    await leave(connection, [each.about.briefing_id], each.about.interest_id)
            lost = [each.about.chat_id for each in notices if isinstance(each.about, LostTopic)]
            await connection.execute(
                update(chat).where(chat.c.id.in_(lost)).values(lost_thread_at=None)
            )
        return told


async def _add(connection: AsyncConnection, notice: Notice, *, now: datetime) -> int:
    """Put a notice into the outbox. Unique by alert and chat: whoever else tells it, it is once."""
    bodies = await body_ids(connection, [notice.message], now=now)
    return await insert_once(
        connection,
        new_part(
            alert=notice.about.alert,
            chat_id=notice.about.chat_id,
            lane=Lane.ALERT.value,
            body_id=bodies[notice.message],
            deadline_at=now + SILENT_FOR,
            silent=True,
            now=now,
        ),
    )


def _failing(now: datetime) -> Any:
    """Sources that were not read for a day, or are gone, the newest failures first."""
    return (
        select(source)
        .where(
            source.c.failing_since_at.is_not(None),
            source.c.failing_since_at > now - OLD_NEWS,
            or_(
                source.c.state == SourceState.GONE.value,
                (source.c.state == SourceState.FAILING.value)
                & (source.c.failing_since_at <= now - SILENT_FOR)
                & (source.c.failures >= FEWEST_FAILURES),
            ),
        )
        .order_by(source.c.failing_since_at.desc(), source.c.id)
    )


def _listener_id() -> Any:
    """The one to hear of how a chat is set up: of a channel who set it up, where known."""
    owner = chat.alias("owner")
    known = (
        select(owner.c.id)
        .where(owner.c.telegram_id == chat.c.set_by, owner.c.thread_id == 0)
        .scalar_subquery()
    )
    channels = chat.c.kind == ChatKind.CHANNEL.value
    return func.coalesce(case((channels, known)), chat.c.id)


async def _followers(
    connection: AsyncConnection, failing: Any, *, now: datetime, limit: int
) -> list[Untold]:
    """Chats one of whose briefings follows this very source, and that were not told."""
    prefix, listener = alert_prefix(failing.id), chat.alias("listener")
    about = Untold(
        source_id=failing.id,
        since_at=failing.failing_since_at,
        title="",
        reason=FetchReason(failing.last_reason) if failing.last_reason else None,
        gone=failing.state == SourceState.GONE.value,
        chat_id=0,
        language="",
        zone="",
    )
    rows = await connection.execute(
        select(listener.c.id, listener.c.language, listener.c.zone, interest.c.title)
        .distinct()
        .select_from(chat)
        .join(listener, listener.c.id == _listener_id())
        .join(briefing, briefing.c.chat_id == chat.c.id)
        .join(subscription, subscription.c.briefing_id == briefing.c.id)
        .join(interest, interest.c.id == subscription.c.interest_id)
        .where(
            interest.c.kind == InterestKind.SOURCE.value,
            interest.c.ref == str(failing.id),
            chat.c.status == ChatStatus.ACTIVE.value,
            listener.c.status == ChatStatus.ACTIVE.value,
            or_(chat.c.paused_until.is_(None), chat.c.paused_until <= now),
            ~exists().where(
                outbox.c.chat_id == listener.c.id,
                or_(
                    outbox.c.alert == about.alert,
                    # As a range, which the index of alerts serves on both engines.
                    (outbox.c.alert >= prefix)
                    & (outbox.c.alert < prefix[:-1] + ";")
                    & (outbox.c.created_at > now - QUIET_FOR),
                ),
            ),
        )
        .order_by(listener.c.id)
        .limit(limit)
    )
    return [
        Untold(
            source_id=about.source_id,
            since_at=about.since_at,
            title=row.title,
            reason=about.reason,
            gone=about.gone,
            chat_id=row.id,
            language=row.language,
            zone=row.zone,
        )
        for row in rows
    ]
