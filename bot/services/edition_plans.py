"""Plans of briefings from their digests: edition, cursor, next slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.choice import Digest
from bot.domain.due import slot_due
from bot.domain.editions import DueBriefing, DueGroup, EditionPlan
from bot.domain.models import RenderedMessage, Schedule
from bot.domain.replan import following_slot, slot_key
from bot.domain.schedule import Slot

#: A digest later than this, or than half its period, is not begun any more.
MAX_LATENESS = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSoFar:
    """The digest planned for one briefing, rendered, and the seq up to which it reaches."""

    digest: Digest
    messages: tuple[RenderedMessage, ...]
    window_to: int
    #: Parts of earlier editions that it says may not have arrived.
    asks: tuple[int, ...] = ()
    #: Alerts that it ticks.
    ticks: tuple[int, ...] = ()
    #: Something it follows begins later than its cursor.
    begins: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """The slot of a due briefing, and what comes after it."""

    #: The slot that is published; None when it was planned before.
    due: Slot | None
    #: The name of its edition's slot, and the local one that counts as the last.
    key: str
    local: str
    following: datetime | None
    #: After this no part of it is worth beginning.
    deadline_at: datetime


def course_of(item: DueBriefing, *, now: datetime) -> Course:
    """The slot of a due briefing, and what comes after it."""
    briefing = item.briefing
    return _course(
        briefing.schedule, item.chat.zone, briefing.next_slot_at, briefing.last_slot, now
    )


@lru_cache(maxsize=256)
def _course(
    schedule: Schedule, zone_name: str, next_slot_at: datetime | None, last_slot: str, now: datetime
) -> Course:
    zone = ZoneInfo(zone_name)
    slot = slot_due(schedule, next_slot_at=next_slot_at, last_slot=last_slot, zone=zone, now=now)
    local = slot.local if slot is not None else last_slot
    following = following_slot(schedule, now=now, zone=zone, last_slot=local)
    late = MAX_LATENESS
    if following is not None and slot is not None:
        late = min(late, (following.at - slot.at) / 2)
    return Course(
        due=slot,
        key=slot_key(local, slot.at, zone) if slot is not None else local,
        local=local,
        following=following.at if following is not None else None,
        deadline_at=now + late,
    )


class Courses:
    """The courses of due briefings, each found out once for all that are due alike."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        # with what it is of, so that nothing else has its identity
        self._known: dict[int, tuple[DueBriefing, Course]] = {}

    def of(self, item: DueBriefing) -> Course:
        """The course of one."""
        found = self._known.get(id(item))
        if found is None:
            found = self._known[id(item)] = item, course_of(item, now=self._now)
        return found[1]


def plan_of(
    group: DueGroup, *, telling: ToldSoFar | None, course: Course, now: datetime
) -> EditionPlan:
    """The plan of due briefings."""
    briefing = group.item.briefing
    return EditionPlan(
        briefing_ids=[briefing_id for briefing_id, _ in group.members],
        slot=course.key,
        last_slot=course.local,
        slot_at=course.due.at if course.due is not None else now,
        window_from=briefing.cursor,
        window_to=telling.window_to if telling is not None else briefing.cursor,
        digest=telling.digest if telling is not None else None,
        messages=telling.messages if telling is not None else (),
        asks=telling.asks if telling is not None else (),
        ticks=telling.ticks if telling is not None else (),
        deadline_at=course.deadline_at,
        next_slot_at=course.following,
        begins=telling is None or telling.begins,
        advance=telling is not None and is_over(telling.digest),
    )


def is_over(digest: Digest) -> bool:
    """True if a window is done with: told, or empty. What was only left out is still to be named."""
    return bool(digest) or not digest.leaves_out
