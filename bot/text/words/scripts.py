"""Writing systems, and the languages written in them."""

from __future__ import annotations

import re
from collections import Counter

#: Scripts written without spaces between words, as the inside of a character class:
#: Thai, Lao, Burmese, Khmer, kana, Han and Hangul (whose words carry their particles).
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)

_RANGES: tuple[tuple[str, str], ...] = (
    ("latin", "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"),
    ("cyrillic", "\u0400-\u052f"),
    ("arabic", "\u0620-\u064a\u066e-\u06d3\u06fa-\u06ff\u0750-\u077f"),
    ("han", "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"),
    ("kana", "\u3041-\u30ff"),
    ("hangul", "\uac00-\ud7a3"),
    ("hebrew", "\u05d0-\u05ea"),
    ("greek", "\u0370-\u03ff\u1f00-\u1fff"),
    ("thai", "\u0e00-\u0e7f"),
    ("devanagari", "\u0900-\u097f"),
    ("armenian", "\u0531-\u0587"),
    ("georgian", "\u10a0-\u10ff"),
    ("bengali", "\u0980-\u09ff"),
    ("gurmukhi", "\u0a00-\u0a7f"),
    ("gujarati", "\u0a80-\u0aff"),
    ("tamil", "\u0b80-\u0bff"),
    ("telugu", "\u0c00-\u0c7f"),
    ("kannada", "\u0c80-\u0cff"),
    ("malayalam", "\u0d00-\u0d7f"),
    ("sinhala", "\u0d80-\u0dff"),
    ("lao", "\u0e80-\u0eff"),
    ("burmese", "\u1000-\u109f"),
    ("khmer", "\u1780-\u17ff"),
    ("ethiopic", "\u1200-\u137f"),
)
_SCRIPTS = [(name, re.compile(f"[{chars}]+")) for name, chars in _RANGES]
#: A letter of any of them but Latin.
_OTHER = re.compile("[\u0370-\u1dff\u1f00-\u1fff\u3005-\U0003ffff]")

#: Scripts that tell the language by themselves.
SOLE_LANGUAGE = {
    "hangul": "ko", "greek": "el", "thai": "th", "armenian": "hy", "georgian": "ka",
    "bengali": "bn", "gurmukhi": "pa", "gujarati": "gu", "tamil": "ta", "telugu": "te",
    "kannada": "kn", "malayalam": "ml", "sinhala": "si", "lao": "lo", "burmese": "my",
    "khmer": "km", "ethiopic": "am", "kana": "ja", "hebrew": "he",
}  # fmt: skip
#: Languages of the scripts that several share.
LANGUAGES = {
    "cyrillic": frozenset(
        [
            "ru",
            "uk",
            "be",
            "bg",
            "sr",
            "mk",
            "kk",
            "ky",
            "mn",
            "tg",
            "tt",
            "ba",
            "cv",
            "os",
            "sah",
            "ce",
        ]
    ),
    "arabic": frozenset(["ar", "fa", "ur", "ps", "ug", "ku", "sd", "ckb"]),
    "han": frozenset(["zh", "ja"]),
    "devanagari": frozenset(["hi", "mr", "ne", "sa"]),
    "hebrew": frozenset(["he", "yi"]),
    "kana": frozenset({"ja"}),
}
_NOT_LATIN = frozenset().union(*LANGUAGES.values(), SOLE_LANGUAGE.values()) - {"sr", "ku"}


def main_script(text: str) -> str:
    """The name of the script most letters of a text are in, or empty.

    Any kana among Han makes it kana: Japanese news is often mostly Han.
    """
    counts = scripts_of(text)
    if not counts:
        return ""
    # a Han character says about as much as two letters of an alphabet
    for name in ("han", "kana", "hangul"):
        if name in counts:
            counts[name] *= 2
    if counts.get("kana", 0) * 10 >= counts.get("han", 0) > 0:
        counts["kana"] += counts.pop("han")
    return max(counts, key=lambda name: (counts[name], name))


def scripts_of(text: str) -> Counter[str]:
    """The number of letters of a text in each script; at most its first 4,000 characters."""
    text = text[:4000]
    counts: Counter[str] = Counter()
    for name, letters in _SCRIPTS:
        count = sum(map(len, letters.findall(text)))
        if count:
            counts[name] = count
        if name == "latin" and not _OTHER.search(text):
            break
    return counts


def writes(language: str, script: str) -> bool:
    """True if a language (ISO 639-1) is usually written in a script."""
    if script == "latin":
        return language not in _NOT_LATIN
    return language in LANGUAGES.get(script, ()) or SOLE_LANGUAGE.get(script) == language
