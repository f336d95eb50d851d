"""Dates as sources write them: RFC 822, ISO 8601, epoch seconds, month names of many languages.

What is ambiguous or not plausible gives None: a wrong date hides an article or pins it to the
top, a missing one does neither.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from bot.sources.date_forms import read_loosely
from bot.sources.date_zones import shift_of
from bot.sources.month_names import month_number

FIRST_AT = datetime(1995, 1, 1, tzinfo=UTC)
#: Clocks of sources may run ahead by this much.
AHEAD = timedelta(minutes=10)

_SHIFT = r"[+-](?:0\d|1[0-4]):?[0-5]\d"
_RFC_822 = re.compile(
    rf"[A-Z][a-z]{{2}}, (\d\d?) ([A-Z][a-z]{{2}}) (\d{{4}}) (\d\d:\d\d:\d\d) "
    rf"(?:GMT|UTC|Z|({_SHIFT}))\Z",
    re.ASCII,
)
_RFC_3339 = re.compile(rf"\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|{_SHIFT})\Z", re.ASCII)
_ENGLISH = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T\s]+(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(.*))?$"
)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|\.|º)?[\s\-./]+(?:de\s+)?([^\W\d_]{3,12})\.?"
    r"|([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?),?"
    r"[\s\-./]+(?:de\s+)?(\d{4}|\d{2})(?!\d)(?:\s*г(?:ода|\.)?)?,?\s*(?:at|в|um|à|o)?\s*"
    r"(?:(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap]\.?m\.?)?\s*(.*))?$",
    re.IGNORECASE,
)
#: `Fri Nov 20 10:00:00 UTC 2026`, as C's asctime and the Unix command write it.
_ASCTIME = re.compile(
    r"([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}):(\d{2}):(\d{2})\s+(?:(\S+)\s+)?(\d{4})$", re.IGNORECASE
)
_DOTTED = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(.*))?$"
)
_SLASHED = re.compile(
    r"(\d{1,4})/(\d{1,2})/(\d{1,4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(.*))?$"
)
_WEEKDAY = re.compile(
    r"^[^\W\d_]{2,12}\.?,\s*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\s+", re.IGNORECASE
)


def parse_date(text: str, *, now: datetime, language: str = "") -> datetime | None:
    """The moment in UTC, or None when the text gives none that can be believed.

    A date without a time is noon; a time without a zone is UTC. Believed is what lies after
    1994 and at most ten minutes ahead of `now`. `language` is the source's own, for names that
    mean other months elsewhere.
    """
    text = text[:100].strip()
    if not text:
        return None
    try:
        line = " ".join(text.split())
        moment = _read_usual(text) or _read(line, language) or read_loosely(line, language, now)
        if moment is None:
            return None
        moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if FIRST_AT < moment <= now + AHEAD else None


def _read_usual(text: str) -> datetime | None:
    """The two ways in which nearly all are written, several times faster than `_read`."""
    if found := _RFC_822.match(text):
        day, name, year, time, shift = found.groups()
        text = f"{year}-{_ENGLISH.get(name, '')}-{day:0>2}T{time}{shift or 'Z'}"
    elif not _RFC_3339.match(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _read(text: str, language: str) -> datetime | None:
    if text.isascii() and text.isdecimal():
        return _epoch(text)
    if found := _ISO.match(text):
        year, month, day, hour, minute, second, zone = found.groups()
        return _moment(year, month, day, hour, minute, second, zone)
    text = _WEEKDAY.sub("", text)
    if found := _NAMED.match(text):
        first, name, name2, first2, year, hour, minute, second, half, zone = found.groups()
        number = month_number(name or name2, language)
        if half and hour:
            hour = str(int(hour) % 12 + (12 if half[0] in "pP" else 0))
        return _moment(_century(year), number, first or first2, hour, minute, second, zone)
    if found := _ASCTIME.match(text):
        name, day, hour, minute, second, zone, year = found.groups()
        return _moment(year, month_number(name, language), day, hour, minute, second, zone)
    if found := _DOTTED.match(text):
        day, month, year, hour, minute, second, zone = found.groups()
        return _moment(year, month, day, hour, minute, second, zone)
    if found := _SLASHED.match(text):
        return _slashed(*found.groups())
    return None


def _epoch(digits: str) -> datetime | None:
    if len(digits) == 13:
        digits = digits[:10]
    if len(digits) == 14:  # 20261120103000
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    if len(digits) == 8:
        return _moment(digits[:4], digits[4:6], digits[6:], None, None, None, None)
    return datetime.fromtimestamp(int(digits), UTC) if len(digits) in (9, 10) else None


def _slashed(first: str, second: str, third: str, *rest: str | None) -> datetime | None:
    """`2026/11/20`, or day and month where only one order is possible."""
    if len(first) == 4:
        return _moment(first, second, third, *rest)
    if int(first) > 12 >= int(second):
        return _moment(_century(third), second, first, *rest)
    if int(second) > 12 >= int(first):
        return _moment(_century(third), first, second, *rest)
    return None


def _moment(
    year: str | int,
    month: str | int,
    day: str | int,
    hour: str | None = None,
    minute: str | None = None,
    second: str | None = None,
    zone: str | None = None,
) -> datetime | None:
    shift = shift_of(zone or "")
    if shift is None or not month:
        return None
    if hour is None:
        return datetime(int(year), int(month), int(day), 12, tzinfo=UTC)
    whole = datetime(int(year), int(month), int(day), tzinfo=timezone(shift))
    # 24:00 is midnight after the day, and a leap second is the one before.
    hours, minutes, seconds = int(hour), int(minute or 0), min(int(second or 0), 59)
    if hours > 24 or minutes > 59:
        return None
    return whole + timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
