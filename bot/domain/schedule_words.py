"""Schedules as people write and read them: `08:00 18:30 weekdays`."""

from __future__ import annotations

import re
from datetime import time

from bot.domain.calendar_words import plain_times, weekdays
from bot.domain.clock_words import read_time
from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.zones import zone_label

#: How many times a day one briefing may be due.
MAX_TIMES = 12

#: More is no schedule.
_MOST_CHARS = 300

_EXAMPLE = "/schedule 08:00 18:30 weekdays"
_DAILY, _WEEKDAYS, _WEEKENDS = (0, 1, 2, 3, 4, 5, 6), (0, 1, 2, 3, 4), (5, 6)

_OFF = frozenset({"off", "never", "stop", "aus", "nie", "выкл", "никогда", "вимк", "ніколи"})
_FILLERS = frozenset(
    word
    for words in (
        "at and on every each in the",
        "um uhr und am an jeden",
        "в во и на по каждый каждую каждое",
        "о та і кожен кожну",
    )
    for word in words.split()
)
_SETS: dict[str, tuple[int, ...]] = {
    word: days
    for words, days in (
        ("daily everyday all täglich taeglich jeden-tag ежедневно щодня", _DAILY),
        ("weekdays weekday workdays werktags wochentags будни будням будні", _WEEKDAYS),
        (
            "weekends weekend wochenende wochenends am-wochenende выходные выходным вихідні",
            _WEEKENDS,
        ),
    )
    for word in words.split()
}
#: Monday to Sunday: beginnings long enough to be clear, and the short forms in use.
_DAY_NAMES: tuple[tuple[str, ...], ...] = (
    (
        "mo",
        "mon",
        "monday",
        "mondays",
        "montag",
        "montags",
        "пн",
        "понедельник",
        "понедельникам",
        "понеділок",
    ),
    (
        "tu",
        "tue",
        "tues",
        "tuesday",
        "tuesdays",
        "di",
        "dienstag",
        "dienstags",
        "вт",
        "вторник",
        "вторникам",
        "вівторок",
    ),
    (
        "we",
        "wed",
        "weds",
        "wednesday",
        "wednesdays",
        "mi",
        "mittwoch",
        "mittwochs",
        "ср",
        "среда",
        "среду",
        "средам",
        "середа",
        "середу",
    ),
    (
        "th",
        "thu",
        "thur",
        "thurs",
        "thursday",
        "thursdays",
        "do",
        "donnerstag",
        "donnerstags",
        "чт",
        "четверг",
        "четвергам",
        "четвер",
    ),
    (
        "fr",
        "fri",
        "friday",
        "fridays",
        "freitag",
        "freitags",
        "пт",
        "пятница",
        "пятницу",
        "пятницам",
        "п'ятниця",
        "пʼятниця",
    ),
    (
        "sa",
        "sat",
        "saturday",
        "saturdays",
        "samstag",
        "samstags",
        "sonnabend",
        "сб",
        "суббота",
        "субботу",
        "субботам",
        "субота",
        "суботу",
    ),
    (
        "su",
        "sun",
        "sunday",
        "sundays",
        "so",
        "sonntag",
        "sonntags",
        "вс",
        "воскресенье",
        "воскресеньям",
        "нд",
        "неділя",
        "неділю",
    ),
)
_DAYS = {name: day for day, names in enumerate(_DAY_NAMES) for name in names}
_SHORT = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def parse_schedule(words: str, *, current: Schedule) -> Schedule:
    """The schedule that words mean; what they leave open (times or days) stays as it is.

    Takes times (`08:00`, `8`, `8am`, `8:30pm`, `20.30`), days (`daily`, `weekdays`, `weekends`,
    `mon,wed`, `mon-fri`, also in the other languages of the interface) and `off`, in any order. Raises InputError.
    """
    tokens = _tokens(words)
    if not tokens:
        raise _error("Say at which times, and on which days if not every day.", "error.schedule")
    if any(token in _OFF for token in tokens):
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
    if schedule.weekdays == _DAILY:
        days = "every day"
    elif schedule.weekdays == _WEEKDAYS:
        days = "on weekdays"
    elif schedule.weekdays == _WEEKENDS:
        days = "on weekends"
    else:
        days = "on " + _and([_SHORT[day] for day in schedule.weekdays])
    return f"{_and(clocks)} {days} ({zone_label(zone_name)})"


def _tokens(words: str) -> list[str]:
    """The words that say something, with `8 am` and `mon - fri` each made one."""
    # one space for many: a pattern that begins with spaces would try each of a long run
    folded = words[:_MOST_CHARS].casefold().replace("–", "-").replace("—", "-").replace("ё", "е")
    text = plain_times(" ".join(folded.split()))
    text = re.sub(r"\b(?:every|each|jeden|каждый|кожен|кожний) (?:day|tag|день)\b", "daily", text)
    text = re.sub(r"(\d)\s+([ap]\.?m\b\.?)", r"\1\2", text)
    text = re.sub(r"(\d)\s*uhr\s+(\d{2})\b", r"\1:\2", text)
    text = re.sub(r"\s*-\s*", "-", text)
    return [token for token in re.split(r"[\s,;&+]+", text) if token and token not in _FILLERS]


def _read_days(token: str) -> tuple[int, ...]:
    """The weekdays a word or a range of words means."""
    word = token.strip(".:")
    if word in _SETS:
        return _SETS[word]
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


def weekday_of(word: str) -> int | None:
    """The weekday that a word means, Monday 0; None when it means none."""
    bare = word.casefold().strip(".:")
    return _DAYS[bare] if bare in _DAYS else weekdays().get(bare) if bare[:1].isalpha() else None


def says_when(word: str) -> bool:
    """True if a word is a time, a day or another word of schedules: no name for anything."""
    token = word.casefold().strip(".:")
    if token in _OFF or token in _FILLERS or read_time(token) is not None:
        return True
    try:
        return bool(_read_days(token))
    except InputError:
        return False


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _error(message: str, key: str, *, example: str = _EXAMPLE, **values: str) -> InputError:
    return InputError(message, example=example, key=key, values=values)
