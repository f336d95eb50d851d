"""The briefing that words are about (`science: 10:00 sun`), and what a briefing may be called."""

from __future__ import annotations

import unicodedata
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

#: What a name may have beside letters with their marks, digits and pictures.
_SIGNS = frozenset(" -_'’&+\u200c\u200d")


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

    Names of days, times and the words of addresses and queries are never names. A name that the
    chat has not is one only where a blank follows its colon: `lang:de` is no name.
    """
    head, colon, rest = words[: MAX_NAME_CHARS + 2].replace("：", ": ").partition(":")
    name = " ".join(head.split())
    if not colon or not _is_well_formed(name):
        return None
    after = words[len(head) + 1 :]
    folded = folded_name(name)
    if folded in {each.casefold() for each in known}:
        return NamePrefix(name=name, words=after.strip(), known=True)
    if not rest[:1].isspace() or not after.strip() or not _may_be_name(folded):
        return None
    return NamePrefix(name=name, words=after.strip(), known=False)


def folded_name(name: str) -> str:
    """The name as it is kept and compared: without case and needless blanks."""
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()


def check_name(name: str) -> str:
    """The name as it is kept.

    Raises:
        InputError: it is too long, has no letter, or says something else already.
    """
    folded = folded_name(name)
    if len(folded) > MAX_NAME_CHARS or not _is_well_formed(folded) or not _may_be_name(folded):
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
    found = get_close_matches(folded_name(name), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _is_well_formed(name: str) -> bool:
    """True for letters, digits and pictures, not digits alone."""
    kinds = [unicodedata.category(char) for char in name if char not in _SIGNS]
    return (
        bool(kinds)
        and all(kind[0] in "LMN" or kind in ("So", "Sk") for kind in kinds)
        and any(kind[0] == "L" or kind == "So" for kind in kinds)
    )


def _may_be_name(folded: str) -> bool:
    return folded not in _RESERVED and not says_when(folded)
