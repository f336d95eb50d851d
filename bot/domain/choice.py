"""An ordered choice of stories: the digest, its sections, and the stories in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.domain.models import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSource:
    """A source that tells a story, and its link."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles that tell the same news, with the one that speaks for them."""

    id: int
    #: The article that speaks for the story.
    speaker: Article
    #: The other sources that tell it, each once, in the order they did.
    coverage: tuple[ToldSource, ...] = ()
    #: Told to this chat before; this is what is new in it.
    update: bool = False
    #: The address of the message that told it first, for an update where there is one.
    told_url: str = ""
    #: The parts its rank was made of, by name (see `bot.domain.ranking`).
    score: Mapping[str, float] = field(default_factory=dict)
    #: All its articles known when it was told, oldest first: what an update is compared with.
    article_ids: tuple[int, ...] = ()
    #: All that tells it is everybody's to read.
    public: bool = False


class Ranked(Protocol):
    """A story of a list."""

    @property
    def story(self) -> Story:
        """The story as it stands there."""


class Listed(Protocol):
    """The stories of an interest in a window, each with the article that represents it."""

    #: The heading of its section.
    title: str
    #: What may be told, the best first.
    order: tuple[tuple[int, int], ...]
    #: Told only in languages that are not read; proven to be old; not wanted.
    unread: tuple[tuple[int, int], ...]
    held: tuple[tuple[int, int], ...]
    muted: tuple[tuple[int, int], ...]
    #: Of `order` those that speak a language that is not read.
    foreign: frozenset[int]

    @property
    def stories(self) -> Sequence[Ranked]:
        """The best of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Stories under one interest's title."""

    title: str
    stories: tuple[Story, ...]
    #: Stories of this section that did not fit.
    more: int = 0
    #: For each of them the article that would have spoken, the best first.
    rest: Sequence[int] = ()
    #: The best of them, told by their headlines alone.
    also: tuple[Story, ...] = ()
    #: Which of the digest's lists it is of.
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """An ordered choice of stories."""

    sections: tuple[Section, ...]
    #: Articles in languages that the chat does not read, one of each story left out for it.
    unread: tuple[int, ...] = ()
    #: Articles that were proven to be old.
    held: tuple[int, ...] = ()
    #: Articles of stories that the chat has muted, one of each.
    muted: tuple[int, ...] = ()
    #: What alerts told since the last digest, by the article that each told.
    ticked: tuple[Article, ...] = ()
    #: What it was chosen from, and the stories of it that the chat knows already.
    lists: tuple[Listed, ...] = field(default=(), compare=False, repr=False)
    known: frozenset[int] = field(default=frozenset(), compare=False)

    @property
    def more(self) -> int:
        """The number of stories that did not fit."""
        return sum(section.more for section in self.sections)

    @property
    def leaves_out(self) -> bool:
        """True if there is anything that it does not tell."""
        return bool(self.unread or self.held or self.muted or self.more)

    @property
    def stories(self) -> tuple[Story, ...]:
        """All stories in the order they are told."""
        return tuple(story for section in self.sections for story in section.stories)

    def __bool__(self) -> bool:
        return bool(self.ticked) or any(section.stories for section in self.sections)
