"""A chat's archive: the pages of its editions, at an address that only who was given it knows."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from bot.domain.choice import ToldSource
from bot.domain.models import Article

#: Bytes of chance in an address: nobody finds one by trying.
_KEY_BYTES = 16


def new_key() -> str:
    """The secret part of a new address: 22 characters that stand in an address as they are."""
    return secrets.token_urlsafe(_KEY_BYTES)


def archive_url(public_url: str, key: str) -> str:
    """The address of an archive."""
    return f"{public_url.rstrip('/')}/a/{key}"


def lasting_id(key: str, what: object = "") -> str:
    """An id of an archive, or of something in it, for programs that ask again and again.

    It stays when Lede is reached at another address, is nobody else's, and gives no key away.
    """
    return str(uuid5(NAMESPACE_URL, f"lede:{key}/{what}"))


def saved_url(public_url: str, saved_key: str) -> str:
    """The address of the page of a chat's saved stories."""
    return f"{archive_url(public_url, saved_key)}/saved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """That a chat has an archive, and how."""

    chat_id: int
    key: str
    #: That of the page of what the chat saved, which the archive does not lead to.
    saved_key: str
    #: Search engines may show it.
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveView:
    """An archive with what its pages are written in."""

    archive: Archive
    #: The chat's name, empty for a person.
    title: str
    language: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """An edition in the list of editions."""

    id: int
    #: The briefing's name, empty for the usual one.
    briefing: str
    at: datetime
    #: The first headlines, and how many stories there are.
    headlines: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStory:
    """A story as an edition told it."""

    number: int
    speaker: Article
    coverage: tuple[ToldSource, ...] = ()
    update: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """Stories under one title."""

    title: str
    stories: tuple[PageStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPage:
    """An edition with everything it told, and the headlines of what did not fit."""

    id: int
    briefing: str
    at: datetime
    sections: tuple[PageSection, ...]
    rest: tuple[Article, ...] = ()
    #: The editions before and after it.
    older: int | None = None
    newer: int | None = None
