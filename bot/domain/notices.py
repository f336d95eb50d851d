"""Notices to people: of sources that cannot be read, of chats that refuse us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.errors import FetchReason
from bot.domain.models import RenderedMessage

#: A source that could not be read for this long is worth a word.
SILENT_FOR = timedelta(hours=24)

#: So many polls in a row must have failed: Lede itself may have been down for the day.
FEWEST_FAILURES = 3

#: A source that comes and goes is spoken of no more often than this.
QUIET_FOR = timedelta(days=7)

#: What has failed for longer is old news; rows of the outbox are to be kept longer than this.
OLD_NEWS = timedelta(days=30)


#: A chat that refuses us so long is worth a word to who set it up; before, it may be a glitch.
REFUSED_FOR = timedelta(hours=1)


#: A story that is followed ends after so long without news; matches are kept no longer.
STORY_OVER = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryOver:
    """A story that a chat follows and of which there is no more news."""

    briefing_id: int
    interest_id: int
    chat_id: int
    language: str
    title: str
    #: Since when it was followed.
    since_at: datetime

    @property
    def alert(self) -> str:
        """Names what ended in the outbox, where it is unique by chat."""
        return f"story:{self.briefing_id}:{self.interest_id}:{int(self.since_at.timestamp())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusing:
    """A chat that refuses what is sent to it, and the person who set it up."""

    #: Our number of the person's private chat.
    chat_id: int
    language: str
    zone: str
    #: The title of the chat that refuses, and its own number.
    title: str
    refusing_id: int
    since_at: datetime
    #: It is a topic that is closed, not a right that is missing.
    closed: bool

    @property
    def alert(self) -> str:
        """Names the chat and since when, in the outbox, where it is unique by chat."""
        return f"refused:{self.refusing_id}:{int(self.since_at.timestamp())}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LostTopic:
    """A chat that does not know yet why its digests come to the chat itself."""

    chat_id: int
    language: str
    since_at: datetime

    @property
    def alert(self) -> str:
        """Names the event in the outbox, where it is unique by chat."""
        return f"topic:{int(self.since_at.timestamp())}"


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
    """A message to a chat about one event."""

    about: Untold | Refusing | LostTopic | StoryOver
    message: RenderedMessage


def alert_prefix(source_id: int) -> str:
    """The prefix of the keys of a source's notices."""
    return f"source:{source_id}:"
