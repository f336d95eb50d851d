"""The defaults of a chat, and what is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain.models import Schedule

#: The name of the briefing every chat starts with.
FIRST_BRIEFING = "main"

#: `paused_until` of a chat that is paused until it says otherwise.
FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatDefaults:
    """The defaults of a chat."""

    zone: str
    language: str
    schedule: Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The status of a sender's chat: known, banned; read before anything else."""

    #: There is something of the chat, in whatever thread.
    known: bool
    #: The chat, with all its threads, or the person is banned.
    banned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDigest:
    """The newest edition of a chat."""

    at: datetime
    parts: int
    #: Parts that Telegram took.
    sent: int
