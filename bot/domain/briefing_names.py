"""The briefing that words are about (`science: 10:00 sun`), and what a briefing may be called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from bot.domain.errors import InputError
from bot.domain.schedule_words import says_when

#: As many letters as a button shows beside a schedule.
MAX_NAME_CHARS = 30

#: What stands before a colon in addresses and in queries: never a name.
_RESERVED = frozenset(
    {
        *("http", "https", "folder", "sitemap", "api", "sql", "telegram", "page"),
        *("source", "lang", "topic", "since"),
    }
)

_NAME = r"[^\W\d_][\w -]*"
#: The colon is followed by a space, so that neither a time nor a query's field is a name.
_PREFIX = re.compile(rf"(?P<name>{_NAME}):(?:\s+(?P<words>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePrefix:
    """A name before a colon, and what it is about."""

    #: Tidied, in the letters that were typed.
    name: str
    #: What follows the colon.
    words: str
    #: Whether the chat has a briefing of this name.
    known: bool


def read_prefix(words: str, known: Iterable[str]) -> NamePrefix | None:
    """The briefing that words name before a colon; None when they name none.

    Names of days, times and the words of addresses and queries are never names.
    """
    head = words[: MAX_NAME_CHARS + 2]
    if ":" not in head:
        return None
    found = _PREFIX.fullmatch(words)
    if found is None:
        return None
    name = " ".join(found["name"].split())
    folded = name.casefold()
    if folded in {each.casefold() for each in known}:
        return NamePrefix(name=name, words=(found["words"] or "").strip(), known=True)
    if not found["words"] or not _may_be_name(folded):
        return None
    return NamePrefix(name=name, words=found["words"].strip(), known=False)


def check_name(name: str) -> str:
    """The name as it is kept (tidied, casefolded).

    Raises:
        InputError: it is too long, begins with no letter, or says something else already.
    """
    folded = " ".join(name.split()).casefold()
    if len(folded) > MAX_NAME_CHARS or not re.fullmatch(_NAME, folded) or not _may_be_name(folded):
        raise InputError(
            f"A briefing's name is a word or two of at most {MAX_NAME_CHARS} letters, "
            "and no time or day.",
            example="/schedule science: 10:00 sun",
            key="error.briefing_name",
            values={"count": str(MAX_NAME_CHARS)},
        )
    return folded


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; None when none is near."""
    found = get_close_matches(name.casefold(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _may_be_name(folded: str) -> bool:
    return folded not in _RESERVED and not all(says_when(word) for word in folded.split())
