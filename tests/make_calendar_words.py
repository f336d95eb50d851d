"""Makes the words of calendars and of zones' cities anew from Babel: `python -m tests.make_calendar_words`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.units import format_unit

from bot.domain.zones import folded_place

FOLDER = Path(__file__).parent.parent / "bot" / "domain" / "data"
_LANGUAGES = (
    *("ar", "de", "en", "es", "fa", "fr", "hi", "id"),
    *("it", "ja", "pl", "pt", "ru", "tr", "uk", "zh", "zh_Hant"),
)
_UNITS = {"day": 1, "week": 7, "month": 30}
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
#: Counts that show every plural form of these languages.
_COUNTS = (1, 2, 3, 5, 11, 100)
_NUMBER = re.compile(r"[\d\u0660-\u0669\u06f0-\u06f9\u0966-\u096f.,\u00a0\u202f]+")


def calendar_words() -> str:
    """The file of words for days, months, spans and halves of the day: kind, meaning, word."""
    kinds: dict[str, Iterable[tuple[str, object]]] = {
        "weekday": _weekdays(),
        "month": _months(),
        "span": _spans(),
        "half": _halves(),
    }
    lines = [
        f"{kind}\t{meant}\t{word}"
        for kind, found in kinds.items()
        for word, meant in sorted(_clear(found).items())
    ]
    return "\n".join(lines) + "\n"


def zone_cities() -> str:
    """The file of zones' cities in the languages of the interface: zone, folded name."""
    found: dict[str, object] = {}
    pairs = (
        (folded_place(city), zone)
        for locale in _locales()
        if locale.language != "en"
        for zone, names in locale.time_zones.items()
        if (city := names.get("city"))
    )
    found = _clear(pairs)
    return "".join(f"{zone}\t{name}\n" for name, zone in sorted(found.items()))


def _locales() -> list[Locale]:
    return [Locale.parse(code) for code in _LANGUAGES]


def _weekdays() -> Iterator[tuple[str, object]]:
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short"):
                for day, name in locale.days[context].get(width, {}).items():
                    bare = _bare(name)
                    yield bare, day
                    yield bare.partition("-")[0], day


def _months() -> Iterator[tuple[str, object]]:
    for locale in _locales():
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in locale.months[context][width].items():
                    yield _bare(name), month


def _spans() -> Iterator[tuple[str, object]]:
    for locale in _locales():
        for unit, days in _UNITS.items():
            for count in _COUNTS:
                for length in _LENGTHS:
                    shown = format_unit(count, f"duration-{unit}", length, locale=locale)
                    name = _bare(_NUMBER.sub(" ", shown))
                    if not name.startswith("duration-"):
                        yield name, days


def _halves() -> Iterator[tuple[str, object]]:
    for locale in _locales():
        for half in ("am", "pm"):
            for width in ("wide", "abbreviated"):
                name = locale.day_periods["format"][width].get(half, "")
                if not name.isascii():
                    yield name.casefold(), half
                    yield _bare(name), half


def _bare(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").replace("ё", "е").split())


def _clear(found: Iterable[tuple[str, object]]) -> dict[str, object]:
    """All that each word means, without those that mean two things, and without mere numbers."""
    meanings: dict[str, set[object]] = {}
    for name, value in found:
        if name and not name[0].isdecimal():
            meanings.setdefault(name, set()).add(value)
    return {name: next(iter(values)) for name, values in meanings.items() if len(values) == 1}


def main() -> None:
    """Write both files."""
    (FOLDER / "calendar_words.txt").write_text(calendar_words(), encoding="utf-8")
    (FOLDER / "zone_cities.txt").write_text(zone_cities(), encoding="utf-8")


if __name__ == "__main__":
    main()
