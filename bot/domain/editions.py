"""Due briefings, and the plans of their editions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from bot.domain.choice import Digest
from bot.domain.models import Briefing, Chat, RenderedMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBriefing:
    """A briefing and the chat it belongs to."""

    briefing: Briefing
    chat: Chat
    #: The key of the chat's archive; empty when it has none.
    archive: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueGroup:
    """Due briefings that differ in nothing but whose they are."""

    #: One of them, for all that they have in common.
    item: DueBriefing
    #: The ids of each and of its chat.
    members: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, item: DueBriefing) -> DueGroup:
        """A briefing by itself."""
        return cls(item=item, members=[(item.briefing.id, item.chat.id)])


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldStory:
    """A story as a digest told it, and why."""

    story_id: int
    #: Its articles known at that time, oldest first.
    article_ids: tuple[int, ...]
    #: The article that spoke.
    speaker_id: int
    #: The title of the interest it was told under.
    interest: str = ""
    #: The parts its rank was made of (see `bot.domain.ranking`).
    score: Mapping[str, float] = field(default_factory=dict)
    update: bool = False


class StoryInWindow(NamedTuple):
    """A story of an interest, as a window that is too long to be looked at counts it."""

    story_id: int
    #: The newest of its articles there.
    last_seq: int
    #: The public sources that tell it.
    tellers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InDoubt:
    """A part of an earlier edition of which it is not known whether it arrived."""

    part_id: int
    #: Its plain text.
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """The stories that a digest leaves out, each by an article of it."""

    #: What did not fit, by the titles of its sections, the best first.
    rest: tuple[tuple[str, Sequence[int]], ...] = ()
    #: What is told only in languages that the chat does not read.
    unread: tuple[int, ...] = ()
    #: What was proven to be old (see `bot.domain.floods`).
    held: tuple[int, ...] = ()
    #: What the chat does not want to read about.
    muted: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rest or self.unread or self.held or self.muted)

    @property
    def more(self) -> int:
        """The number of stories that did not fit."""
        return sum(len(articles) for _, articles in self.rest)


def left_out(digest: Digest) -> LeftOut:
    """The stories that a digest leaves out."""
    return LeftOut(
        rest=tuple((section.title, section.rest) for section in digest.sections if section.rest),
        unread=digest.unread,
        held=digest.held,
        muted=digest.muted,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestPreview:
    """A digest as it would look, and what it would not tell."""

    messages: tuple[RenderedMessage, ...] = ()
    left: LeftOut = LeftOut()


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionNow:
    """The outcome of a digest that was asked for."""

    #: Parts put into the outbox; 0 when nothing is new.
    parts: int = 0
    left: LeftOut = LeftOut()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A digest that was asked for before its sources were read."""

    briefing_id: int
    #: What makes its edition one, however often it is asked for.
    key: str
    #: Not all of it has been read: only what is there is told, and the rest is waited for.
    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPlan:
    """The plan of briefings with the same digest: their editions, if any, and next slots."""

    briefing_ids: Sequence[int]
    #: Local slot with its offset, `YYYY-MM-DDTHH:MM+0100`, or `now:…`; with the briefing the
    #: edition's unique key.
    slot: str
    #: The local slot `YYYY-MM-DDTHH:MM` that counts as the last one from now on.
    last_slot: str = ""
    slot_at: datetime
    window_from: int
    window_to: int
    #: What is told and left out.
    digest: Digest | None = None
    #: Empty means no edition.
    messages: tuple[RenderedMessage, ...] = ()
    #: Parts of earlier editions that this one says may not have arrived.
    asks: tuple[int, ...] = ()
    #: Alerts that it ticks.
    ticks: tuple[int, ...] = ()
    #: After this no part is worth beginning.
    deadline_at: datetime | None = None
    #: When it is due next; None with `keep_schedule` false means never.
    next_slot_at: datetime | None = None
    #: False for an edition asked for by hand: the schedule stays as it is.
    scheduled: bool = True
    #: Something they follow begins later than their cursor.
    begins: bool = True
    #: False when its window waits: the chat cannot be written to, or there is nothing to tell but
    #: something left out, which the next edition is to name.
    advance: bool = True
