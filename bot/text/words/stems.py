"""The stem of a word: Snowball where it knows the language, short ending tables where not."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any

from bot.text.words.scripts import main_script

#: ISO 639-1 code to the name of the Snowball algorithm.
_SNOWBALL = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "et": "estonian", "fi": "finnish",
    "fr": "french", "de": "german", "el": "greek", "hi": "hindi", "hu": "hungarian",
    "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian", "ne": "nepali",
    "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "es": "spanish",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
#: Endings of nouns, adjectives and verbs for languages without a Snowball algorithm here.
_ENDINGS = {
    "uk": (
        "увалися", "ювалися", "ованого", "ованому", "ування",
        "ювання", "ськими", "ського", "ському",
        "ільний", "остями", "ається", "ються", "увати",
        "ювати", "ували", "істю", "ості", "ість",
        "ький", "ька", "ьке", "ькі", "ими", "ого", "ому", "ами", "ями", "ові", "еві", "єві", "ала",
        "али", "ати", "ити", "іти", "ила", "или", "ять", "ють", "уть", "ить", "ися", "ася", "ься",
        "ій", "ий", "их", "им", "ою", "ею", "єю", "ах", "ях", "ів", "їв", "ам", "ям", "ом", "ем",
        "єм", "ав", "ив", "ть", "а", "я", "о", "е", "є", "и", "і", "ї", "у", "ю", "ь", "й",
    ),
    "be": ("ага", "аму", "ымі", "амі", "ямі", "ого", "аў", "яў", "ай", "ую", "ам", "ах", "ах",
           "ы", "і", "а", "я", "о", "у", "ю", "е", "й", "ь"),
    "bg": ("ията", "ието", "ите", "ият", "ата", "ята", "ото", "ето", "ове", "ът", "ят", "та",
           "то", "те", "а", "я", "о", "е", "и", "у"),
    "pl": (
        "owania", "owaniu", "owanie", "ościach", "ościami", "ością", "ości", "owych", "owymi",
        "owego", "owemu", "skiego", "skiemu", "skich", "skimi", "iego", "iemu", "iach", "iami",
        "ego", "emu", "ymi", "imi", "ami", "ach", "ich", "ych", "owi", "owa", "owe", "owy", "ość",
        "ała", "ało", "ały", "ali", "ają", "iły", "iła", "ili", "ych", "om", "ów", "em", "ie", "ią",
        "ej", "ym", "im", "ał", "ił", "ać", "ić", "yć", "a", "ą", "e", "ę", "i", "o", "u", "y",
    ),
}  # fmt: skip
#: Tried when the language of a query is not known.
_USUAL = {
    "latin": ("en", "de", "fr", "es", "it", "pt", "pl", "tr"),
    "cyrillic": ("ru", "uk"),
    "arabic": ("ar",),
}
_local = threading.local()  # a Snowball object must not be used by two threads at once


def stems_of(word: str, language: str) -> tuple[str, ...]:
    """The stems of a casefolded word: one for a known language, several for `""`."""
    languages = (language,) if language else _USUAL.get(main_script(word), ())
    return tuple(dict.fromkeys(stem(word, each) for each in languages))


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of a casefolded word; the word itself for a language without rules."""
    endings = _ENDINGS.get(language)
    snowball = None if endings and language != "pl" else _stemmer(language)
    if snowball is not None:
        stemmed: str = snowball.stemWord(word)
        return stemmed
    for ending in endings or ():
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _stemmer(language: str) -> Any:
    known: dict[str, Any] | None = getattr(_local, "known", None)
    if known is None:
        known = _local.known = {}
    if language not in known:
        import Stemmer

        name = _SNOWBALL.get(language)
        known[language] = Stemmer.Stemmer(name) if name in Stemmer.algorithms() else None
    return known[language]
