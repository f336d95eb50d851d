"""The status of a story in one chat (its fate): told, left out and why, or still to come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.editions import LeftOut, ToldStory
from bot.domain.models import Article


class Fate(StrEnum):
    """The status of a story in a chat; the texts are `fate.<value>`."""

    TOLD = "told"
    ALERTED = "alerted"
    #: Another article spoke for its story.
    JOINED = "joined"
    MUTED = "muted"
    UNREAD = "unread"
    HELD = "held"
    #: The words of what is followed do not leave it.
    NARROWED = "narrowed"
    #: It did not fit into a digest.
    REST = "rest"
    #: The next digest has it, or has room for others first.
    WAITING = "waiting"
    #: It stood there before the chat followed anything that has it.
    BEFORE = "before"
    UNFOLLOWED = "unfollowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """An edition of the chat: what it told and left out."""

    at: datetime
    told: Sequence[ToldStory]
    left: LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFacts:
    """The stored facts about a story in one chat."""

    article: Article
    #: The ids of all articles of its story.
    members: frozenset[int]
    #: The chat's editions, the newest first.
    editions: Sequence[Edited] = ()
    alerted_at: datetime | None = None
    #: Anything the chat follows has it.
    followed: bool = False
    #: It is newer than what the digests of what has it covered.
    to_come: bool = False
    #: Titles of what the chat follows that has it, each with the words that narrow it down.
    follows: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFate:
    """The status of a story, with what explains it."""

    fate: Fate
    at: datetime | None = None
    #: Its place in the digest that told it.
    number: int = 0


def verdict(facts: StoryFacts, *, muted: bool, narrowed: bool = False) -> StoryFate:
    """The status of a story; `muted` says that the chat's mutes take it now, `narrowed` that
    no words of what has it leave it.

    What was told counts before what was left out, and the newest edition before older ones.
    """
    for edition in facts.editions:
        for number, told in enumerate(edition.told, 1):
            if told.speaker_id == facts.article.id:
                return StoryFate(fate=Fate.TOLD, at=edition.at, number=number)
            if told.story_id == facts.article.story_id or facts.article.id in told.article_ids:
                return StoryFate(fate=Fate.JOINED, at=edition.at, number=number)
    if facts.alerted_at is not None:
        return StoryFate(fate=Fate.ALERTED, at=facts.alerted_at)
    if muted:
        return StoryFate(fate=Fate.MUTED)
    for edition in facts.editions:
        rest = [each for _, articles in edition.left.rest for each in articles]
        for fate, ids in (
            (Fate.MUTED, edition.left.muted),
            (Fate.UNREAD, edition.left.unread),
            (Fate.HELD, edition.left.held),
            (Fate.REST, rest),
        ):
            if not facts.members.isdisjoint(ids):
                return StoryFate(fate=fate, at=edition.at)
    return StoryFate(fate=_untouched(facts, narrowed=narrowed))


def _untouched(facts: StoryFacts, *, narrowed: bool) -> Fate:
    """The status of a story that stands in no edition."""
    if facts.article.held:
        return Fate.HELD
    if not facts.followed:
        return Fate.UNFOLLOWED
    if narrowed:
        return Fate.NARROWED
    return Fate.WAITING if facts.to_come else Fate.BEFORE
