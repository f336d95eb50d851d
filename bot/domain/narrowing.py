"""Words that narrow a subscription down: `"interest rate" -crypto`.

They are asked of what a reader would see of an article, its headline and lead, as a mute's are.
Unlike words that are followed they need not say what is wanted: `-crypto` alone leaves all else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from bot.domain.address_words import AddressLikeness, likeness
from bot.domain.errors import InputError
from bot.domain.mutes import Mute
from bot.domain.query import Query, parse_query

#: What is shown to who wrote what cannot be read.
EXAMPLE = '/subscribe https://example.org/feed "interest rate" -crypto'


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Queries that decide on a story, in the form that is asked of articles for mutes as well."""

    #: One article of the story must answer it; None: any does.
    wanted: Mute | None
    #: No article of the story may answer it; None: none does.
    unwanted: Mute | None

    @property
    def queries(self) -> tuple[Mute, ...]:
        """Both, where they are there."""
        return tuple(each for each in (self.wanted, self.unwanted) if each is not None)


def read_words(words: str) -> str:
    """The words as they are kept.

    Raises:
        InputError: there is nothing to look for in them, or a word with a colon.
    """
    squeezed = " ".join(words.split())
    try:
        parse_query(squeezed, known=(), bare=True)
    except InputError as error:
        key = "error.narrow_field" if error.key == "error.query_field" else error.key
        raise InputError(str(error), example=EXAMPLE, key=key, values=error.values) from error
    return squeezed


@lru_cache(maxsize=4096)
def narrowing(words: str) -> Narrowing:
    """The queries that kept words mean."""
    query = parse_query(words, known=(), strict=False, bare=True)
    wanted = Query(clauses=query.clauses).normalised
    unwanted = Query(clauses=(query.unwanted,)).normalised if query.unwanted else ""
    return Narrowing(
        wanted=Mute(id=0, words=wanted, title=words) if wanted else None,
        unwanted=Mute(id=0, words=unwanted, title=words) if unwanted else None,
    )


def split_words(text: str) -> tuple[str, str]:
    """An address and the words behind it; all of it and nothing where there is no such pair."""
    first, _, rest = text.strip().partition(" ")
    if rest.strip() and likeness(first) is AddressLikeness.SURE:
        return first, " ".join(rest.split())
    return text, ""
