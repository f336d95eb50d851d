"""Features of an article's headline and lead, in the form in which two articles are compared."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from enum import IntFlag
from zlib import crc32


class Mark(IntFlag):
    """Features of a word of an article, as flags."""

    #: Stands in the headline.
    HEADLINE = 1
    #: Is written as a name: a capital inside a sentence.
    NAME = 2
    NUMBER = 4
    #: A month, a day of the week or a year.
    DATE = 8
    #: Is no name though it has a capital: a noun of a language that gives all nouns one.
    NOUN = 16
    #: Of a script or language whose capitals tell no names.
    UNTOLD = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The features of an article by which stories are compared, about 500 bytes."""

    #: Its words, each as the CRC of its stem, in order of first use.
    words: array[int] = field(default_factory=lambda: array("I"))
    #: What is known of each word, `Mark`s as a byte.
    marks: bytes = b""
    #: The days, days of the week, months and years it names, a bit for each.
    dates: int = 0
    #: Whether there is no lead, or one too short to tell much.
    brief: bool = False

    def __len__(self) -> int:
        return len(self.words)


def telling_of(words: dict[str, int], *, dates: int = 0, brief: bool = False) -> Telling:
    """The telling of an article's stems and what is known of each, `Mark`s as a number."""
    return Telling(
        words=array("I", [crc32(word.encode()) for word in words]),
        marks=bytes(words.values()),
        dates=dates,
        brief=brief,
    )


#: Sizes of a word's weight by what is known of it: in the likeness of two articles, and as
#: something that only one event of its kind has. See `bot.domain.likeness`.
_LEAD, _NAME, _NUMBER, _DATE = 0.7, 2.0, 1.5, 1.5
_TITLE_WORD, _UNTOLD_WORD, _LEAD_NAME = 0.3, 0.6, 0.5


def _weight(mark: Mark) -> float:
    weight = 1.0 if mark & Mark.HEADLINE else _LEAD
    weight *= _NAME if mark & Mark.NAME and not mark & Mark.NOUN else 1.0
    weight *= _NUMBER if mark & Mark.NUMBER else 1.0
    return weight * (_DATE if mark & Mark.DATE else 1.0)


def _own(mark: Mark) -> float:
    if mark & Mark.NOUN:
        return 0.0
    own = 1.0 if mark & (Mark.NAME | Mark.NUMBER) else 0.0
    if mark & Mark.HEADLINE:
        own = max(own, _UNTOLD_WORD if mark & Mark.UNTOLD else _TITLE_WORD)
    else:
        own *= _LEAD_NAME
    return own * (_DATE if mark & Mark.DATE else 1.0)


#: By `Mark`: how much a word counts, and how much it tells one event from others of its kind.
WEIGHTS = tuple(_weight(Mark(mark)) for mark in range(64))
OWN = tuple(_own(Mark(mark)) for mark in range(64))
