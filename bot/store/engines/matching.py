"""A query in the forms of the index, and the runs of words that stand for a phrase.

Every engine indexes the same column, `article_text.search_text`: words already folded and stemmed
by `bot.text.words.normalise`, so that all give the same answers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

#: For each word of a term, the forms that count as it; several words stand together.
Phrase = Sequence[Sequence[str]]

#: Words of a phrase that are compared together.
_WINDOW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A query in the forms of the index."""

    #: All must hold; any phrase of each.
    clauses: Sequence[Sequence[Phrase]]
    #: None may hold.
    unwanted: Sequence[Phrase] = ()


def either(parts: Iterable[str], joiner: str) -> str:
    """Some expressions in brackets, joined."""
    return "(" + f" {joiner} ".join(parts) + ")"


def windows(phrase: Phrase, *, most_ways: float = math.inf) -> Iterator[Phrase]:
    """Runs of neighbouring words that together stand for the phrase.

    No engine can say "up to so many places on" for a run of words but by writing every
    way down, which are `NEAR` times as many with each word. Three words at a time cost the
    same for each word of the phrase; a phrase of up to three is exact, and a longer one is
    content with runs that overlap. Words with very many forms come in twos.
    """
    size = _WINDOW
    if any(math.prod(map(len, phrase[at : at + size])) > most_ways for at in range(len(phrase))):
        size = 2
    for at in range(max(1, len(phrase) - size + 1)):
        yield phrase[at : at + size]
