"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that matches."""

    article: Article
    #: Its cleaned text, for showing the matching sentence.
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """One page of hits, newest first."""

    hits: tuple[Hit, ...]
    #: How many there are, as far as was looked.
    total: int
    #: There may be more than that.
    more: bool = False
