"""The end of a pause, from words: `3 days`, `2 weeks`, `3 May`, `2026-05-03`."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar_words import months, plain_digits, spans
from bot.domain.errors import InputError
from bot.domain.schedule import local_instant

#: The longest pause with an end.
MAX_DAYS = 366

_EXAMPLE = "/pause 3 days"

#: Days in each unit of time, as people write it.
UNITS = {
    unit: days
    for units, days in (
        ("d day days t tag tage tagen д день дня дней", 1),
        ("w week weeks woche wochen н неделя недели недель неделю", 7),
        ("month months monat monate monaten месяц месяца месяцев", 30),
    )
    for unit in units.split()
}
#: Beginnings of the months' names in the languages of the interface.
_MONTHS = (
    ("jan", "янв"),
    ("feb", "фев"),
    ("mar", "mär", "maer", "мар"),
    ("apr", "апр"),
    ("may", "mai", "мая", "май"),
    ("jun", "июн"),
    ("jul", "июл"),
    ("aug", "авг"),
    ("sep", "сен"),
    ("oct", "okt", "окт"),
    ("nov", "ноя"),
    ("dec", "dez", "дек"),
)
_FILLERS = frozenset(["until", "till", "to", "for", "bis", "zum", "fur", "für", "до", "на"])
_COUNT = re.compile(r"(\d{1,3})\s*([^\s\d_]+)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.?(\d{4})?", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})\.?\s*([^\s\d_.]+)\.?(?:\s+(\d{4}))?")
_NAMED_FIRST = re.compile(r"([^\s\d_.]+)\.?\s+(\d{1,2})(?:\s+(\d{4}))?")


def parse_until(words: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The instant (aware UTC) at which a pause ends: the beginning of the day named, local time.

    A day without a year is the next one of that name. Raises InputError when the words are no
    day in the coming `MAX_DAYS` days.
    """
    today = now.astimezone(zone).date()
    folded = plain_digits(words[:60].casefold())
    text = " ".join(word for word in folded.split() if word not in _FILLERS)
    day = _day(text, today)
    if day is None:
        raise InputError("Say how long, or until which day.", example=_EXAMPLE, key="error.pause")
    if not today < day <= today + timedelta(days=MAX_DAYS):
        raise InputError(
            "That day is past, or more than a year away.", example=_EXAMPLE, key="error.pause_day"
        )
    return local_instant(day, time.min, zone)


def _day(text: str, today: date) -> date | None:
    count = _COUNT.fullmatch(text)
    if count and (days := unit_days(count[2])):
        return today + timedelta(days=int(count[1]) * days)
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(text):
        return _coming(int(found[1]), int(found[2]), found[3], today)
    if found := _NAMED.fullmatch(text):
        return _coming(int(found[1]), _month(found[2]), found[3], today)
    if found := _NAMED_FIRST.fullmatch(text):
        return _coming(int(found[2]), _month(found[1]), found[3], today)
    return None


def _month(name: str) -> int:
    """The month's number, 0 for none."""
    for number, beginnings in enumerate(_MONTHS, start=1):
        if name.startswith(beginnings):
            return number
    return months().get(name, 0)


def unit_days(word: str) -> int:
    """The days in a unit of time, 0 when the word is none."""
    return UNITS.get(word) or spans().get(word, 0)


def _coming(day: int, month: int, year: str | None, today: date) -> date | None:
    """The day in its year, or the next one of that name."""
    if year:
        return _date(int(year), month, day)
    this = _date(today.year, month, day)
    return this if this is not None and this > today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
