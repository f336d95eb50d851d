"""Articles and decisions of the curator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Interest, Topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncurated:
    """An article that has no place in the order yet."""

    id: int
    source_id: int
    headline: str
    lead: str
    language: str
    #: Folded words and stems of headline, lead and body, separated by spaces.
    search_text: str
    first_seen_at: datetime
    #: False: stood in its source when that was added; it is stored but told to nobody.
    is_news: bool
    #: True: proven to be old; who follows it may open it.
    held: bool
    #: Whether its source is everybody's: only those answer words.
    public: bool
    source_title: str = ""
    source_locator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """An article whose story is known, by its newest words: of these is the story index."""

    id: int
    seq: int
    source_id: int
    story_id: int
    headline: str
    lead: str
    language: str
    first_seen_at: datetime
    #: How many times it was rewritten.
    edits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Followables:
    """A page of all that can be followed, as of one version."""

    version: int
    #: In the order of their ids, newer than what was asked for.
    interests: tuple[Interest, ...]
    #: All of them.
    topics: tuple[Topic, ...]
    #: How many interests there are in all.
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The story and the interests of one article."""

    article_id: int
    story_id: int
    interest_ids: tuple[int, ...]
