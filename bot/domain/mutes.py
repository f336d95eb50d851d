"""Mutes: words that a chat does not want to read about.

A mute is a query as for following, the name of a ready set (`set:war`), or a source
(`@source:12`, which no query looks like). It is asked of what
a reader would see of an article, its headline and lead: one that names a word far down in its
text is about something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.errors import InputError
from bot.domain.mute_sets import SETS
from bot.domain.query import MAX_TERMS, parse_query

#: Mutes of one chat.
MAX_MUTES = 50
_SET, _SOURCE = "set:", "@source:"
_EXAMPLE = '/mute "transfer window" OR bitcoin'
#: Language fields and alternatives of one of a set's queries.
_PER_QUERY = MAX_TERMS - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A query whose articles a chat does not want."""

    id: int
    #: A query in its normal form, `set:` and the name of a ready set, or `@source:` and an id.
    words: str
    #: As it was written; of a set its name.
    title: str

    @property
    def ready_set(self) -> str:
        """The name of the ready set it is, empty for words."""
        return set_of(self.words)


def set_of(words: str) -> str:
    """The name of the ready set that words stand for, empty when they are words."""
    name = words.removeprefix(_SET)
    return name if words.startswith(_SET) and name in SETS else ""


def of_set(name: str) -> str:
    """The words that stand for a ready set."""
    return f"{_SET}{name}"


def of_source(source_id: int) -> str:
    """The words that stand for everything of a source."""
    return f"{_SOURCE}{source_id}"


def source_of(words: str) -> int:
    """The source that words stand for, 0 when they stand for none."""
    number = words.removeprefix(_SOURCE)
    return int(number) if words.startswith(_SOURCE) and number.isdecimal() else 0


def read_mute(words: str) -> str:
    """The normal form of a mute's words.

    Raises:
        InputError: there is nothing to look for in them, or a word with a colon is not known.
    """
    if set_of(words):
        return words
    try:
        return parse_query(words).normalised
    except InputError as error:
        raise InputError(
            str(error), example=_EXAMPLE, key=error.key, values=error.values
        ) from error


def queries(words: str) -> Iterator[str]:
    """The queries of which any one means a mute; one, but for a ready set."""
    name = set_of(words)
    if not name:
        yield words
        return
    for language, terms in SETS[name].items():
        for at in range(0, len(terms), _PER_QUERY):
            named = (f'"{term}"' for term in terms[at : at + _PER_QUERY])
            yield f"{' OR '.join(named)} lang:{language}"


def too_many(mutes: Iterable[Mute]) -> bool:
    """True if a chat has as many mutes as it may have."""
    return sum(1 for _ in mutes) >= MAX_MUTES
