"""Words that stand in dates, in all languages: months, days, parts of the day; CLDR by Babel."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]{3,}")
#: Words around a time that CLDR does not list.
_AROUND = frozenset(
    ("uhr", "hrs", "clock", "today", "heute", "heures", "horas", "ore", "saat", "часов", "часа", "год",
     "года", "року", "the", "and", "from", "until", "gmt", "utc", "cet", "cest", "msk", "est", "edt",
     "bst", "pst", "pdt", "wib", "ist", "kst", "jst", "time", "updated", "published", "posted", "local",
     "standard", "daylight", "eastern", "central", "pacific", "saatnya", "klokken", "klockan", "ngày",
     "tháng", "năm", "den", "des", "der", "del", "alle", "die", "vom", "zum", "bis", "von", "dem")
)  # fmt: skip
_LANGUAGES = (
    *("ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he"),
    *("hi", "hr", "hu", "id", "it", "ka", "kk", "lt", "lv", "mk", "mr", "nb", "nl", "pl", "pt"),
    *("ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "te", "th", "tr", "uk", "ur", "vi"),
)


@lru_cache(maxsize=1)
def calendar_words() -> frozenset[str]:
    """The words of three letters and more, casefolded; loaded when first asked for."""
    from babel import Locale

    found: set[str] = set(_AROUND)
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        for table in (locale.months, locale.days):
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for name in table[context][width].values():
                        found.update(_WORD.findall(str(name).casefold()))
    return frozenset(found)
