"""What lines that are no news look like, as tables: one per language, matched on casefolded text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache

from bot.text.lines.rules.base import LineRules
from bot.text.lines.rules.east import EAST
from bot.text.lines.rules.romance import ROMANCE
from bot.text.lines.rules.slavic import SLAVIC
from bot.text.lines.rules.universal import UNIVERSAL
from bot.text.lines.rules.west import WEST

__all__ = ["LineRules", "OPENING_APART", "Patterns", "RULES", "patterns_for"]

#: Languages in whose papers a text goes on from the paragraph under the headline; elsewhere that
#: is a deck, which the text repeats.
OPENING_APART = frozenset(["cs", "da", "de", "fi", "hu", "nl", "nb", "nn", "no", "pl", "sk", "sv"])

RULES: dict[str, LineRules] = {**WEST, **ROMANCE, **SLAVIC, **EAST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The rules of a language, English and all languages, compiled; see `LineRules`."""

    label: re.Pattern[str]
    appeal: re.Pattern[str]
    legal: re.Pattern[str]
    caption: re.Pattern[str]
    credit: re.Pattern[str]
    byline: re.Pattern[str]
    date: re.Pattern[str]
    related: re.Pattern[str]
    agency: re.Pattern[str]
    you: re.Pattern[str]
    #: An appeal, legal tag or credit: one look that most lines pass.
    suspect: re.Pattern[str]


#: How each kind of rule is anchored: a label is a whole line, a byline begins one, …
_FRAME = {
    "label": r"(?:{})\W*\Z",
    "appeal": r"(?:{})",
    "legal": r"(?:{})",
    "caption": r"\W*(?:{})",
    "credit": r"(?:{})",
    "byline": r"\W*(?:{})",
    "date": r"(?:{})",
    "related": r"\W*(?:{})",
    "agency": r"(?:{})",
    "you": r"(?<!\w)(?:{})(?!\w)",
}


@lru_cache(maxsize=64)
def patterns_for(language: str) -> Patterns:
    """The compiled rules for a language; English and universal ones always apply too."""
    tables = [UNIVERSAL, RULES["en"]]
    if language in RULES and language != "en":
        tables.append(RULES[language])
    compiled = {}
    for field in fields(LineRules):
        parts = [part for table in tables for part in getattr(table, field.name)]
        compiled[field.name] = re.compile(_FRAME[field.name].format(_quick(parts)))
    some = [part for table in tables for part in (*table.appeal, *table.legal, *table.credit)]
    return Patterns(**compiled, suspect=re.compile(f"(?:{_quick(some)})"))


def _quick(parts: Iterable[str]) -> str:
    """The parts as one alternation that fails fast.

    Those that begin at a word's start share one test for it, so that they are tried at word
    starts only, and there only where their first letter fits.
    """
    at_word: dict[str, None] = {}
    anywhere: dict[str, None] = {}
    for piece in (piece for part in parts for piece in _alternatives(part)):
        if piece.startswith(r"\b"):
            at_word.update(dict.fromkeys(_opened(piece[2:])))
        elif piece.startswith(r"\A") and piece[2:3].isalpha():
            # the start of the text is the start of a word
            at_word[rf"{piece[2]}(?<=\A{piece[2]}){piece[3:]}"] = None
        else:
            anywhere[piece] = None
    if at_word:
        anywhere[rf"(?<!\w)(?:{_by_letter(at_word)})"] = None
    return "|".join(anywhere)


def _by_letter(pieces: Iterable[str]) -> str:
    """The pieces as one alternation in which those that begin alike stand together."""
    groups: dict[str, list[str]] = {}
    for piece in pieces:
        plain = piece[:1].isalpha() and piece[1:2] not in ("?", "*", "+", "{")
        groups.setdefault(piece[0] if plain else "", []).append(piece[1:] if plain else piece)
    others = groups.pop("", [])
    begun = [
        letter + (rest[0] if len(rest) == 1 else f"(?:{_by_letter(rest)})")
        for letter, rest in sorted(groups.items())
    ]
    return "|".join(begun + others)


def _opened(piece: str) -> Iterator[str]:
    """A piece that begins with a choice as one piece for each of its choices."""
    end = _group_end(piece) if piece.startswith("(?:") else 0
    if not end or piece[end : end + 1] in ("?", "*", "+", "{"):
        yield piece
        return
    for choice in _alternatives(piece[3 : end - 1]):
        yield from _opened(choice + piece[end:])


def _group_end(pattern: str) -> int:
    """The place behind the group that a pattern begins with; 0 when there is no telling."""
    depth, at = 0, 0
    while at < len(pattern):
        char = pattern[at]
        if char == "[":
            return 0
        if char == "\\":
            at += 1
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return at + 1
        at += 1
    return 0


def _alternatives(pattern: str) -> Iterator[str]:
    """The alternatives of a pattern at its top level."""
    depth, start, at, in_class = 0, 0, 0, False
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            yield pattern[start:at]
            start = at + 1
        at += 1
    yield pattern[start:]
