"""The slot of a due briefing that is published, and whether its chat is written to."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.editions import DueBriefing
from bot.domain.models import ChatStatus, Schedule
from bot.domain.schedule import Slot, latest_due


def is_reachable(item: DueBriefing, *, now: datetime) -> bool:
    """True if the chat can be written to and wants to be."""
    paused = item.chat.paused_until is not None and item.chat.paused_until > now
    return item.chat.status is ChatStatus.ACTIVE and not paused


def slot_due(
    schedule: Schedule,
    *,
    next_slot_at: datetime | None,
    last_slot: str,
    zone: ZoneInfo,
    now: datetime,
) -> Slot | None:
    """The slot to publish: the newest of those missed, never one already planned."""
    if next_slot_at is None:
        return None
    slot = latest_due(schedule, after=next_slot_at - timedelta(seconds=1), now=now, zone=zone)
    return slot if slot is not None and slot.local > last_slot else None


def covered_days(item: DueBriefing, *, now: datetime) -> int:
    """The number of days a digest covers because slots were missed; 1 when none was."""
    first = item.briefing.next_slot_at
    return 1 if first is None else max(1, (now - first).days + 1)
