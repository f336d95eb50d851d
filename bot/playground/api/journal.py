"""The journal of the receiving side: every call of the bot, in order, never changed.

Tests count lost, doubled and too early messages here, never in the bot's own database.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bot.ports import Clock


@dataclass(slots=True, kw_only=True)
class JournalEntry:
    """One call of the bot."""

    #: Its place in the journal, from 0.
    index: int
    #: Monotonic seconds at arrival.
    at_s: float
    #: Wall clock at arrival, seconds since 1970.
    wall_at_s: float
    method: str
    #: Whether it makes a message (`sendMessage` and the like).
    sends: bool
    chat_id: int | str | None
    thread_id: int
    #: The visible text where accepted, otherwise the text as given.
    text: str
    #: Whether it was carried out, whatever the bot was told.
    accepted: bool = False
    message_id: int | None = None
    #: What the bot was told: HTTP status, 0 for a broken connection or none at all.
    status: int = 0
    #: Telegram's words, where refused.
    description: str = ""
    #: What the fault that met it does, or empty.
    fault: str = ""
    silent: bool = False
    paid: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the control API shows it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True, kw_only=True)
class Journal:
    """All calls but `getUpdates`, and what was wrong with them by the book."""

    clock: Clock
    entries: list[JournalEntry] = field(default_factory=list)
    #: Calls that are not by the book: `{index, method, problem}`.
    violations: list[dict[str, Any]] = field(default_factory=list)
    polls: int = 0
    #: Calls that make a message, and how many of them were carried out: for quick looks.
    requests: int = 0
    accepted: int = 0

    def open(self, method: str, *, sends: bool, values: dict[str, Any]) -> JournalEntry:
        """A new entry for a call that just came in."""
        entry = JournalEntry(
            index=len(self.entries),
            at_s=time.monotonic(),
            wall_at_s=self.clock.now().timestamp(),
            method=method,
            sends=sends,
            chat_id=values.get("chat_id"),
            thread_id=_number(values.get("message_thread_id")),
            text=str(values.get("text") or values.get("caption") or ""),
            silent=bool(values.get("disable_notification", False)),
            paid=bool(values.get("allow_paid_broadcast", False)),
        )
        self.entries.append(entry)
        self.requests += sends
        return entry

    def accept(self, entry: JournalEntry) -> None:
        """Note that a call was carried out."""
        entry.accepted, entry.status = True, 200
        self.accepted += entry.sends

    def object(self, entry: JournalEntry, problem: str) -> None:
        """Note that a call was not by the book."""
        self.violations.append({"index": entry.index, "method": entry.method, "problem": problem})

    def sent(self, chat_id: int | None = None) -> list[JournalEntry]:
        """Every accepted message (of a chat), in order."""
        return [
            entry
            for entry in self.entries
            if entry.sends and entry.accepted and (chat_id is None or entry.chat_id == chat_id)
        ]

    def most_in(self, window_s: float, chat_id: int | None = None) -> int:
        """The most messages accepted (in a chat) within any window of that length."""
        times = [entry.at_s for entry in self.sent(chat_id)]
        most = first = 0
        for last, at_s in enumerate(times):
            while times[first] <= at_s - window_s:
                first += 1
            most = max(most, last - first + 1)
        return most

    def statistics(self) -> dict[str, Any]:
        """Counts: calls by status and method, messages accepted in each second since the first."""
        sends = [entry for entry in self.entries if entry.sends]
        accepted = [entry for entry in sends if entry.accepted]
        first = accepted[0].at_s if accepted else 0.0
        per_second = Counter(int(entry.at_s - first) for entry in accepted)
        return {
            "calls": len(self.entries),
            "polls": self.polls,
            "sends": len(sends),
            "accepted": len(accepted),
            "refused": len(sends) - len(accepted),
            "too_many": sum(1 for entry in self.entries if entry.status == 429),
            "violations": len(self.violations),
            "by_status": dict(Counter(str(entry.status) for entry in self.entries)),
            "by_method": dict(Counter(entry.method for entry in self.entries)),
            "first_at_s": first,
            "last_at_s": accepted[-1].at_s if accepted else 0.0,
            "most_in_a_second": self.most_in(1.0),
            "per_second": [per_second[second] for second in range(max(per_second, default=-1) + 1)],
        }

    def clear(self) -> None:
        """Forgets every call noted so far."""
        self.entries.clear()
        self.violations.clear()
        self.polls = self.requests = self.accepted = 0


def _number(value: Any) -> int:
    return value if isinstance(value, int) else 0
