"""Words for days as people write them in schedules, in the interface's languages.

`data/schedule_words.txt` has, a line each, what the CLDR has not (`calendar_words`): sets of days,
inflected names of days, words for from-until, and words that say nothing (kind, meaning, words).
A word is known with its accents and without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from bot.domain.calendar_words import weekdays

#: Sets of days by the word that stands for them; `off` is none.
DAY_SETS: dict[str, tuple[int, ...]] = {
    "daily": (0, 1, 2, 3, 4, 5, 6),
    "weekdays": (0, 1, 2, 3, 4),
    "weekends": (5, 6),
    "off": (),
}
#: Letters that lose nothing by Unicode's decomposition, and are typed without their marks.
_BARE = str.maketrans({"ı": "i", "ł": "l", "ـ": "", "'": "", "’": "", "ʼ": "", "`": ""})
#: Scripts that put no blank between words.
_UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff～〜]")


def folded_word(word: str) -> str:
    """The word without case, accents, apostrophes, and marks of Arabic letters."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().translate(_BARE))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def weekday_of(word: str) -> int | None:
    """The weekday that a word means, Monday 0; None when it means none."""
    bare = word.casefold().strip(".:")
    bare = bare.removeprefix("و")  # Arabic's "and" is one with its word: `السبت والأحد`
    for days in (_words("day"), weekdays() if bare[:1].isalpha() else {}, _folded_days()):
        meant = days.get(bare, days.get(folded_word(bare)))
        if meant is not None:
            return int(meant)
    return None


def day_set(word: str) -> str | None:
    """`daily`, `weekdays`, `weekends` or `off` for a word that means it, else None."""
    bare = word.casefold().strip(".:")
    return _words("set").get(bare) or _words("set").get(folded_word(bare))


def says_nothing(word: str) -> bool:
    """True for a word that may stand between times and days, as `at` and `and` may."""
    return word in _words("filler") or folded_word(word) in _words("filler")


def plain_phrases(text: str) -> str:
    """Casefolded text with the phrases for sets of days as one word each (`every day`: `daily`).

    So do words that are not parted from what stands beside them, as in Chinese.
    """
    parted, unparted = _phrases()
    if parted.search(text):
        text = parted.sub(lambda found: f" {day_set(found[0])} ", text)
    if not text.isascii():
        text = re.sub(r"(?:まで|[到至])(?=[\s\d]|$)", " ", text)
        text = re.sub("[到至～〜]|から", "-", text)
        text = unparted.sub(lambda found: f" {day_set(found[0]) or found[0]} ", text)
        text = re.sub(r"\s*-\s*", "-", text)
    return text


def spans_joined(tokens: Sequence[str]) -> list[str]:
    """The words with `monday to friday` made one, `monday-friday`."""
    joined: list[str] = []
    for at, token in enumerate(tokens):
        begin = _words("until").get(token)
        if (
            begin is not None
            and 0 < at < len(tokens) - 1
            and (not begin or begin in tokens[:at])
            and weekday_of(tokens[at - 1]) is not None
            and weekday_of(tokens[at + 1]) is not None
        ):
            joined[-1] += "-"
        elif joined and joined[-1].endswith("-"):
            joined[-1] += token
        else:
            joined.append(token)
    return joined


@cache
def _phrases() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Phrases of several words; words of scripts that put no blanks between words."""
    sets = sorted(_words("set"), key=len, reverse=True)
    spoken = [re.escape(each) for each in sets if " " in each and not _UNPARTED.search(each)]
    unparted = [each for each in [*sets, *_words("day"), *weekdays()] if _UNPARTED.search(each)]
    unparted.sort(key=len, reverse=True)
    # One letter alone is a day only by itself: `日` stands in other words, too.
    whole = [re.escape(each) for each in unparted if len(each) > 1]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spoken)})(?!\w)"), re.compile("|".join(whole))


@cache
def _folded_days() -> dict[str, str]:
    """The CLDR's names of days without their accents; not those that then mean two things."""
    found: dict[str, set[str]] = {}
    for name, day in weekdays().items():
        found.setdefault(folded_word(name), set()).add(str(day))
    return {name: days.pop() for name, days in found.items() if len(days) == 1}


@cache
def _words(kind: str) -> dict[str, str]:
    """The words of a kind, with and without accents, and what each means."""
    found: dict[str, str] = {}
    file = resources.files(__package__).joinpath("data", "schedule_words.txt")
    lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()]
    for form in (str.casefold, folded_word):
        for has, meant, words in lines:
            if has == kind:
                found.setdefault(form(words), meant)
    return found
