"""Results of a search, and pages of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """An article that matches."""

    article: Article
    #: Its cleaned text, for showing the matching sentence.
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of results, newest first."""

    results: tuple[SearchResult, ...]
    #: How many there are, as far as was looked.
    total: int
    #: There may be more than that.
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAt:
    """The place where a digest of the chat told a story."""

    at: datetime
    #: Its number in that digest.
    number: int
    #: The address of the message, or of the digest's page; empty where there is none.
    url: str = ""
