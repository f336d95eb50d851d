"""The `word:value` parts of a query: which there are, and when an article has what they ask for."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.day_words import weekday_of
from bot.domain.errors import InputError

#: What can be followed may say; a search may also say since when, in which month, on which day.
FOLLOWED = ("source", "lang", "topic")
SEARCHED = (*FOLLOWED, "since", "in")

_EXAMPLE = '/search "central bank" source:times lang:en since:monday'
_FOLLOWED_EXAMPLE = '/subscribe "central bank" source:times lang:en'
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_DAYS = re.compile(r"(\d{1,3})d")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")
_ALONE = re.compile(r"(?<!\S)(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?:-[0-3]\d)?(?!\S)")
_DATED = re.compile(r'(?<!\S)-?(?:since|in):(?:"[^"]*"?|\S*)', re.IGNORECASE)
#: Two days' names in every language of the interface, as answers name them.
_TODAY = re.compile(
    "today|heute|сегодня|hoy|aujourd['’]hui|oggi|hoje|сьогодні|dziś|dzisiaj|bugün|اليوم|امروز|आज"
    "|hari ini|今天|今日"
)
_YESTERDAY = re.compile(
    "yesterday|gestern|вчера|ayer|hier|ieri|ontem|[ву]чора|wczoraj|dün|أمس|دیروز|कल|kemarin"
    "|昨天|昨日"
)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Field:
    """One `word:value`, perhaps with a minus before it."""

    name: str
    #: Casefolded.
    value: str
    unwanted: bool = False

    def __str__(self) -> str:
        value = f'"{self.value}"' if " " in self.value else self.value
        return f"{'-' if self.unwanted else ''}{self.name}:{value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """The values of an article that a query's fields are compared with."""

    source_title: str
    source_locator: str
    language: str
    #: Names and titles, casefolded, of the topics it belongs to.
    topics: Collection[str] = ()


def read_field(name: str, value: str, *, unwanted: bool, known: Collection[str]) -> Field:
    """The field that was written.

    Raises:
        InputError: there is no such word, or its value is none.
    """
    name, value = name.casefold(), " ".join(value.split()).casefold()
    if name not in known:
        words = ", ".join(f"{each}:" for each in known)
        raise InputError(
            f"I do not know “{name}:”; there are {words}",
            example=_EXAMPLE if "since" in known else _FOLLOWED_EXAMPLE,
            key="error.query_field",
            values={"word": f"{name[:30]}:", "known": words},
        )
    if not value or (name == "lang" and not _LANGUAGE.fullmatch(value)):
        raise InputError(
            f"“{name}:” needs a value.",
            example=_EXAMPLE,
            key="error.query_value",
            values={"word": f"{name}:"},
        )
    return Field(name=name, value=value, unwanted=unwanted)


def holds(field: Field, facts: ArticleFacts) -> bool:
    """True if an article has what a field asks for; `since` is nothing an article has."""
    if field.name == "source":
        found = (
            field.value in facts.source_title.casefold()
            or field.value in facts.source_locator.casefold()
        )
    elif field.name == "lang":
        found = facts.language == field.value
    else:
        found = field.name in ("since", "in") or field.value in facts.topics
    return found != field.unwanted


def with_months(words: str) -> str:
    """The words of a search with each `2026-11` that stands alone as `in:2026-11`."""
    return _ALONE.sub(r"in:\g<0>", words)


def undated(words: str) -> str:
    """The words of a search without its days: what is still to come is of none of them."""
    return " ".join(_DATED.sub(" ", with_months(words)).split())


def span_of(value: str, *, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when an `in:` means: `2026-11` the month, `2026-11-25` the day.

    Raises:
        InputError: it means none.
    """
    written = _MONTH.fullmatch(value)
    try:
        if written is None:
            raise ValueError(value)
        day = date(int(written[1]), int(written[2]), int(written[3] or 1))
        end = day + timedelta(days=1 if written[3] else 32)
    except (ValueError, OverflowError) as error:
        raise _no_day(value) from error
    if not written[3]:
        end = end.replace(day=1)
    return datetime.combine(day, time.min, zone), datetime.combine(end, time.min, zone)


def since_at(value: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment a `since:` means: `monday`, `yesterday`, `7d`, `2026-11`, `2026-11-25`.

    Raises:
        InputError: it means none.
    """
    today = now.astimezone(zone).date()
    day = None
    if _TODAY.fullmatch(value):
        day = today
    elif _YESTERDAY.fullmatch(value):
        day = today - timedelta(days=1)
    elif days := _DAYS.fullmatch(value):
        return now - timedelta(days=int(days[1]))
    elif written := _MONTH.fullmatch(value):
        try:
            day = today.replace(
                year=int(written[1]), month=int(written[2]), day=int(written[3] or 1)
            )
        except ValueError:
            day = None
    elif (weekday := weekday_of(value)) is not None:
        day = today - timedelta(days=(today.weekday() - weekday) % 7)
    if day is None:
        raise _no_day(value)
    return datetime.combine(day, time.min, zone)


def _no_day(value: str) -> InputError:
    return InputError(
        f"“{value[:30]}” is no day I know; say monday, yesterday, 7d or 2026-11-25.",
        example=_EXAMPLE,
        key="error.query_since",
        values={"word": value[:30]},
    )
