"""The patterns by which lines that are no news are known in a language, made of its phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.text.lines.phrases import alternation, languages

__all__ = ["OPENING_APART", "Patterns", "patterns_for", "tables_for"]

#: Languages in whose papers a text goes on from the paragraph under the headline; elsewhere that
#: is a deck, which the text repeats.
OPENING_APART = frozenset(["cs", "da", "de", "fi", "hu", "nl", "nb", "nn", "no", "pl", "sk", "sv"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The phrases of a language, English and all languages, compiled; matched in lower case."""

    #: Whole lines that are buttons, menus and section names.
    label: re.Pattern[str]
    #: Anywhere in a line: asks for money, a subscription, a click, consent.
    appeal: re.Pattern[str]
    #: Anywhere in a line: copyright, disclaimers, tags the law asks for.
    legal: re.Pattern[str]
    #: At the start of a line: says that the line is about a picture.
    caption: re.Pattern[str]
    #: Anywhere in a short line: who made or owns a picture.
    credit: re.Pattern[str]
    #: At the start of a short line: who wrote it.
    byline: re.Pattern[str]
    #: Anywhere in a short line: words of dates and times of publication.
    date: re.Pattern[str]
    #: At the start of a line: leads elsewhere.
    related: re.Pattern[str]
    #: Words that speak to the reader, whole words.
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
    "you": r"(?<!\w)(?:{})(?!\w)",
}
_SUSPECT = ("appeal", "legal", "credit")


@lru_cache(maxsize=64)
def patterns_for(language: str) -> Patterns:
    """The compiled phrases for a language; English and universal ones always apply too."""
    tables = tables_for(language)
    compiled = {
        kind: re.compile(frame.format(alternation((kind,), tables)))
        for kind, frame in _FRAME.items()
    }
    return Patterns(**compiled, suspect=re.compile(alternation(_SUSPECT, tables)))


def tables_for(language: str) -> Sequence[str]:
    """The folders of phrases that apply to a text: of all languages, English, its own."""
    own = [language] if language in languages() and language != "en" else []
    return ["all", "en", *own]
