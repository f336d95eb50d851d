"""Words for days, months, halves of the day and spans of time in the interface's languages.

From the CLDR data of Babel, read when a word is met that the short lists beside the parsers do not
know. A word that means one thing in one language and another in the next means nothing here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Literal

from babel import Locale
from babel.units import format_unit

_LANGUAGES = (
    *("ar", "de", "en", "es", "fa", "fr", "hi", "id"),
    *("it", "ja", "pl", "pt", "ru", "tr", "uk", "zh", "zh_Hant"),
)
_UNITS = {"day": 1, "week": 7, "month": 30}
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
#: Counts that show every plural form of these languages.
_COUNTS = (1, 2, 3, 5, 11, 100)
_NUMBER = re.compile(r"[\d\u0660-\u0669\u06f0-\u06f9\u0966-\u096f.,\u00a0\u202f]+")
#: `8点30分`, `8時`, `8時半`: how Chinese and Japanese write a time.
_HAN_TIME = re.compile(r"(\d{1,2})\s*[点點時时](?:\s*(\d{1,2})\s*分|(半))?")


def plain_digits(text: str) -> str:
    """The text with all decimal digits as those of ASCII: `٨:٣٠` is `8:30`."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() and not char.isascii() else char
        for char in text
    )


def plain_times(text: str) -> str:
    """Casefolded words with times as `8:30` and `8:30pm`, in whichever of the languages."""
    text = plain_digits(text)
    if text.isascii():
        return text
    text = _HAN_TIME.sub(lambda at: f"{at[1]}:{at[2] or ('30' if at[3] else '00'):0>2} ", text)
    for half, names in _halves().items():
        for name in names:
            if name in text:
                place = re.escape(name)
                text = re.sub(rf"(\d)\s*{place}(?!\w)", rf"\1{half}", text)
                text = re.sub(rf"(?<!\w){place}\s*(\d[\d:.]*)", rf"\1{half}", text)
    return text


@cache
def weekdays() -> dict[str, int]:
    """Monday 0: long and short names, casefolded, without points."""
    found: list[tuple[str, int]] = []
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short"):
                for day, name in locale.days[context].get(width, {}).items():
                    bare = _bare(name)
                    found += [(bare, day), (bare.partition("-")[0], day)]
    return _clear(found)


@cache
def months() -> dict[str, int]:
    """January 1: long and short names, casefolded, without points."""
    return _clear(
        (_bare(name), month)
        for locale in _locales()
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for month, name in locale.months[context][width].items()
    )


@cache
def spans() -> dict[str, int]:
    """Days in what people call a day, a week, a month, in every form of the word."""
    return _clear(
        (name, days)
        for locale in _locales()
        for unit, days in _UNITS.items()
        for count in _COUNTS
        for length in _LENGTHS
        if not (name := _span(count, unit, length, locale)).startswith("duration-")
    )


def _span(count: int, unit: str, length: Literal["long", "short"], locale: Locale) -> str:
    shown = format_unit(count, f"duration-{unit}", length, locale=locale)
    return _bare(_NUMBER.sub(" ", shown))


@cache
def _halves() -> dict[str, tuple[str, ...]]:
    """All that stands for am and pm, the longest first."""
    found: dict[str, set[str]] = {"am": set(), "pm": set()}
    for locale in _locales():
        for half, names in found.items():
            for width in ("wide", "abbreviated"):
                name = locale.day_periods["format"][width].get(half, "")
                names |= {name.casefold(), _bare(name)} if not name.isascii() else set()
    both = found["am"] & found["pm"]
    return {
        half: tuple(sorted(names - both - {""}, key=len, reverse=True))
        for half, names in found.items()
    }


@cache
def _locales() -> tuple[Locale, ...]:
    return tuple(Locale.parse(code) for code in _LANGUAGES)


def _bare(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").replace("ё", "е").split())


def _clear(found: Iterable[tuple[str, int]]) -> dict[str, int]:
    """All that each word means, without those that mean two things, and without mere numbers."""
    meanings: dict[str, set[int]] = {}
    for name, value in found:
        if name and not name[0].isdecimal():
            meanings.setdefault(name, set()).add(value)
    return {name: next(iter(values)) for name, values in meanings.items() if len(values) == 1}
