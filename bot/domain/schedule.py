"""The moment when a briefing is due: slots from local wall times, weekdays and an IANA zone.

A slot is named by its nominal local time (`Slot.local`), which is unique within a briefing, and
takes place at an instant (`Slot.at`). A local time that a clock change skips moves to the first
valid moment after it; one that comes twice counts the first time; a date that a zone left out
altogether has no slots. Both the name and the instant rise strictly from slot to slot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.models import Schedule
from bot.domain.quiet import QuietHours, in_quiet_hours, parse_quiet, quiet_end
from bot.domain.schedule_words import MAX_TIMES, describe_schedule, parse_schedule

__all__ = (
    "MAX_TIMES",
    "QuietHours",
    "Slot",
    "describe_schedule",
    "in_quiet_hours",
    "latest_due",
    "local_instant",
    "next_slot",
    "parse_quiet",
    "parse_schedule",
    "quiet_end",
)

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
#: One weekday comes within 7 days; when a zone leaves out that very date, within 14.
_HORIZON_DAYS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The moment at which a briefing is due."""

    #: Nominal local time, `YYYY-MM-DDTHH:MM`; as text it sorts in time.
    local: str
    #: The instant, aware UTC.
    at: datetime


def local_instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant (aware UTC) of a local wall time.

    The first of two when the time comes twice; the first valid instant after it when the clock
    jumps over it.
    """
    return _resolve(day, clock, zone)[0]


def _resolve(day: date, clock: time, zone: ZoneInfo) -> tuple[datetime, bool]:
    """The instant of a local wall time, and whether the clock jumps over that time."""
    wall = datetime.combine(day, clock)
    before = zone.utcoffset(wall)
    after = zone.utcoffset(wall.replace(fold=1))
    assert before is not None
    assert after is not None
    if before >= after:
        return (wall - before).replace(tzinfo=UTC), False
    # The wall time is skipped: `wall - after` is before the jump, `wall - before` behind it.
    # Halve down to the second at which the local clock first shows `wall` or later.
    early, late = (wall - after).replace(tzinfo=UTC), (wall - before).replace(tzinfo=UTC)
    while late - early > _SECOND:
        middle = early + timedelta(seconds=(late - early) // _SECOND // 2)
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            late = middle
        else:
            early = middle
    return late, True


@lru_cache(maxsize=4096)
def next_slot(schedule: Schedule, *, after: datetime, zone: ZoneInfo) -> Slot | None:
    """The first slot strictly after an instant; None when the schedule is empty.

    Times that a clock change moves onto one instant are one slot, named by the first of them.
    """
    times, weekdays = schedule.times, schedule.weekdays
    if not times or not weekdays:
        return None
    # The instant of a local time is the first at which the local clock shows it or later, so
    # all times of earlier dates than the one shown now are past.
    day = after.astimezone(zone).date()
    past = after.astimezone(UTC).replace(tzinfo=None)
    for _ in range(_HORIZON_DAYS):
        if day.weekday() in weekdays and _bound(day, times[-1], zone) > past:
            for clock in times:
                if _bound(day, clock, zone) <= past:
                    continue
                at, skipped = _resolve(day, clock, zone)
                if at > after and not (skipped and _left_out(day, at, zone)):
                    return Slot(local=_name(day, clock), at=at)
        if day == date.max:
            break
        day += _DAY
    return None


def next_slots(
    schedule: Schedule, *, after: datetime, zone: ZoneInfo, count: int
) -> Iterator[Slot]:
    """The next slots, at most so many."""
    for _ in range(count):
        slot = next_slot(schedule, after=after, zone=zone)
        if slot is None:
            return
        yield slot
        after = slot.at


@lru_cache(maxsize=4096)
def latest_due(
    schedule: Schedule, *, after: datetime, now: datetime, zone: ZoneInfo
) -> Slot | None:
    """Of the slots in (after, now], the newest; None when there is none.

    The ones missed before it are merged into it: one digest covers them all.
    """
    times, weekdays = schedule.times, schedule.weekdays
    if not times or not weekdays:
        return None
    # A day ahead: the clock may have been past midnight already and been set back over it.
    day = now.astimezone(zone).date() + _DAY
    for _ in range(_HORIZON_DAYS):
        if day.weekday() in weekdays and _resolve(day, times[0], zone)[0] <= now:
            for clock in reversed(times):
                at, skipped = _resolve(day, clock, zone)
                if at <= now and not (skipped and _left_out(day, at, zone)):
                    if at <= after:
                        return None
                    # Asked forward, so that merged times have the one name.
                    return next_slot(schedule, after=at - _SECOND, zone=zone)
        day -= _DAY
    return None


def _bound(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The latest that a local wall time can take place, naive UTC; cheaper than when it does."""
    wall = datetime.combine(day, clock)
    offset = zone.utcoffset(wall)
    assert offset is not None
    return wall - offset


def _left_out(day: date, at: datetime, zone: ZoneInfo) -> bool:
    """True if the zone left out a whole date; `at` is where a skipped time on it moved to."""
    if at.astimezone(zone).date() == day:
        return False
    # Moved over midnight: the date took place if its first minute did.
    return local_instant(day, time.min, zone).astimezone(zone).date() != day


def _name(day: date, clock: time) -> str:
    return f"{day.isoformat()}T{clock.hour:02d}:{clock.minute:02d}"
