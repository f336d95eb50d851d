"""What stands before the first words of a story: place, agency, date, byline."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.text.rules import RULES
from bot.text.rules.universal import UNIVERSAL

_DASH = r"(?:\s+(?:—|–|--?|―|-)\s*|\s*(?:—|–|--|―)\s*)"


@lru_cache(maxsize=64)
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    tables = [UNIVERSAL, RULES["en"]] + ([RULES[language]] if language in RULES else [])
    agency = "|".join(part for table in tables for part in table.agency)
    agencies = rf"(?:{agency})(?:(?:[\s,/+&-]+|\s+and\s+)(?:{agency}))*"
    place = r"[^\W\d_][\w.'’\- ]{1,30}(?:[,،] [^\W\d_][\w.'’\- ]{1,24}){0,2}"
    flags = re.IGNORECASE
    return (
        # MOSCOW, Feb. 3 (Reuters) - ; (CNN) -- ; BERLIN (dpa) -
        re.compile(
            rf"(?:{place}[,،]?\s{{0,2}}(?:[\w. ]{{1,14}}[,،]?\s)?)?\(\s?{agencies}\s?\){_DASH}",
            flags,
        ),
        re.compile(rf"\(\s?{agencies}\s?\)[\s:.]*", flags),
        # Москва, 24 февраля. ТАСС. / МОСКВА, 24 фев - РИА Новости.
        re.compile(
            rf"{place}[,،]? ?\d{{0,2}} ?[^\W\d]{{0,9}}\.?(?: ?[/–—-] ?| ){agencies}(?:/\.?|\.|\s?:|{_DASH})\s*",
            flags,
        ),
        re.compile(rf"/?{agencies}/?(?:\.| ?[:|]|{_DASH})\s+", flags),
        # WASHINGTON — ; PARIS, June 3 —
        re.compile(
            rf"(?:[A-ZÀ-ÞА-ЯЁІЇЄ][A-ZÀ-ÞА-ЯЁІЇЄ.'’\-]+[, ]{{0,2}}){{1,4}}(?:[\w. ]{{0,14}})?{_DASH}(?=\S)"
        ),
    )


def strip_dateline(text: str, language: str) -> str:
    """The text without a dateline and agency tag at its start; never emptied."""
    for _ in range(2):
        for pattern in _patterns(language):
            found = pattern.match(text)
            if found and len(text) - found.end() >= 20:
                text = text[found.end() :].lstrip(" .,:–—-")
                break
        else:
            break
    return text


def has_dateline(text: str, language: str) -> bool:
    """Whether a paragraph begins with a dateline or agency tag."""
    return any(pattern.match(text) for pattern in _patterns(language))
