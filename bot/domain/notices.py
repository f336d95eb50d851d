"""What chats are told of sources that cannot be read: when, and which words it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import FetchReason
from bot.domain.models import Message

#: A source that could not be read for this long is worth a word.
SILENT_FOR = timedelta(hours=24)

#: So many polls in a row must have failed: Lede itself may have been down for the day.
FEWEST_FAILURES = 3

#: A source that comes and goes is spoken of no more often than this.
QUIET_FOR = timedelta(days=7)

#: What has failed for longer is old news; rows of the outbox are to be kept longer than this.
OLD_NEWS = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Untold:
    """A chat that follows a failing source and does not know that it fails."""

    source_id: int
    #: The first failed poll of this failure period.
    since_at: datetime
    #: What the chat calls the source; `/unsubscribe` takes it.
    title: str
    #: Of the last failed poll; None when it was not recorded.
    reason: FetchReason | None
    #: Proven to be gone for good: it is polled no more.
    gone: bool
    chat_id: int
    language: str
    zone: str

    @property
    def alert(self) -> str:
        """Names the source and the failure period in the outbox, where it is unique by chat."""
        return f"{alert_prefix(self.source_id)}{int(self.since_at.timestamp())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said to one chat about one source."""

    about: Untold
    message: Message


def alert_prefix(source_id: int) -> str:
    """What the names of all notices of a source begin with."""
    return f"source:{source_id}:"
