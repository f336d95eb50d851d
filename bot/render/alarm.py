"""The sentences by which operators learn that something is wrong, and that it is over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.alarms import Alarm
from bot.domain.models import RenderedMessage
from bot.render.catalogue import label, text
from bot.render.clean import clean
from bot.render.dates import moment_text

#: What there is a sentence of its own for; anything else is told with what was found.
KINDS = (
    "updates",
    "token",
    "database",
    "disk",
    "clock",
    "sending",
    "backlog",
    "quarantine",
    "source",
    "backup",
)


def render_alarm(
    name: str, alarm: Alarm, *, over: bool, now: datetime, zone: str, language: str
) -> RenderedMessage:
    """An alarm in words: since when, as it was found, and what to do about it; or that it is over."""
    kind = name.partition(":")[0]
    since = moment_text(alarm.since_at, now=now, zone=ZoneInfo(zone), language=language)
    words = clean(alarm.words)[:300]

    def said(put: Callable[..., str]) -> str:
        if over:
            return put("alarm.over", language, words=words, since=since)
        first = put("alarm.new", language, words=words, since=since)
        return f"{first}\n{put(f'alarm.{kind}', language)}" if kind in KINDS else first

    return RenderedMessage(html=said(text), plain=said(label))
