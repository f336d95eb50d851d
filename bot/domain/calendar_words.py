"""Words for days, months, halves of the day and spans of time in the interface's languages.

From the CLDR, in a file that is made of it (`python -m tests.make_calendar_words`): the languages'
own data take most of a second to load, and somebody waits. Read when a word is met that the short
lists beside the parsers do not know. A word that means one thing in one language and another in
the next means nothing here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

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
    return _numbers("weekday")


@cache
def months() -> dict[str, int]:
    """January 1: long and short names, casefolded, without points."""
    return _numbers("month")


@cache
def spans() -> dict[str, int]:
    """Days in what people call a day, a week, a month, in every form of the word."""
    return _numbers("span")


@cache
def _halves() -> dict[str, tuple[str, ...]]:
    """Words for am and pm, the longest first."""
    words = _words().get("half", {})
    return {
        half: tuple(sorted((w for w, meant in words.items() if meant == half), key=len)[::-1])
        for half in ("am", "pm")
    }


def _numbers(kind: str) -> dict[str, int]:
    return {word: int(meant) for word, meant in _words().get(kind, {}).items()}


@cache
def _words() -> dict[str, dict[str, str]]:
    """The words of each kind, and what each means."""
    found: dict[str, dict[str, str]] = {}
    file = resources.files(__package__).joinpath("data", "calendar_words.txt")
    for line in file.read_text(encoding="utf-8").splitlines():
        kind, meant, word = line.split("\t")
        found.setdefault(kind, {})[word] = meant
    return found
