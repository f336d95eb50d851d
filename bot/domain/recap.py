"""A look back at the week, for chats that want one: what was told, saved and missed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.editions import LeftOut, ToldStory
from bot.domain.models import Article, Schedule
from bot.domain.schedule import next_slot

#: On Sundays, in the chat's own zone.
_SUNDAY_EVENING = Schedule(times=(time(18),), weekdays=(6,))
WEEK = timedelta(days=7)
#: One that could not be sent for so long is left out.
TOO_LATE = timedelta(days=2)
#: Stories named of each kind.
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A digest of the week: the stories it told and those it left out."""

    told: Sequence[ToldStory]
    left: LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The articles that a look back names."""

    #: Stories told, and in how many digests.
    told: int
    digests: int
    #: Those that most sources told, by the article that spoke.
    biggest: tuple[int, ...]
    #: The best of what did not fit and was not told later.
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recap:
    """A look back, ready to be shown."""

    told: int
    digests: int
    biggest: tuple[Article, ...] = ()
    missed: tuple[Article, ...] = ()
    #: Headline and address of what was saved, the newest first, and how many there are.
    saved: tuple[tuple[str, str], ...] = ()
    saved_count: int = 0

    def __bool__(self) -> bool:
        return bool(self.told or self.missed or self.saved)


def next_recap(now: datetime, zone: ZoneInfo) -> datetime:
    """The moment when the next look back is due, after now."""
    slot = next_slot(_SUNDAY_EVENING, after=now, zone=zone)
    assert slot is not None  # there is a Sunday in every week
    return slot.at


def week_of(editions: Sequence[Edition]) -> Week:
    """The summary of these editions (the oldest first): biggest stories, and those missed."""
    by_story: dict[int, ToldStory] = {}
    for each in editions:
        for told in each.told:
            known = by_story.get(told.story_id)
            if known is None or len(told.article_ids) >= len(known.article_ids):
                by_story[told.story_id] = told
    biggest = sorted(by_story.values(), key=lambda told: (-len(told.article_ids), told.story_id))
    known_ids = {n for told in by_story.values() for n in (told.speaker_id, *told.article_ids)}
    missed = _first_of_each(
        [articles for each in editions for _, articles in each.left.rest], known_ids
    )
    return Week(
        told=len(by_story),
        digests=sum(1 for each in editions if each.told),
        biggest=tuple(told.speaker_id for told in biggest[:MOST]),
        missed=missed,
    )


def _first_of_each(rests: Sequence[Sequence[int]], known: Collection[int]) -> tuple[int, ...]:
    """The best of every digest's rest before the second of any, none that was told."""
    found: dict[int, None] = {}
    for place in range(max(map(len, rests), default=0)):
        for rest in reversed(rests):
            if place < len(rest) and rest[place] not in known:
                found.setdefault(rest[place])
                if len(found) == MOST:
                    return tuple(found)
    return tuple(found)
