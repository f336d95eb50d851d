"""The sentences by which people learn what they did not ask for: failing sources, refusing chats."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.errors import FetchReason
from bot.domain.models import RenderedMessage
from bot.domain.notices import STORY_OVER, LostTopic, Refusing, StoryOver, Untold
from bot.render.catalogue import TelegramHtml, label, text
from bot.render.clean import clean, escape, isolate
from bot.render.dates import moment_text


def render_failure(untold: Untold, *, now: datetime) -> RenderedMessage:
    """The message about a failing source: since when, why, and what can be done about it."""
    language = untold.language
    title = clean(untold.title)
    since = moment_text(untold.since_at, now=now, zone=ZoneInfo(untold.zone), language=language)
    shown = isolate(title, language)
    command = f"/unsubscribe {title}"
    return RenderedMessage(
        html=_said(
            text,
            untold,
            title=TelegramHtml(f"<b>{escape(shown)}</b>"),
            since=since,
            command=TelegramHtml(f"<code>{escape(command)}</code>"),
        ),
        plain=_said(label, untold, title=shown, since=since, command=command),
    )


def render_refusal(refusing: Refusing, *, now: datetime) -> RenderedMessage:
    """A chat that refuses what is sent to it, since when, and what can be done about it."""
    language = refusing.language
    since = moment_text(refusing.since_at, now=now, zone=ZoneInfo(refusing.zone), language=language)
    title = isolate(clean(refusing.title) or "?", language)
    what, kept = "notice.refused", "notice.refused_kept"
    if refusing.closed:
        what, kept = "notice.refused_closed", "notice.refused_kept_closed"
    html = text(what, language, title=TelegramHtml(f"<b>{escape(title)}</b>"), since=since)
    return RenderedMessage(
        html=f"{html}\n{text(kept, language)}",
        plain=f"{label(what, language, title=title, since=since)}\n{label(kept, language)}",
    )


def render_lost_topic(lost: LostTopic) -> RenderedMessage:
    """The reason why digests come to the chat itself from now on."""
    return RenderedMessage(
        html=text("notice.lost_topic", lost.language),
        plain=label("notice.lost_topic", lost.language),
    )


def render_story_over(over: StoryOver) -> RenderedMessage:
    """The story that is no longer followed, and how it is again."""
    weeks = str(STORY_OVER.days // 7)
    title = isolate(clean(over.title), over.language)
    command = f"/subscribe {clean(over.title)}"
    return RenderedMessage(
        html=text(
            "notice.story_over",
            over.language,
            title=TelegramHtml(f"<b>{escape(title)}</b>"),
            weeks=weeks,
            command=TelegramHtml(f"<code>{escape(command)}</code>"),
        ),
        plain=label("notice.story_over", over.language, title=title, weeks=weeks, command=command),
    )


def _said(
    say: Callable[..., str], untold: Untold, *, title: object, since: object, command: object
) -> str:
    language = untold.language
    if untold.gone:
        lines = [
            say("notice.gone", language, title=title),
            say("notice.gone_remove", language, command=command),
        ]
    else:
        reason = untold.reason or FetchReason.UNREADABLE
        lines = [
            say("notice.failing", language, title=title, since=since),
            say(f"notice.why.{reason.value}", language),
            say("notice.remove", language, command=command),
        ]
    return "\n".join(lines)
