"""Quiet hours: the part of the local day in which nothing may make a sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar_words import plain_times
from bot.domain.clock_words import read_time
from bot.domain.errors import InputError

_EXAMPLE = "/quiet 22:00-07:00"
_OFF = frozenset({"off", "none", "no", "aus", "kein", "выкл", "нет", "вимк"})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """A range of local wall times, over midnight when `end` is before `start`."""

    #: The first quiet minute.
    start: time
    #: The first minute that is loud again.
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def parse_quiet(words: str) -> QuietHours | None:
    """Quiet hours from `22:00-07:00`, `22-7`, `10pm to 6:30am`; None for `off`.

    A range whose ends are the same minute is off, too: silence for ever is `/pause`.

    Raises:
        InputError: it is no range.
    """
    text = plain_times(words[:60].strip().casefold()).strip()
    if text in _OFF:
        return None
    for dash in ("–", "—", "−", " to ", " bis ", " до ", "…", ".."):
        text = text.replace(dash, "-")
    ends = [read_time(end.strip().removesuffix("uhr").strip()) for end in text.split("-")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise InputError(
            "Give the quiet hours as two times with a dash between them, or “off”.",
            example=_EXAMPLE,
            key="error.quiet",
        )
    return QuietHours(start=ends[0], end=ends[1]) if ends[0] != ends[1] else None


def read_quiet(stored: str) -> QuietHours | None:
    """Quiet hours from how they are stored, `22:00-07:00` or empty."""
    start, _, end = stored.partition("-")
    return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end)) if end else None


def in_quiet_hours(quiet: QuietHours | None, *, at: datetime, zone: ZoneInfo) -> bool:
    """True if an instant falls into the quiet hours."""
    if quiet is None or quiet.start == quiet.end:
        return False
    clock = at.astimezone(zone).time()
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


def quiet_end(quiet: QuietHours | None, *, at: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (aware UTC) from `at` on that is not quiet; `at` itself when it is loud."""
    if quiet is None or not in_quiet_hours(quiet, at=at, zone=zone):
        return at
    local = at.astimezone(zone)
    day = local.date() + timedelta(days=1) if local.time() >= quiet.end else local.date()
    wall = datetime.combine(day, quiet.end)
    ends = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    # Around a clock change one of the two readings may be past, or still quiet.
    before = at
    for end in sorted(end for end in ends if end > at):
        if not in_quiet_hours(quiet, at=end, zone=zone):
            return _first_loud(quiet, before, end, zone)
        before = end
    return before


def _first_loud(quiet: QuietHours, low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first loud minute: the clock may have leapt over the end, and is loud at once."""
    if high.astimezone(zone).time() == quiet.end:
        return high
    minute = timedelta(minutes=1)
    low = low.replace(second=0, microsecond=0)
    while high - low > minute:
        middle = low + minute * ((high - low) // minute // 2)
        if in_quiet_hours(quiet, at=middle, zone=zone):
            low = middle
        else:
            high = middle
    return high
