"""Views of operators' pages, and how they get in."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

#: How long the link that the bot gives opens the pages, and how long they stay open.
LINK_LIFE, SESSION_LIFE = timedelta(minutes=5), timedelta(hours=8)

#: Who came by `lede pages`: whoever can run that can read the database.
SHELL = 0

#: Days of a source that are drawn.
DAYS = 14


def new_pass() -> str:
    """A secret that nobody finds by trying."""
    return secrets.token_urlsafe(24)


def stored_pass(key: str) -> str:
    """The hash of a secret that is stored: who reads the database cannot log in with it."""
    return hashlib.sha256(key.encode()).hexdigest()


def form_proof(session: str) -> str:
    """The proof in a form of who came in by a link: other sites can neither read nor make it."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def entrance(public_url: str, key: str) -> str:
    """The target of a link."""
    return f"{public_url.rstrip('/')}/op/enter/{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnitureView:
    """A piece of text that stands in every article of a source and is left out."""

    #: Its fingerprint, by which it is named.
    mark: str
    #: What it begins with; empty where it was learned before words were kept.
    words: str
    #: An operator said that it is none: it stays in.
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source as operators look at it."""

    id: int
    title: str
    locator: str
    state: str
    language: str
    last_error: str
    failures: int
    last_success_at: datetime | None
    #: Chats' briefings that follow it.
    followers: int
    #: New articles of each of the last days, the oldest first.
    days: tuple[int, ...]
    #: How many of its articles digests of these days told.
    told: int = 0
    furniture: tuple[FurnitureView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryMember:
    """An article of a story."""

    headline: str
    lead: str
    language: str
    source: str
    #: The words that it shares with the story's first article, the most telling first.
    shared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    """Articles that were taken for one story."""

    id: int
    #: The first of them, as they came.
    articles: tuple[StoryMember, ...]
    #: How many there are.
    count: int
    #: How often chats said that it is not one.
    parted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedView:
    """A part that ended without arriving, or may have."""

    id: int
    lane: str
    state: str
    reason: str
    error: str
    attempts: int
    at: datetime
    #: Its words, without markup.
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastView:
    """A message to everybody."""

    id: int
    text: str
    state: str
    created_at: datetime
    all: int
    sent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The overview for operators: if people get their news."""

    #: Briefings due in each of the next hours, the first the one that runs.
    coming: tuple[int, ...]
    #: Messages that arrived within the last minute, and hour.
    minute: int
    hour: int
    #: Chats by what they are counted by: kind, status, language, zone; most first.
    chats: Mapping[str, tuple[tuple[str, int], ...]]
