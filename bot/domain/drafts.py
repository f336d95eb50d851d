"""Drafts of a source by one poll, and a draft read as an article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple


class Draft(NamedTuple):
    """An article as a source gave it: hostile until cleaned.

    A tuple, as thousands are made and cross between processes.
    """

    #: The source's own id for it (guid, file name, row id); may be empty.
    key: str
    url: str = ""
    headline: str = ""
    #: The source's teaser, plain or HTML.
    summary: str = ""
    #: The whole text, plain or HTML; empty when the source gives only a teaser.
    body: str = ""
    #: Whether `body` and `summary` are HTML.
    html: bool = True
    author: str = ""
    #: ISO 639-1 code the source declares, or empty.
    language: str = ""
    #: As the source says, checked to be plausible; None when it does not.
    published_at: datetime | None = None
    #: The source gave a date that cannot be read; `published_at` is then that of the entries
    #: beside it, or None where none has one. An unread date is no sign of news.
    date_unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The result of fetching a source once."""

    drafts: Sequence[Draft] = ()
    #: What the source calls itself, or empty.
    title: str = ""
    #: ISO 639-1 code the source declares for itself, or empty.
    language: str = ""
    #: Nothing changed since the last poll (HTTP 304, or the same content).
    not_modified: bool = False
    #: To be stored with the articles, in the same transaction, and given back next time.
    memory: Mapping[str, Any] = field(default_factory=dict)
    #: The shortest wait the source asks for (ttl, max-age, Retry-After), in seconds.
    wait_s: float = 0.0
    #: Where the source says, with proof, that it lives now; empty when it has not moved.
    moved_to: str = ""
    #: There is more to be had at once: the next poll need not wait.
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document read as an article."""

    headline: str
    #: The opening sentences: the source's own words, in order.
    lead: str
    #: The paragraphs of the body, cleaned, joined by blank lines.
    body: str
    #: ISO 639-1 code, or empty when it cannot be told.
    language: str = ""
    byline: str = ""
    published_at: datetime | None = None
