"""The language of a text: script first, then a statistical model, the source's word heeded."""

from __future__ import annotations

import re

from bot.domain.stopwords import BY_LANGUAGE
from bot.text.words.language_model import language_model
from bot.text.words.scripts import LANGUAGES, SOLE_LANGUAGE, main_script, writes

#: Letters of a text that are looked at; more changes no answer and costs time.
_ENOUGH_CHARS = 400
#: How sure the model must be to overrule what the source declares.
_SURE = 0.95
#: Letters below which the declared language is kept whatever the model says.
_SHORT_CHARS = 40
#: Letters that only one of the languages of a script has, or has not.
_ONLY = (
    ("cyrillic", "uk", "їєґ"),
    ("cyrillic", "be", "ў"),
    ("cyrillic", "sr", "ђћџ"),
    ("cyrillic", "mk", "ѓќѕ"),
    ("cyrillic", "kk", "әғқңұһ"),
    ("arabic", "ur", "ٹڈڑےں"),
    ("arabic", "ps", "ټډړږښځڅ"),
    ("arabic", "ckb", "ڕڵۆێ"),
    ("arabic", "fa", "پچژگ"),
)
#: Codes that sources use for what is read as one language here.
_SAME = {"iw": "he", "in": "id", "ji": "yi", "nb": "no", "nn": "no", "cn": "zh", "jp": "ja",
         "kr": "ko", "ua": "uk", "gr": "el", "cz": "cs", "dk": "da", "se": "sv", "hr": "hr",
         "eng": "en", "rus": "ru", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr",
         "spa": "es", "ita": "it", "por": "pt", "ukr": "uk", "pol": "pl", "tur": "tr",
         "ara": "ar", "zho": "zh", "chi": "zh", "jpn": "ja", "kor": "ko"}  # fmt: skip
#: Languages of the Latin script that news is written in; the model's rarer ones
#: (Latin, Esperanto, Walloon, …) steal short headlines.
_LATIN = frozenset(
    [
        "en",
        "de",
        "fr",
        "es",
        "it",
        "pt",
        "nl",
        "pl",
        "tr",
        "cs",
        "sk",
        "sl",
        "hr",
        "bs",
        "ro",
        "hu",
        "fi",
        "et",
        "lv",
        "lt",
        "sv",
        "no",
        "da",
        "is",
        "ga",
        "cy",
        "ca",
        "gl",
        "eu",
        "sq",
        "az",
        "uz",
        "id",
        "ms",
        "vi",
        "tl",
        "sw",
        "af",
        "mt",
        "lb",
    ]
)
#: Languages told by their small words alone, and words of a text that takes.
_PLAIN, _ENOUGH_WORDS = ("en", "de"), 25
_WORDS = re.compile(r"\w+")


def language_code(declared: str) -> str:
    """The ISO 639-1 code of a language tag as sources write it (`en-US`, `pt_BR`), or empty."""
    code = declared.strip().replace("_", "-").split("-")[0].casefold()[:8]
    code = _SAME.get(code, code)
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def detect_language(text: str, *, declared: str = "") -> str:
    """The ISO 639-1 code of the language of a text, or empty when it cannot be told.

    `declared` is what the source says; it is believed unless its script is another, or the
    text is long enough and plainly in another language.
    """
    hint = language_code(declared)
    sample = text[:_ENOUGH_CHARS]
    script = main_script(sample)
    if not script:
        return hint
    if hint and not writes(hint, script):
        hint = ""
    if script in SOLE_LANGUAGE and script not in LANGUAGES:
        return SOLE_LANGUAGE[script]
    if script == "han":
        return hint or "zh"
    found = _by_letters(sample.casefold(), script)
    if found and hint != found and (not hint or len(sample) >= _SHORT_CHARS):
        return found
    if hint and (len(sample) < _SHORT_CHARS or found):
        return hint
    if script == "latin" and (plain := _by_small_words(sample)):
        return plain
    ranked = language_model().rank(sample, script)
    if not ranked:
        return hint
    best, certainty = ranked[0]
    if hint and best != hint and certainty < _SURE:
        return hint
    return language_code(best)


def _by_letters(folded: str, script: str) -> str:
    """The language whose own letters a text has enough of, or empty."""
    letters = sum(map(str.isalpha, folded)) or 1
    for where, language, own in _ONLY:
        if where == script:
            count = sum(map(folded.count, own))
            if count >= 2 and count / letters > 0.01:
                return language
    if script == "cyrillic" and any(map(folded.count, "ыэ")) and not any(map(folded.count, "іў")):
        return "ru" if not any(map(folded.count, "әғқңөүұһ")) else ""
    if script == "cyrillic" and folded.count("і") and not any(map(folded.count, "ыэ")):
        return "uk"
    return ""


def _by_small_words(sample: str) -> str:
    """English or German, where a text plainly is: their small words are many and their own."""
    words = _WORDS.findall(sample.lower())
    if len(words) < _ENOUGH_WORDS:
        return ""
    shares = {code: sum(map(small.__contains__, words)) for code, small in BY_LANGUAGE.items()}
    best = max(_PLAIN, key=lambda code: shares[code])
    others = max(count for code, count in shares.items() if code != best)
    enough = shares[best] >= 0.28 * len(words) and shares[best] >= 2 * others
    return best if enough else ""
