"""Times and schedules of a chat in its own language and zone."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.chats import FOR_EVER
from bot.domain.models import Briefing
from bot.domain.zones import zone_label
from bot.render.catalogue import TelegramHtml
from bot.render.dates import coming_text, moment_text, schedule_text
from handlers.call import Call


def moment(call: Call, at: datetime) -> str:
    """A moment in the chat's zone, as seen from now."""
    return moment_text(at, now=call.now, zone=ZoneInfo(call.chat.zone), language=call.language)


def schedule(call: Call, briefing: Briefing) -> str:
    """The moment when a briefing comes, in words, with the zone."""
    return schedule_text(briefing.schedule, zone_name=call.chat.zone, language=call.language)


def next_digest(call: Call, briefing: Briefing) -> TelegramHtml:
    """The moment when the next digest comes, or why none does; a sentence."""
    paused = call.chat.paused_until
    if paused is not None and paused > call.now:
        if paused >= FOR_EVER:
            return TelegramHtml(call.text("next.paused"))
        return TelegramHtml(call.text("next.paused_until", at=moment(call, paused)))
    if briefing.next_slot_at is None:
        return TelegramHtml(call.text("next.never"))
    zone = zone_label(call.chat.zone)
    at = coming_text(
        briefing.next_slot_at, now=call.now, zone=ZoneInfo(call.chat.zone), language=call.language
    )
    return TelegramHtml(call.text("next.at", at=at, zone=zone))
