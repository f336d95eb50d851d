"""The parts of the outbox: which kinds of message there are, and how far each of them is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.models import RenderedMessage
from bot.domain.quiet import QuietHours


class PartState(StrEnum):
    """The states of a part of the outbox; the last five are final."""

    WAITING = "waiting"  # an earlier part of the same edition goes first
    READY = "ready"
    SENDING = "sending"  # committed intent: it may have been sent
    SENT = "sent"
    UNKNOWN = "unknown"  # may or may not have arrived; not tried again
    DEAD = "dead"  # refused for good
    CANCELLED = "cancelled"  # the chat left, unsubscribed or blocked
    EXPIRED = "expired"  # too late to be worth sending; its articles roll over


class Lane(StrEnum):
    """The lanes of messages, in the order in which they may go first."""

    CALLBACK = "callback"
    REPLY = "reply"
    ALERT = "alert"
    DIGEST = "digest"
    BROADCAST = "broadcast"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxPart:
    """A part claimed for sending."""

    id: int
    edition_id: int | None
    chat_id: int
    telegram_id: int
    thread_id: int
    #: Whether the chat is a group or a channel (20 messages a minute).
    group: bool
    lane: Lane
    part: int
    parts: int
    message: RenderedMessage
    #: Sends begun so far.
    attempts: int
    #: Sends of which it is not known whether they arrived.
    ambiguous: int
    #: 0 HTML, 1 plain text, 2 the first line alone.
    level: int
    #: Fences the outcome: it counts only while this is still the row's epoch.
    epoch: int
    #: After this it is not worth beginning.
    deadline_at: datetime | None = None
    silent: bool = False
    #: The broadcast it belongs to, if it is part of one.
    broadcast_id: int | None = None
    #: The chat was not found, or refused it, the last time it was written to.
    doubted: bool = False
    #: The chat's quiet hours, in its zone.
    quiet: QuietHours | None = None
    zone: str = "UTC"
    #: The moment it was due, for a part of an edition.
    slot_at: datetime | None = None
