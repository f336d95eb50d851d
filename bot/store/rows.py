"""Rows read as values: the one place that knows what each column means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any

from sqlalchemy import ColumnElement

from bot.domain.likings import Liking
from bot.domain.models import (
    Article,
    Briefing,
    Chat,
    ChatKind,
    ChatStatus,
    Interest,
    InterestKind,
    PageRule,
    Schedule,
    Source,
    SourceKind,
    SourceState,
    Style,
    Subscription,
    Topic,
)
from bot.domain.mutes import Mute
from bot.domain.quiet import read_quiet
from bot.store.tables import article, chat, interest, source, subscription

#: What `article_of` needs, from `article` joined with `source`.
ARTICLE_COLUMNS: tuple[ColumnElement[Any], ...] = (
    article.c.id,
    article.c.source_id,
    source.c.title.label("source_title"),
    article.c.headline,
    article.c.lead,
    article.c.url,
    article.c.language,
    article.c.published_at,
    article.c.first_seen_at,
    article.c.seq,
    article.c.story_id,
    source.c.weight,
    article.c.held,
    source.c.public,
)


def article_of(row: Any) -> Article:
    """The value of a row of `ARTICLE_COLUMNS`."""
    return Article(
        id=row.id,
        source_id=row.source_id,
        source_title=row.source_title,
        headline=row.headline,
        lead=row.lead,
        url=row.url,
        language=row.language,
        published_at=row.published_at,
        first_seen_at=row.first_seen_at,
        seq=row.seq,
        story_id=row.story_id,
        weight=row.weight,
        held=row.held,
        public=row.public,
    )


def read_source(row: Any) -> Source:
    """The value of a row of `source`."""
    return Source(
        id=row.id,
        kind=SourceKind(row.kind),
        locator=row.locator,
        title=row.title,
        language=row.language,
        state=SourceState(row.state),
        memory=row.memory,
        added_at=row.added_at,
        last_success_at=row.last_success_at,
        last_error=row.last_error,
        failures=row.failures,
        next_poll_at=row.next_poll_at,
        weight=row.weight,
        public=row.public,
        trusted=row.trusted,
        articles=row.articles,
        pages=PageRule(row.pages),
    )


#: What `read_chat` needs beside the id, from `chat`.
CHAT_COLUMNS: tuple[ColumnElement[Any], ...] = (
    chat.c.telegram_id,
    chat.c.thread_id,
    chat.c.kind,
    chat.c.title,
    chat.c.language,
    chat.c.zone,
    chat.c.status,
    chat.c.paused_until,
    chat.c.reads,
    chat.c.quiet,
)


def read_chat(row: Any, *, chat_id: int | None = None) -> Chat:
    """The value of a row of `chat`; `chat_id` where the row's `id` is another table's."""
    return Chat(
        id=row.id if chat_id is None else chat_id,
        telegram_id=row.telegram_id,
        thread_id=row.thread_id,
        kind=ChatKind(row.kind),
        title=row.title,
        language=row.language,
        zone=row.zone,
        status=ChatStatus(row.status),
        paused_until=row.paused_until,
        reads=tuple(row.reads.split()),
        quiet=read_quiet(row.quiet),
    )


def read_briefing(row: Any) -> Briefing:
    """The value of a row of `briefing`."""
    return Briefing(
        id=row.id,
        chat_id=row.chat_id,
        name=row.name,
        schedule=Schedule(
            times=tuple(time.fromisoformat(word) for word in row.times.split()),
            weekdays=tuple(int(day) for day in row.weekdays),
        ),
        cursor=row.cursor,
        next_slot_at=row.next_slot_at,
        last_slot=row.last_slot,
        max_stories=row.max_stories,
        minutes=row.minutes,
        style=Style(row.style),
        preview=row.preview,
    )


def read_interest(row: Any) -> Interest:
    """The value of a row of `interest`."""
    return Interest(id=row.id, kind=InterestKind(row.kind), ref=row.ref, title=row.title)


#: What `read_subscription` needs, from `subscription` joined with `interest`.
SUBSCRIPTION_COLUMNS: tuple[ColumnElement[Any], ...] = (
    subscription.c.briefing_id,
    subscription.c.interest_id,
    subscription.c.since_at,
    subscription.c.start_seq,
    subscription.c.asked,
    subscription.c.urgent,
    subscription.c.story_at,
    subscription.c.words,
    interest.c.kind,
    interest.c.ref,
    interest.c.title.label("interest_title"),
)


def read_subscription(row: Any, languages: Mapping[int, frozenset[str]]) -> Subscription:
    """The value of a row of `SUBSCRIPTION_COLUMNS`; `languages` are those of interests by id."""
    return Subscription(
        briefing_id=row.briefing_id,
        interest=Interest(
            id=row.interest_id,
            kind=InterestKind(row.kind),
            ref=row.ref,
            title=row.interest_title,
        ),
        since_at=row.since_at,
        start_seq=row.start_seq,
        languages=languages.get(row.interest_id, frozenset()),
        asked=tuple(row.asked.split("\n")) if row.asked else (),
        urgent=row.urgent,
        story=row.story_at is not None,
        words=row.words,
    )


def read_topic_rows(topics: Iterable[Any], members: Iterable[Any]) -> list[Topic]:
    """The values of rows of `topic`, in their order, with their rows of `topic_source`."""
    sources: dict[int, list[int]] = {}
    for row in members:
        sources.setdefault(row.topic_id, []).append(row.source_id)
    return [
        Topic(
            id=row.id,
            name=row.name,
            title=row.title,
            words=row.words,
            source_ids=tuple(sorted(sources.get(row.id, ()))),
        )
        for row in topics
    ]


def read_liking(row: Any) -> Liking:
    """The value of a row of `liking`."""
    return Liking(id=row.id, words=row.words, title=row.title, more=row.more)


def read_mute(row: Any) -> Mute:
    """The value of a row of `mute`."""
    return Mute(id=row.id, words=row.words, title=row.title)
