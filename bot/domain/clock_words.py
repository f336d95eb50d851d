"""Times of day as people write them."""

from __future__ import annotations

import re
from datetime import time

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?", re.ASCII
)
_COMPACT = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})", re.ASCII)
_NAMED = {
    "noon": time(12),
    "midday": time(12),
    "midnight": time(0),
    "mittag": time(12),
    "mittags": time(12),
    "mitternacht": time(0),
    "полдень": time(12),
    "полночь": time(0),
    "опівдні": time(12),
    "опівночі": time(0),
}


def read_time(word: str) -> time | None:
    """The time of day that a word means (`8`, `8am`, `8:30pm`, `20.30`, `0830`, `noon`), or None."""
    word = word.casefold()
    if word in _NAMED:
        return _NAMED[word]
    match = _TIME.fullmatch(word) or _COMPACT.fullmatch(word)
    if match is None:
        return None
    parts = match.groupdict()
    hour, minute, half = int(parts["hour"]), int(parts["minute"] or 0), parts.get("half")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute)
