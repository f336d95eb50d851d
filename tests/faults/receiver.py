"""What is due to whom, and what came of it by what emulators saw."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.api.journal import Journal, JournalEntry

#: A chat by its number, or one of its threads.
Place = int | tuple[int, int]

#: How a part is called, with its place among the others.
_PART = re.compile(r"-?\d+:(\d+)/")


@dataclass(slots=True, kw_only=True)
class Tally:
    """What the receiver saw of a run."""

    expected: int
    lost: int = 0
    doubled: int = 0
    #: Parts of which the chat was told later that they may not have arrived, with their headlines.
    told_late: int = 0
    #: Parts that came before an earlier one of the same chat.
    disorder: int = 0
    requests: int = 0
    too_many: int = 0
    #: The most copies beyond the first that any chat got.
    doubled_most_in_chat: int = 0
    seconds: float = 0.0
    #: Messages accepted a second, from the first to the last.
    rate: float = 0.0
    notes: dict[str, float] = field(default_factory=dict)


class Receiver:
    """All that people are to get, counted where they get it."""

    def __init__(self, journal: Journal) -> None:
        #: In the order in which bots came to speak to them.
        self.journals = [journal]
        self._expected: set[tuple[Place, str]] = set()
        #: Of these more than one may be in a message.
        self._within: defaultdict[Place, list[str]] = defaultdict(list)
        #: Where chats were that have moved.
        self._moved: dict[int, int] = {}

    def expect_message(self, place: Place, text: str) -> None:
        """A message that says this and nothing else is due there."""
        self._expected.add((place, text))

    def expect(self, place: Place, *labels: str) -> None:
        """Each of these is due there, whatever else the message says."""
        self._within[place] += labels
        self._expected |= {(place, label) for label in labels}

    def moved(self, old_id: int, new_id: int) -> None:
        """What arrives in one chat counts as having arrived in the other."""
        self._moved[new_id] = old_id

    def call_off(self, which: Callable[[Place, str], bool]) -> int:
        """Of these what has not arrived is due no more; how much that is."""
        entries = [entry for journal in self.journals for entry in journal.entries if entry.sends]
        said = {
            (place, label)
            for entry in entries
            if entry.accepted
            for place, label in self._said(entry)
        }
        missing = {each for each in self._expected - said if which(*each)}
        self._expected -= missing
        for place, label in missing:
            self._within[place].remove(label)
        return len(missing)

    def tally(self, *, without: Callable[[Any, str], bool] | None = None) -> Tally:
        """What arrived, compared with what was due (less what is left out)."""
        expected = {
            (place, text)
            for place, text in self._expected
            if without is None or not without(place, text)
        }
        entries = [entry for journal in self.journals for entry in journal.entries if entry.sends]
        accepted = [entry for entry in entries if entry.accepted]
        asked = {
            (entry.chat_id, line.removeprefix("• "))
            for entry in accepted
            for line in entry.text.splitlines()
            if line.startswith("• ")
        }
        said = [(entry, place, label) for entry in accepted for place, label in self._said(entry)]
        accepted = [entry for entry, _, _ in said]
        copies = Counter((place, label) for _, place, label in said)
        tally = Tally(expected=len(expected), requests=len(entries))
        missing = expected - set(copies)
        tally.told_late = len(missing & asked)
        tally.lost = len(missing - asked)
        tally.doubled = sum(count - 1 for count in copies.values())
        per_chat = Counter[object]()
        for (place, _), count in copies.items():
            per_chat[place] += count - 1
        tally.doubled_most_in_chat = max(per_chat.values(), default=0)
        tally.too_many = sum(1 for entry in entries if entry.status == 429)
        tally.disorder = _disorder([(place, label) for _, place, label in said])
        if len(accepted) > 1:
            span_s = accepted[-1].at_s - accepted[0].at_s
            tally.rate = len(accepted) / span_s if span_s else 0.0
        return tally

    def _said(self, entry: JournalEntry) -> Iterable[tuple[Place, str]]:
        """What is due of all that a message says."""
        chat_id = entry.chat_id if isinstance(entry.chat_id, int) else 0
        place: Place = self._moved.get(chat_id, chat_id)
        if entry.thread_id:
            place = (self._moved.get(chat_id, chat_id), entry.thread_id)
        if (place, entry.text) in self._expected:
            return [(place, entry.text)]
        return [(place, label) for label in self._within.get(place, ()) if label in entry.text]


def _disorder(accepted: list[tuple[Place, str]]) -> int:
    """How many parts came for the first time before an earlier part of their chat."""
    newest: dict[object, int] = {}
    seen: set[tuple[object, str]] = set()
    wrong = 0
    for place, text in accepted:
        if (place, text) in seen:
            continue
        seen.add((place, text))
        if (found := _PART.match(text)) is None:
            continue
        part = int(found[1])
        wrong += part < newest.get(place, 0)
        newest[place] = max(part, newest.get(place, 0))
    return wrong
