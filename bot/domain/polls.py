"""Results of polling a source, for the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.domain.drafts import Reading
from bot.domain.errors import FetchReason
from bot.domain.models import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewArticle:
    """A cleaned draft on its way into the store."""

    #: Hash of the source's own id for it.
    key: str
    #: Other names under which the source may bring it again.
    aliases: tuple[str, ...]
    #: Hash of the draft as it came; the same hash means nothing changed.
    content_hash: str
    url: str
    #: Its text, made once, as it was read; stored as it is here.
    reading: Reading
    search_text: str
    #: As the source says, or else its text; never in the future.
    published_at: datetime | None
    #: Proven to be old (see `bot.domain.floods`): told to nobody by itself, but it can be opened.
    held: bool = False


#: How often a piece stood in recent articles, faded; on how many days; the last day's ordinal.
Piece = tuple[float, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The learned boilerplate of a source (see `bot.text.lines.boilerplate`)."""

    #: By fingerprint.
    pieces: Mapping[str, Piece] = field(default_factory=dict)
    #: The words of recent openings as small numbers, the newest last.
    openings: tuple[tuple[int, ...], ...] = ()
    #: Articles learned from.
    articles: int = 0
    #: The beginnings of those that are furniture, or were said not to be, by fingerprint.
    words: Mapping[str, str] = field(default_factory=dict)
    #: What an operator said is not furniture.
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownSource:
    """The stored state of a source before a poll's drafts are read."""

    #: For each name (key or alias) that was asked for and is known, its article's content hash.
    hashes: Mapping[str, str] = field(default_factory=dict)
    noise: Noise = field(default_factory=Noise)
    #: Articles that came within the time asked for.
    recent: int = 0
    #: Old articles that the source shows still, and of which that is not known yet.
    still: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollResult:
    """The changes to a source's row after a poll."""

    next_poll_at: datetime
    #: One sentence for the operator; empty after a success.
    error: str = ""
    #: The class of the failure, for words to who follows the source; None after a success.
    reason: FetchReason | None = None
    state: SourceState = SourceState.ACTIVE
    #: To be given back at the next poll; None keeps what is stored.
    memory: Mapping[str, Any] | None = None
    #: The source's own name and language, used where the operator gave none.
    title: str = ""
    language: str = ""
    #: Its new address, proven; empty when it has not moved.
    moved_to: str = ""
    #: There is more to be had: the reading goes on with the next poll.
    more: bool = False
    #: What was learned of its boilerplate; None keeps what is stored.
    noise: Noise | None = None
    #: Old articles that it shows still: they are kept, or they would be new once more.
    still: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """Counts of a poll: articles that were new, and articles that were rewritten."""

    new: int = 0
    edited: int = 0
