"""Counts of what was deleted when somebody asked to be forgotten."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Counts of each kind; told to who asked."""

    #: Chats, each thread of a forum being one.
    chats: int = 0
    #: Things that were followed.
    followed: int = 0
    #: Digests that were sent or waited.
    digests: int = 0
    #: Words that nobody else follows.
    words: int = 0
    #: Feeds that people brought and nobody follows, with their addresses and articles.
    feeds: int = 0
