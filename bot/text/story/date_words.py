"""The days, days of the week, months and years that a text names, as bits of one number."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text.words.stems import stem

#: Where each kind's bits begin: 7 days of the week, 12 months, 31 days of a month, 64 years.
_WEEKDAY, _MONTH, _DAY, _YEAR = 0, 7, 19, 50
#: Names of months as long as this are nothing else; shorter ones (`may`, `mars`) need a number.
_SURE_LETTERS = 6
#: Forms that are nothing but a day of the week of words that are something else too.
_ONLY = {"среда": "среду", "середа": "середу"}
_YEAR_NUMBER = re.compile(r"(?:19|20)\d\d")
_EAST_ASIAN = re.compile(
    r"(?:(\d{1,2})\s?[月월]\s?)?(\d{1,2})\s?[日일号號]|(?:星期|周|週|礼拜)([一二三四五六日天])"
)
_EAST_ASIAN_WEEK = "一二三四五六日"


@lru_cache(maxsize=128)
def date_words(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """The stems of the days of the week (Monday is 0) and months (1 to 12) of a language.

    As the CLDR has them; empty for a language that it does not know.
    """
    from babel import Locale, UnknownLocaleError

    try:
        locale = Locale.parse(language or "en")
    except (UnknownLocaleError, ValueError):
        return {}, {}
    days: dict[str, int] = {}
    months: dict[str, int] = {}
    for form in ("stand-alone", "format"):
        for number, name in locale.days[form]["wide"].items():
            days[_key(_ONLY.get(name.casefold(), name), language)] = number
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[form][width].items():
                months[_key(name, language)] = number
    return days, months


def dates_in(words: list[str], text: str, language: str) -> tuple[int, set[str]]:
    """The bits of the dates named, and which of these casefolded words are dates.

    `words` are those of the text in order, numbers among them; a day counts beside its month.
    """
    bits, found = 0, set()
    days, months = date_words(language)
    for place, word in enumerate(words):
        if word[0].isdigit():
            if _YEAR_NUMBER.fullmatch(word):
                bits |= 1 << (_YEAR + int(word) % 64)
                found.add(word)
            continue
        if len(word) < 3 and word.isascii():
            continue
        key = _key(word, language)
        if key in days and (word == _ONLY.get(word, word) or len(word) > 2):
            bits |= 1 << (_WEEKDAY + days[key])
            found.add(word)
        elif key in months:
            beside = [words[at] for at in (place - 1, place + 1) if 0 <= at < len(words)]
            numbers = [int(near) for near in beside if near.isdecimal() and len(near) < 5]
            if numbers or len(word) >= _SURE_LETTERS:
                bits |= 1 << (_MONTH + months[key] - 1)
                found.add(word)
            for number in numbers:
                if 1 <= number <= 31:
                    bits |= 1 << (_DAY + number - 1)
    if not text.isascii():
        bits |= _east_asian(text)
    return bits, found


def _east_asian(text: str) -> int:
    bits = 0
    for match in _EAST_ASIAN.finditer(text):
        month, day, weekday = match.groups()
        if weekday:
            bits |= 1 << (_WEEKDAY + _EAST_ASIAN_WEEK.index(weekday.replace("天", "日")))
            continue
        if month and 1 <= int(month) <= 12:
            bits |= 1 << (_MONTH + int(month) - 1)
        if 1 <= int(day) <= 31:
            bits |= 1 << (_DAY + int(day) - 1)
    return bits


def _key(name: str, language: str) -> str:
    return stem(name.casefold().rstrip("."), language)
