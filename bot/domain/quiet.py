"""Quiet hours: the part of the local day in which nothing may make a sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

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


def parse_quiet(words: str) -> QuietHours | None:
    """Quiet hours from `22:00-07:00`, `22-7`, `10pm to 6:30am`; None for `off`.

    Raises InputError when it is no range, or one whose ends are the same minute (which would
    silence everything or nothing; neither is likely meant).
    """
    text = words.strip().casefold()
    if text in _OFF:
        return None
    for dash in ("–", "—", "−", " to ", " bis ", " до ", "…", ".."):
        text = text.replace(dash, "-")
    ends = [read_time(end.strip()) for end in text.split("-")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        raise InputError(
            "Give the quiet hours as two times with a dash between them, or “off”.",
            example=_EXAMPLE,
            key="error.quiet",
        )
    if ends[0] == ends[1]:
        raise InputError(
            "Quiet hours cannot begin and end at the same minute.",
            example=_EXAMPLE,
            key="error.quiet_equal",
        )
    return QuietHours(start=ends[0], end=ends[1])


def in_quiet_hours(quiet: QuietHours | None, *, at: datetime, zone: ZoneInfo) -> bool:
    """Whether an instant falls into the quiet hours."""
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
    later = sorted(end for end in ends if end > at)
    for end in later:
        if not in_quiet_hours(quiet, at=end, zone=zone):
            return end
    return later[-1] if later else at
