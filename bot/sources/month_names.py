"""Names of months and halves of a day in the languages of news, from the CLDR data of Babel."""

from __future__ import annotations

from functools import lru_cache

#: Languages whose names are tried when a source does not say its own.
_TRIED = (
    *("af", "am", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en"),
    *("es", "et", "eu", "fa", "fi", "fil", "fo", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu"),
    *("hy", "id", "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lb", "lo", "lt", "lv"),
    *("mk", "ml", "mn", "mr", "ms", "my", "nb", "ne", "nl", "nn", "pa", "pl", "ps", "pt", "ro"),
    *("ru", "si", "sk", "sl", "sq", "sr", "sr_Latn", "sv", "sw", "ta", "te", "th", "tr", "uk"),
    *("ur", "uz", "vi", "ar_LB", "ar_MA"),
)
#: Beginnings of names in English, Russian, Ukrainian, German, French, Spanish, Italian,
#: Portuguese, Polish, Dutch, Turkish; a longer beginning wins over a shorter one. They need no
#: table to be loaded.
_PREFIXES = {
    prefix: number
    for number, prefixes in enumerate(
        (
            "jan янв січ ene gen sty oca stycz",
            "feb фев лют fév fev lut şub sub",
            "mar мар бер mär maa mrz mrt märz",
            "apr апр кві avr abr kwi nis",
            "may мая май тра mai mag maj mei maio",
            "jun июн чер juin cze haz giu",
            "jul июл лип juil lug lip tem",
            "aug авг сер aoû aou ago sie ağu",
            "sep сен вер set wrz eyl",
            "oct окт жов okt ott out paź eki",
            "nov ноя лис lis kas",
            "dec дек гру dez dic déc gru ara",
        ),
        1,
    )
    for prefix in prefixes.split()
}
_KNOWN_BY_PREFIX = frozenset(("en", "ru", "uk", "de", "fr", "es", "it", "pt", "pl", "nl", "tr"))


def month_number(name: str, language: str = "") -> int:
    """The month of a name or its beginning, 1 to 12; 0 for none, or where languages disagree.

    `language` is the source's own, an ISO 639-1 code, and settles what others would dispute.
    """
    name = name.casefold().strip(" .")
    own = language if language not in _KNOWN_BY_PREFIX else ""
    if own and (number := names_of(own).get(name, 0)):
        return number
    for length in (5, 4, 3):
        if number := _PREFIXES.get(name[:length], 0):
            return number
    return all_names().get(name, 0)


@lru_cache(maxsize=16)
def names_of(language: str) -> dict[str, int]:
    """The names of one language; empty for one that is not known."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                text = str(name).casefold().strip(" .")
                if any(map(str.isalpha, text)):
                    found.setdefault(text, number)
    return found


@lru_cache(maxsize=1)
def all_names() -> dict[str, int]:
    """The names of all languages that are tried, without those that mean two months."""
    found: dict[str, int] = {}
    disputed: set[str] = set()
    for language in _TRIED:
        for name, number in names_of(language).items():
            if found.setdefault(name, number) != number:
                disputed.add(name)
    return {name: number for name, number in found.items() if name not in disputed}


@lru_cache(maxsize=16)
def halves_of(language: str) -> dict[str, str]:
    """A language's names of the halves of a day, each with `am` or `pm`."""
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        str(periods[half]).casefold(): half
        for widths in locale.day_periods.values()
        for periods in widths.values()
        for half in ("am", "pm")
        if half in periods
    }
