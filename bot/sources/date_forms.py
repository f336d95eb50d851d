"""Dates written for readers: `Mittwoch, 25. November 2026, 10:00 Uhr`, `2026年11月25日 下午3時05分`."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.sources.date_zones import at_zone, take_zone
from bot.sources.month_names import all_names, halves_of, month_number, names_of

#: Marks of direction and joiners that stand in dates of right-to-left scripts.
_UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ERA = re.compile(r"(令和|平成)\s*(元|\d{1,2})\s*年")
_ERAS = {"令和": 2018, "平成": 1988}
_EAST = re.compile(r"(\d{2,4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]?")
_EAST_TIME = re.compile(
    r"(\d{1,2})\s*[時时시点點]\s*(?:(\d{1,2})\s*[分분])?\s*(?:(\d{1,2})\s*[秒초])?"
)
_VIETNAMESE = re.compile(
    r"(\d{1,2})\s*(?:tháng|thg|th)\.?\s*(\d{1,2})(?:,|\s)\s*(?:năm\s*)?(\d{4})", re.IGNORECASE
)
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})([-/.])\s?(\d{1,2})\2\s?(\d{1,2})\.?(?!\d)")
_YEAR_LAST = re.compile(r"(?<![\d:])(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})\.?(?![\d:])")
_TIME = re.compile(
    r"(?<![\d:])(\d{1,2})\s?(?:[:.h]|uhr)\s?(\d{2})(?:[:.](\d{2})(?:[.,]\d{1,9})?)?(?!\d)",
    re.IGNORECASE,
)
#: An hour alone, by what stands before or behind it.
_HOUR = re.compile(
    r"(?<![\d:])(\d{1,2})\s?(?=(?:uhr|h|hrs|[ap]\.?\s?m)\b)|(?:\bkl\.?|\bklo)\s?(\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
#: Halves of a day beyond those of the source's own language.
_HALVES = {
    **dict.fromkeys(("pm", "p.m", "下午", "晚上", "午後", "오후", "μμ", "μ.μ", "مساءً", "مساء"), "pm"),
    **dict.fromkeys(("am", "a.m", "上午", "凌晨", "早上", "午前", "오전", "πμ", "π.μ", "صباحًا", "صباحا"), "am"),
}  # fmt: skip
_CAPITALS = re.compile(r"\b[A-Z]{2,5}\b")
#: Capitals that name no zone: what stands around a time.
_NO_ZONE = frozenset({"AM", "PM", "UHR", "KL", "AT", "ON", "UM", "H"})
#: Years of the Buddhist calendar are this much ahead.
_BUDDHIST = 543


class _Day(NamedTuple):
    year: int
    month: int
    day: int
    #: The text without it.
    rest: str


def read_loosely(text: str, language: str, now: datetime) -> datetime | None:
    """The moment in UTC that a text for readers names, or None.

    All its digits must be used: what is left over means that it says something else. Of two
    orders of day and month the one counts that is no future; where both could be, none does.
    """
    text = _regular(text)
    found = _numbered(text, now) or _named(text, language, now)
    if found is None:
        return None
    half, rest = _half(found.rest, language)
    time, rest = _time(rest)
    zone, rest = take_zone(rest)
    unknown = [word for word in _CAPITALS.findall(rest) if word not in _NO_ZONE]
    if any(map(str.isdigit, rest)) or (time and zone is None and unknown):
        return None
    if time is None:
        return at_zone(datetime(found.year, found.month, found.day, 12, tzinfo=UTC), None)
    hour, minute, second = time
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 24 or minute > 59:
        return None
    shift = timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    return at_zone(datetime(found.year, found.month, found.day, tzinfo=UTC) + shift, zone)


def _regular(text: str) -> str:
    """The text with digits of ASCII and dates of the East in the order of ISO 8601."""
    text = _UNSEEN.sub("", text)
    if not text.isascii():
        text = "".join(
            str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text
        )
        text = text.replace("：", ":").replace("，", ",").replace("／", "/")
        text = _ERA.sub(_western_year, text)
        text = _EAST.sub(r"\1-\2-\3 ", text)
        text = _EAST_TIME.sub(lambda m: f" {m[1]}:{m[2] or '00':0>2}:{m[3] or '00':0>2} ", text)
    return text


def _western_year(found: re.Match[str]) -> str:
    number = 1 if found[2] == "元" else int(found[2])
    return f"{_ERAS[found[1]] + number}年"


def _numbered(text: str, now: datetime) -> _Day | None:
    """A day of digits alone."""
    if found := _YEAR_FIRST.search(text):
        return _day(int(found[1]), int(found[3]), int(found[4]), text, found)
    if found := _VIETNAMESE.search(text):
        return _day(int(found[3]), int(found[2]), int(found[1]), text, found)
    if found := _YEAR_LAST.search(text):
        first, second, year = int(found[1]), int(found[3]), _century(found[4])
        if found[2] != "/" and second <= 12:  # only slashes are written in both orders
            return _day(year, second, first, text, found)
        orders = [
            day
            for month, number in ((second, first), (first, second))
            if (day := _day(year, month, number, text, found)) is not None
            and (day.year, day.month, day.day) <= (now.year, now.month, now.day)
        ]
        return orders[0] if orders and all(each == orders[0] for each in orders) else None
    return None


def _named(text: str, language: str, now: datetime) -> _Day | None:
    """A day whose month has a name: the numbers nearest to it are day and year."""
    for start, end, month in _months(text, language):
        before = list(_NUMBER.finditer(text, 0, start))
        after = [m for m in _NUMBER.finditer(text, end) if not _in_time(text, m)]
        before = [m for m in before if not _in_time(text, m)]
        year = next((m for m in (*after, *reversed(before)) if len(m[0]) == 4), None)
        near = [m for m in (*before[-1:], *after[:1]) if m is not year and len(m[0]) <= 2]
        if not near:
            continue
        day = near[0] if start - near[0].end() <= 12 or len(near) == 1 else near[-1]
        if year is None:
            short = [m for m in after if m is not day and len(m[0]) == 2]
            year = short[0] if short and short[0].start() - end <= 4 else None
        used = sorted(m.span() for m in (day, year) if m is not None)
        rest = _without(text, sorted([*used, (start, end)]))
        number = _century(year[0]) if year is not None else _last_year(month, int(day[0]), now)
        if found := _valid(number, month, int(day[0]), rest):
            return found
    return None


def _months(text: str, language: str) -> list[tuple[int, int, int]]:
    """The names of months in a text and their places."""
    found = [
        (name.start(), name.end(), number)
        for name in _NAME.finditer(text)
        if len(name[0]) >= 3 or not name[0].isascii()
        if (number := month_number(name[0], language))
    ]
    if found or text.isascii():
        return found
    low = text.casefold()
    names = {**all_names(), **names_of(language)}
    several = sorted((n for n in names if " " in n or len(n) > 2), key=len, reverse=True)
    for name in several:
        at = low.find(name)
        if at >= 0 and len(low) == len(text):
            return [(at, at + len(name), names[name])]
    return []


def _in_time(text: str, number: re.Match[str]) -> bool:
    """True if a number is part of a time of day."""
    around = text[max(0, number.start() - 1) : number.end() + 2]
    return (
        ":" in around
        or re.match(r"\s?(?:h|uhr)\b", text[number.end() :], re.IGNORECASE) is not None
    )


def _half(text: str, language: str) -> tuple[str, str]:
    """The half of the day that a text names, and the text without its name."""
    low = text.casefold()
    if len(low) != len(text):
        return "", text
    for names in (halves_of(language) if language else {}, _HALVES):
        for name in sorted(names, key=len, reverse=True):
            found = re.search(rf"(?<![^\W\d_]){re.escape(name)}\.?(?![^\W\d_])", low)
            if found and any(map(str.isalpha, name)):
                return names[name], text[: found.start()] + " " + text[found.end() :]
    return "", text


def _time(text: str) -> tuple[tuple[int, int, int] | None, str]:
    """The time of day in a text, and the text without it."""
    if found := _TIME.search(text):
        hour, minute, second = found.groups()
        return (int(hour), int(minute), int(second or 0)), _without(text, [found.span()])
    found = _HOUR.search(text)
    if found is None:  # `3 pm`, its half taken off
        bare = _NUMBER.findall(text)
        found = re.search(r"(?<![\d+:-])\d{1,2}(?![\d:])", text) if len(bare) == 1 else None
        if found is None:
            return None, text
        return (int(found[0]), 0, 0), _without(text, [found.span()])
    return (int(found[1] or found[2]), 0, 0), _without(text, [found.span()])


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in reversed(spans):
        text = f"{text[:start]} {text[end:]}"
    return text


def _day(year: int, month: int, day: int, text: str, found: re.Match[str]) -> _Day | None:
    return _valid(year, month, day, _without(text, [found.span()]))


def _valid(year: int, month: int, day: int, rest: str) -> _Day | None:
    if year > 2400:
        year -= _BUDDHIST
    try:
        datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return _Day(year, month, day, rest)


def _century(year: str) -> int:
    return int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)


def _last_year(month: int, day: int, now: datetime) -> int:
    """The year of the latest such day that is no future."""
    return now.year if (month, day) <= (now.month, now.day) else now.year - 1
