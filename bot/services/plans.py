"""The fate of briefings, from what it is told: its edition, its cursor, its next slot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.choice import Digest
from bot.domain.models import RenderedMessage
from bot.domain.planning import DueGroup, Planned
from bot.domain.replan import following_slot, slot_key
from bot.domain.schedule import Slot

#: A digest later than this, or than half its period, is not begun any more.
MAX_LATENESS = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldSoFar:
    """All that one briefing is told, and how far that reaches."""

    digest: Digest
    messages: tuple[RenderedMessage, ...]
    window_to: int
    #: Parts of earlier editions that it says may not have arrived.
    asks: tuple[int, ...] = ()
    #: Alerts that it ticks.
    ticks: tuple[int, ...] = ()
    #: Something it follows begins later than its cursor.
    begins: bool = True


def plan_of(
    group: DueGroup, *, slot: Slot | None, telling: ToldSoFar | None, now: datetime
) -> Planned:
    """The fate of due briefings."""
    item, briefing = group.item, group.item.briefing
    local = slot.local if slot is not None else briefing.last_slot
    following = following_slot(
        briefing.schedule, now=now, zone=ZoneInfo(item.chat.zone), last_slot=local
    )
    late = MAX_LATENESS
    if following is not None and slot is not None:
        late = min(late, (following.at - slot.at) / 2)
    return Planned(
        briefing_ids=[briefing_id for briefing_id, _ in group.members],
        slot=slot_key(local, slot.at, ZoneInfo(item.chat.zone)) if slot is not None else local,
        last_slot=local,
        slot_at=slot.at if slot is not None else now,
        window_from=briefing.cursor,
        window_to=telling.window_to if telling is not None else briefing.cursor,
        digest=telling.digest if telling is not None else None,
        messages=telling.messages if telling is not None else (),
        asks=telling.asks if telling is not None else (),
        ticks=telling.ticks if telling is not None else (),
        deadline_at=now + late,
        next_slot_at=following.at if following is not None else None,
        begins=telling is None or telling.begins,
        advance=telling is not None and is_over(telling.digest),
    )


def is_over(digest: Digest) -> bool:
    """True if a window is done with: told, or empty. What was only left out is still to be named."""
    return bool(digest) or not digest.leaves_out
