"""Schedules as people write and read them: `08:00 18:30 weekdays`."""

from __future__ import annotations

import re
from datetime import time

from bot.domain.calendar_words import plain_times
from bot.domain.clock_words import read_time
from bot.domain.day_words import (
    DAY_SETS,
    day_set,
    plain_phrases,
    says_nothing,
    spans_joined,
    weekday_of,
)
from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.zones import zone_label

#: How many times a day one briefing may be due.
MAX_TIMES = 12

#: More is no schedule.
_MOST_CHARS = 300

#: Dashes and colons of other scripts, and a letter that is typed in two ways.
_SIGNS = str.maketrans({"–": "-", "—": "-", "：": ":", "ё": "е"})

_EXAMPLE = "/schedule 08:00 18:30 weekdays"
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def parse_schedule(words: str, *, current: Schedule) -> Schedule:
    """The schedule that words mean; what they leave open (times or days) stays as it is.

    Takes times (`08:00`, `8`, `8am`, `8:30pm`, `20.30`), days (`daily`, `weekdays`, `weekends`,
    `mon,wed`, `mon-fri`, also in the other languages of the interface) and `off`, in any order. Raises InputError.
    """
    tokens = _tokens(words)
    if not tokens:
        raise _error("Say at which times, and on which days if not every day.", "error.schedule")
    if any(day_set(token) == "off" for token in tokens):
        if len(tokens) > 1:
            raise _error("“off” stands alone.", "error.schedule_off", example="/schedule off")
        return Schedule(times=(), weekdays=current.weekdays)
    times: set[time] = set()
    days: set[int] = set()
    for token in tokens:
        clock = read_time(token)
        if clock is not None:
            times.add(clock)
            continue
        days.update(_read_days(token))
    if len(times) > MAX_TIMES:
        raise _error(
            f"A briefing can come at most {MAX_TIMES} times a day.",
            "error.schedule_many",
            count=str(MAX_TIMES),
        )
    if not times and not current.times:
        raise _error("Say at which time of day, too.", "error.schedule_time")
    return Schedule(
        times=tuple(sorted(times)) if times else current.times,
        weekdays=tuple(sorted(days)) if days else current.weekdays,
    )


def describe_schedule(schedule: Schedule, *, zone_name: str) -> str:
    """A schedule in English words: `08:00 and 18:30 on weekdays (Europe/Berlin)`."""
    if not schedule.times or not schedule.weekdays:
        return "off"
    clocks = [clock.strftime("%H:%M") for clock in schedule.times]
    if schedule.weekdays == DAY_SETS["daily"]:
        days = "every day"
    elif schedule.weekdays == DAY_SETS["weekdays"]:
        days = "on weekdays"
    elif schedule.weekdays == DAY_SETS["weekends"]:
        days = "on weekends"
    else:
        days = "on " + _and([_SHORT[day] for day in schedule.weekdays])
    return f"{_and(clocks)} {days} ({zone_label(zone_name)})"


def _tokens(words: str) -> list[str]:
    """The words that say something, with `8 am`, `mon to fri` and `every day` each made one."""
    # one space for many: a pattern that begins with spaces would try each of a long run
    folded = words[:_MOST_CHARS].casefold().translate(_SIGNS)
    text = plain_phrases(plain_times(" ".join(folded.split())))
    text = re.sub(r"(\d)\s+([ap]\.?m\b\.?)", r"\1\2", text)
    text = re.sub(r"(\d)\s*(?:uhr|h)\s+(\d{2})\b", r"\1:\2", text)
    text = re.sub(r"\s*-\s*", "-", text)
    text = re.sub(r"(?<!\d):", " ", text)  # `weekdays: 8:15`, `monday:8:15`
    tokens = [token for token in re.split(r"[\s,;&+/،、]+", text) if token]
    return [token for token in spans_joined(tokens) if not says_nothing(token)]


def _read_days(token: str) -> tuple[int, ...]:
    """The weekdays a word or a range of words means."""
    word = token.strip(".")
    if (named := day_set(word)) is not None:
        return DAY_SETS[named]
    day = weekday_of(word)
    if day is not None:
        return (day,)
    first, dash, last = word.partition("-")
    start, end = weekday_of(first), weekday_of(last)
    if dash and start is not None and end is not None:
        length = (end - start) % 7 + 1
        return tuple((start + step) % 7 for step in range(length))
    shown = token if len(token) <= 30 else token[:30] + "…"
    raise _error(
        f"“{shown}” is neither a time nor a day.",
        "error.schedule_word",
        word=shown,
    )


def says_when(words: str) -> bool:
    """True if words are times, days or other words of schedules alone: no name for anything."""
    for token in _tokens(words):
        if read_time(token) is None and day_set(token) is None:
            try:
                _read_days(token)
            except InputError:
                return False
    return True


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _error(message: str, key: str, *, example: str = _EXAMPLE, **values: str) -> InputError:
    return InputError(message, example=example, key=key, values=values)
