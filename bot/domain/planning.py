"""What the publisher claims and plans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import Briefing, Chat, Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBriefing:
    """A briefing and the chat it belongs to."""

    briefing: Briefing
    chat: Chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What becomes of one briefing: its edition, if there is one, and its next slot."""

    briefing_id: int
    chat_id: int
    #: Local slot `YYYY-MM-DDTHH:MM` or `now:…`; with the briefing the edition's unique key.
    slot: str
    slot_at: datetime
    window_from: int
    window_to: int
    #: Which stories and articles are told; empty means no edition.
    stories: tuple[tuple[int, tuple[int, ...]], ...] = ()
    messages: tuple[Message, ...] = ()
    #: After this no part is worth beginning.
    deadline_at: datetime | None = None
    #: When it is due next; None with `keep_schedule` false means never.
    next_slot_at: datetime | None = None
    #: False for an edition asked for by hand: the schedule stays as it is.
    scheduled: bool = True
    #: False when the chat cannot be written to: its window waits for it.
    advance: bool = True
