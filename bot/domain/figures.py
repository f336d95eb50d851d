"""The state of delivery, in figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.outbox import PartState


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotPunctuality:
    """The punctuality of all editions of one slot."""

    at: datetime
    #: Editions whose first message arrived.
    editions: int
    #: Seconds from the slot to the first message: half of them were as quick, and the slowest.
    median_s: float
    worst_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLoad:
    """The number of digests that are due at the same moment."""

    at: datetime
    digests: int

    def takes_s(self, rate: float) -> float:
        """Seconds that they take at so many messages a second, each of one message."""
        return self.digests / rate

    def words(self, at: str, rate: float) -> str:
        """A line for operators; `at` is the moment in words."""
        return f"{self.digests:,} chats at {at}: about {self.takes_s(rate):,.0f} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFigures:
    """The state of delivery."""

    #: Parts by state; final ones of the last 24 hours, open ones all.
    parts: Mapping[str, int]
    #: Sends that came to something else, by reason, of today and yesterday (days of UTC).
    refused: Mapping[str, int]
    #: Chats held back by a 429 of their own.
    chats_held: int
    #: Chats by status.
    chats: Mapping[str, int]
    #: Why sending is held, or empty.
    hold: str
    paused_until: datetime | None
    #: Seconds by which the oldest part that could go is late; 0 when there is none.
    backlog_age_s: float
    #: Lateness of editions sent in the last 24 hours: seconds from slot to first part.
    lateness_s: Mapping[str, float] = field(default_factory=dict)
    #: The last slots that were told, the newest first.
    slots: Sequence[SlotPunctuality] = ()

    @property
    def sent(self) -> int:
        """Parts that arrived."""
        return self.parts.get(PartState.SENT.value, 0)

    @property
    def maybe_sent(self) -> int:
        """Parts of which it will never be known."""
        return self.parts.get(PartState.UNKNOWN.value, 0)

    @property
    def by_name(self) -> dict[str, int | float]:
        """The numbers by dotted name, as `/stats` and `lede stats` show them."""
        return {
            "sent.day": self.sent,
            "maybe_sent.day": self.maybe_sent,
            "dead.day": self.parts.get(PartState.DEAD.value, 0),
            "expired.day": self.parts.get(PartState.EXPIRED.value, 0),
            "chats_held": self.chats_held,
            "backlog_age_s": round(self.backlog_age_s, 1),
            **{
                f"last_slot.{name}": value
                for each in self.slots[:1]
                for name, value in (
                    ("editions", each.editions),
                    ("median_s", round(each.median_s, 1)),
                    ("worst_s", round(each.worst_s, 1)),
                )
            },
            **{f"refused.{reason}": count for reason, count in sorted(self.refused.items())},
            **{f"lateness_s.{name}": round(late, 1) for name, late in self.lateness_s.items()},
        }
