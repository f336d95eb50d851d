"""The degree to which two articles tell the same: likeness of words, and what only one of them has.

Two measures, because formula news (two earthquakes, two results, two verdicts) share most of
their words and differ in a few:

`alike`  the cosine of their words, weighted by rarity; names count twice, numbers and dates more.
`same`   of what tells one event from others of its kind (names, numbers, dates, the headline's
         words), how much both have, against what *each* has and the other nowhere: a shorter
         text that leaves things out is not held against it.

On pairs of two events of one kind (ECB+, odd topics) the area under the ROC curve is .917 for
`alike`, .915 for `same`, .93 for both with dates; on 90 formulaic events in six languages .83,
.99, and no pair is wrong with both.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.telling import OWN, WEIGHTS, Mark, Telling

#: What one middling name would weigh: little evidence on both sides says nothing.
_DOUBT = 3.0
#: So alike, and with nothing of its own on one side, are copies of one text.
_COPY = 0.75
_NOUN = int(Mark.NOUN)
_COUNTED = int(Mark.HEADLINE | Mark.NUMBER)


@dataclass(frozen=True, slots=True)
class Likeness:
    """The degree to which two articles tell the same."""

    #: The cosine of their words, 0 to 1.
    alike: float
    #: How much of what tells events apart both have, 0 to 1.
    same: float
    #: 1 when both name a day and share one, -1 when they share none, 0 when one names none.
    dates: int
    #: Words that both have.
    shared: int
    #: Each headline has a number that is nowhere in the other article.
    counted: bool
    #: How many of the two have no lead to speak of, as a share: 0, 0.5 or 1.
    brief: float


class Compared:
    """An article made ready to be compared with others."""

    __slots__ = ("brief", "by_word", "dates", "numbers", "own", "square")

    def __init__(self, telling: Telling, rarities: Sequence[float]) -> None:
        """`rarities` are those of the telling's words, in their order."""
        self.dates, self.brief = telling.dates, telling.brief
        #: By word: its weight, what it tells apart, and whether it is a noun only.
        self.by_word: dict[int, tuple[float, float, int]] = {}
        #: The numbers of its headline.
        self.numbers: set[int] = set()
        square = total = 0.0
        for word, mark, rarity in zip(telling.words, telling.marks, rarities, strict=True):
            weight, own = WEIGHTS[mark] * rarity, OWN[mark] * rarity
            self.by_word[word] = (weight, own, mark & _NOUN)
            square += weight * weight
            total += own
            if mark & _COUNTED == _COUNTED:
                self.numbers.add(word)
        self.square, self.own = square, total


def likeness(a: Compared, b: Compared) -> Likeness:
    """The degree to which two articles tell the same."""
    ours, theirs = a.by_word, b.by_word
    shared = ours.keys() & theirs.keys()
    dot = held_a = held_b = owned_a = owned_b = 0.0
    for word in sorted(shared):  # sums of floats depend on their order
        weight_a, own_a, noun_a = ours[word]
        weight_b, own_b, noun_b = theirs[word]
        dot += weight_a * weight_b
        owned_a += own_a
        owned_b += own_b
        if not noun_a and not noun_b:
            held_a += own_a
            held_b += own_b
    size = math.sqrt(a.square * b.square)
    held = max(held_a, held_b)
    only = min(a.own - owned_a, b.own - owned_b)
    dated = a.dates and b.dates
    alike = dot / size if size else 0.0
    copy = alike >= _COPY and held > 0 and only < _DOUBT
    return Likeness(
        alike=alike,
        same=1.0 if copy else held / (held + only + _DOUBT),
        dates=(1 if a.dates & b.dates else -1) if dated else 0,
        shared=len(shared),
        counted=not (a.numbers <= theirs.keys() or b.numbers <= ours.keys()),
        brief=(a.brief + b.brief) / 2,
    )
