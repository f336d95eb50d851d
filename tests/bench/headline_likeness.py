"""How much a headline and a body of text are about the same."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.domain.stopwords import STOPWORDS
from bot.domain.terms import words_of

#: Characters of the pieces by which compounds and names written in two ways still meet.
PIECE_CHARS = 4
#: Characters of a body that count as its opening.
_OPENING_CHARS = 800


def headline_likeness(headline: str, body: str, rarity: Mapping[str, float]) -> float:
    """How much a headline and a body of text are about the same, 0 to 1.

    `rarity` gives the inverse document frequency of terms (see `rarity_of`); unknown terms
    count as the rarest. The opening of the body counts more than the rest.
    """
    rarest = max(rarity.values(), default=1.0)

    def vector(text: str) -> dict[str, float]:
        counts = Counter(_with_pieces(text))
        return {
            term: (1 + math.log(count)) * rarity.get(term, rarest) for term, count in counts.items()
        }

    asked, told, opening = vector(headline), vector(body), vector(body[:_OPENING_CHARS])
    return 0.6 * _cosine(asked, told) + 0.4 * _cosine(asked, opening)


def rarity_of(texts: Iterable[str]) -> dict[str, float]:
    """The inverse document frequency of the terms of some texts."""
    seen: Counter[str] = Counter()
    number = 0
    for text in texts:
        number += 1
        seen.update(set(_with_pieces(text)))
    return {term: math.log(1 + number / count) for term, count in seen.items()}


def _with_pieces(text: str) -> Iterable[str]:
    for word in words_of(text, STOPWORDS):
        yield word
        if len(word) > PIECE_CHARS:
            yield from (
                "#" + word[at : at + PIECE_CHARS] for at in range(len(word) - PIECE_CHARS + 1)
            )


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    dot = sum(weight * b[term] for term, weight in a.items() if term in b)
    size = math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))
    return dot / size if size else 0.0
