"""Dates and times as a chat's language and zone have them; the clock has 24 hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import (
    format_date,
    format_skeleton,
    get_date_format,
    get_datetime_format,
    get_day_names,
    tokenize_pattern,
    untokenize_pattern,
)
from babel.lists import format_list

from bot.domain.models import Schedule
from bot.domain.zones import zone_label
from bot.render.catalogue import label, locale, resolve


def day_text(day: date, language: str) -> str:
    """A day with its weekday, in the language's order and signs: `Monday, 23 November`."""
    spoken = locale(language)
    return format_date(day, _without_year(resolve(language)), locale=spoken)


@lru_cache
def _without_year(language: str) -> str:
    """The pattern of the language's full date, without the year and what belongs to it.

    CLDR has a pattern of its own for a day and its weekday in few languages only.
    """
    spoken = locale(language)
    parts = list(tokenize_pattern(get_date_format("full", locale=spoken).pattern))
    year = next(at for at, (kind, what) in enumerate(parts) if kind == "field" and what[0] == "y")
    before = parts[:year]
    while before and before[-1][0] == "chars":
        before.pop()
    after = parts[year + 1 :]
    while after and after[0][0] == "chars" and not before:
        after.pop(0)
    ends = all(kind == "chars" for kind, _ in after)
    return untokenize_pattern(before if ends else [*before, *after])


def moment_text(at: datetime, *, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment as seen from now: `07:15` today, else with the day; the year when it is another."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local.hour:02d}:{local.minute:02d}"
    day = local.date()
    if day == today:
        return clock
    skeleton = "yMMMd" if abs((today - day).days) > 300 else "MMMEd"
    joined = str(get_datetime_format("medium", locale=locale(language)))
    return joined.format(clock, _day(day, resolve(language), skeleton))


def coming_text(at: datetime, *, now: datetime, zone: ZoneInfo, language: str) -> str:
    """A moment that is to come: `today at 08:00`, `tomorrow at 08:00`, else with its day."""
    days = (at.astimezone(zone).date() - now.astimezone(zone).date()).days
    said = moment_text(at, now=at if days in (0, 1) else now, zone=zone, language=language)
    if days in (0, 1):
        return label("when.tomorrow" if days else "when.today", language, time=said)
    return said


def and_list(words: Sequence[str], language: str) -> str:
    """Words as a list in a sentence: `A, B and C`."""
    return format_list(list(words), locale=locale(language))


def schedule_text(schedule: Schedule, *, zone_name: str, language: str) -> str:
    """A schedule in words: `08:00 and 18:30 on weekdays (Europe/Berlin)`."""
    if not schedule.times or not schedule.weekdays:
        return label("schedule.off", language)
    key = {(0, 1, 2, 3, 4, 5, 6): "daily", (0, 1, 2, 3, 4): "weekdays", (5, 6): "weekends"}
    days = get_day_names("abbreviated", locale=locale(language))
    return label(
        f"schedule.{key.get(schedule.weekdays, 'days')}",
        language,
        times=and_list([clock.strftime("%H:%M") for clock in schedule.times], language),
        days=and_list([days[day] for day in schedule.weekdays], language),
        zone=zone_label(zone_name),
    )


@lru_cache(maxsize=1024)
def _day(day: date, language: str, skeleton: str) -> str:
    return format_skeleton(skeleton, day, locale=locale(language))
