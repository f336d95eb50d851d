"""The moment when a briefing is due next after something about it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.domain.models import Schedule
from bot.domain.schedule import Slot, local_instant, next_slot

#: Two digests of a briefing are not nearer than this because somebody changed the zone.
_APART = timedelta(hours=12)

#: Slots looked at: a zone change moves local time by 26 hours at the most, 12 slots a day.
_MAX_SLOTS = 40


def following_slot(
    schedule: Schedule,
    *,
    now: datetime,
    zone: ZoneInfo,
    last_slot: str = "",
    apart_from: datetime | None = None,
) -> Slot | None:
    """The next slot, given the name of the last one planned; None when the schedule is empty.

    A name is never used again, which also means never an earlier one. With `apart_from`, the
    instant of the last slot, the next one is 12 hours later at the least, or as far as the
    schedule's own times are from each other where that is less.
    """
    after = now
    if apart_from is not None:
        earliest = apart_from + min(_APART, _spacing(schedule))
        after = max(now, earliest - timedelta(seconds=1))
    slot = next_slot(schedule, after=after, zone=zone)
    for _ in range(_MAX_SLOTS):
        if slot is None or slot.local > last_slot:
            break
        slot = next_slot(schedule, after=slot.at, zone=zone)
    return slot


def slot_instant(local: str, zone: ZoneInfo) -> datetime | None:
    """The instant of a slot's name in a zone; None when it is no such name."""
    try:
        wall = datetime.fromisoformat(local)
    except ValueError:
        return None
    return local_instant(wall.date(), wall.time(), zone)


def renamed_slot(local: str, *, old: ZoneInfo, new: ZoneInfo) -> str:
    """The name of a slot of the old zone in the new one; what is no slot's name stays.

    A last slot is carried over so: moving west, the same local time comes once more, and it is
    another slot.
    """
    at = slot_instant(local, old)
    return local if at is None else at.astimezone(new).strftime("%Y-%m-%dT%H:%M")


def slot_key(local: str, at: datetime, zone: ZoneInfo) -> str:
    """A slot's name with its offset: unlike the name alone it means one instant in every zone."""
    return f"{local}{at.astimezone(zone):%z}"


def _spacing(schedule: Schedule) -> timedelta:
    """The least time between two slots of an ordinary day and the next."""
    minutes = [clock.hour * 60 + clock.minute for clock in schedule.times]
    if not minutes:
        return _APART
    gaps = [later - earlier for earlier, later in pairwise(minutes)]
    gaps.append(24 * 60 - minutes[-1] + minutes[0])
    return timedelta(minutes=min(gaps))
