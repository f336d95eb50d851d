"""Alerts: which stories a chat is told at once, which wait, and what waits is told together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.models import Article, Chat, RenderedMessage, Subscription
from bot.domain.quiet import quiet_end
from bot.domain.ranking import story_of

#: Of what was seen first before that a digest tells; an alert would be no news.
FRESH = timedelta(hours=24)
#: An alert that could not be sent for so long is left to the next digest.
WORTH = timedelta(hours=12)
#: The span in which alerts are counted.
HOUR = timedelta(hours=1)
#: Stories in one message of what had to wait; digests tell the others.
MOST_TOGETHER = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A story that a chat may be told at once."""

    id: int
    chat: Chat
    briefing_id: int
    #: What it was alerted for; None when that is no longer followed, or no longer urgent.
    followed: Subscription | None
    article: Article
    #: It had to wait before.
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPlan:
    """The decisions about the pending alerts of one chat."""

    #: For each message the ids of what it tells.
    messages: tuple[tuple[int, ...], ...] = ()
    #: What waits until then.
    waiting: tuple[int, ...] = ()
    until: datetime | None = None
    #: What only the digests tell.
    left: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertMessage:
    """A message of a chat's alerts, and what it tells."""

    chat_id: int
    #: Unique with the chat: the outbox takes it once.
    name: str
    alert_ids: tuple[int, ...]
    message: RenderedMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertOutcome:
    """The decisions about pending alerts of one tick; written in one transaction."""

    tellings: Sequence[AlertMessage] = ()
    #: Ids of alerts by until when they wait.
    waiting: dict[datetime, list[int]] = field(default_factory=dict)
    #: Ids of alerts that are not sent: muted, told meanwhile, or for the digest.
    dropped: Sequence[int] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerted:
    """A story that an alert told, or is telling."""

    id: int
    briefing_id: int
    article: Article
    #: A digest has ticked it.
    ticked: bool


def plan_alerts(
    pending: Sequence[Pending], *, recent: Sequence[datetime], limit: int, now: datetime
) -> AlertPlan:
    """The alerts of one chat to send now, out of those pending.

    In quiet hours all waits for their end; when `limit` messages were sent in the last hour
    (`recent` says when) what is more waits until there is room. What had to wait is told in one
    message, at the most `MOST_TOGETHER` of it, the newest.
    """
    if not pending:
        return AlertPlan()
    chat = pending[0].chat
    ids = tuple(one.id for one in pending)
    loud_at = quiet_end(chat.quiet, at=now, zone=ZoneInfo(chat.zone))
    if loud_at > now:
        return AlertPlan(waiting=ids, until=loud_at)
    sent = [at for at in recent if at > now - HOUR]
    room = limit - len(sent)
    if room <= 0:
        return AlertPlan(waiting=ids, until=min(sent) + HOUR)
    if any(one.held for one in pending):
        newest = sorted(pending, key=lambda one: (one.article.first_seen_at, one.id))
        together = [one.id for one in newest[-MOST_TOGETHER:]]
        return AlertPlan(messages=(tuple(together),), left=tuple(set(ids).difference(together)))
    return AlertPlan(
        messages=tuple((number,) for number in ids[:room]),
        waiting=ids[room:],
        until=min([*sent, now]) + HOUR if len(ids) > room else None,
    )


def with_alerted(
    told: Mapping[int, Collection[int]], alerts: Sequence[Alerted]
) -> Mapping[int, Collection[int]]:
    """The stories that digests told a chat, each with its articles, and those that alerts did."""
    if not alerts:
        return told
    both = {story_id: frozenset(articles) for story_id, articles in told.items()}
    for one in alerts:
        story_id = story_of(one.article)
        both[story_id] = both.get(story_id, frozenset()) | {one.article.id}
    return both
