"""The moment back to which `/catchup` reaches, from words: `7d`, `2 weeks`, `monday`, `2026-05-03`."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar_words import plain_digits
from bot.domain.errors import InputError
from bot.domain.pauses import unit_days
from bot.domain.query_fields import since_at

#: How far back it reaches at the most: as long as it is kept what belongs to what is followed.
MOST_DAYS = 14
#: How far back without words.
USUAL_DAYS = 7

#: Between asking and answering.
_MOMENT = timedelta(minutes=10)

_EXAMPLE = "/catchup 7d"
_COUNT = re.compile(r"(\d{1,3})\s*([^\s\d_]+)")
_FILLERS = frozenset({"since", "last", "the", "seit", "letzte", "letzten", "за", "с", "последние"})


def parse_since(words: str, *, now: datetime, zone: ZoneInfo) -> datetime:
    """The moment since which somebody wants to know, at the most `MOST_DAYS` ago.

    Raises:
        InputError: the words are no such moment, or one to come.
    """
    folded = plain_digits(words[:60].casefold())
    text = " ".join(word for word in folded.split() if word not in _FILLERS)
    if not text:
        return now - timedelta(days=USUAL_DAYS)
    count = _COUNT.fullmatch(text)
    if count and (days := unit_days(count[2])):
        since = now - timedelta(days=int(count[1]) * days)
    else:
        try:
            since = since_at(text, now=now, zone=zone)
        except InputError as error:
            raise InputError(
                "Say how far back: a number of days, or a day.",
                example=_EXAMPLE,
                key="error.catchup",
            ) from error
    if since >= now:
        raise InputError("That is still to come.", example=_EXAMPLE, key="error.catchup")
    return max(since, now - timedelta(days=MOST_DAYS))


def days_between(since: datetime, now: datetime) -> int:
    """The days of a gap, each begun one; at least 1. A moment more makes no day."""
    return max(1, -(-(now - since - _MOMENT) // timedelta(days=1)))
