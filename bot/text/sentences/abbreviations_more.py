"""Abbreviations of languages that neither the segmenter nor CLDR knows.

Titles, places, units and what is said in short, as they stand before a name or a number; those
that mean "and so on" are left out: before a capital they end a sentence. They stand in
`abbreviations.txt`, a language (ISO 639-1) and an abbreviation with its last full stop a line.
"""

from __future__ import annotations

from pathlib import Path


def _read() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    lines = Path(__file__).with_name("abbreviations.txt").read_text(encoding="utf-8")
    for language, word in (line.split("\t") for line in lines.splitlines()):
        found.setdefault(language, set()).add(word)
    return {language: frozenset(words) for language, words in found.items()}


#: By language.
MORE = _read()
