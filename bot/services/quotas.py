"""Quotas of one person: command rates that end in silence, not in more replies."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from enum import Enum, auto

#: Commands a person or chat may give in a minute, then silence for as long.
COMMANDS = 30
COMMANDS_S = 60.0

#: Forwarded messages in a minute that are answered: nobody's own, so nobody's quota but theirs.
FORWARDED = 5

#: Searches in a minute and in a day.
SEARCHES = 10
SEARCHES_S = 60.0
SEARCHES_DAY = 200

#: Inline searches in a minute: every pause in typing is one.
INLINE = 40

#: New addresses that a person may bring in an hour, over all their chats.
ADDRESSES = 20
ADDRESSES_S = 3600.0

#: Lists that a person may bring in an hour; the addresses in them count as none.
LISTS = 5

#: People whose last commands are remembered; the longest silent one is forgotten first.
_REMEMBERED = 50_000


class Allowance(Enum):
    """The decision whether a command is within the quotas."""

    YES = auto()
    #: The first one too many: say so, once.
    SAY = auto()
    #: Say nothing: an answer would cost what the limit is there to save.
    SILENT = auto()


class _SlidingWindow:
    """Times of what was allowed, within a sliding span."""

    def __init__(self, limit: int, span_s: float) -> None:
        self._limit = limit
        self._span = timedelta(seconds=span_s)
        self._times: OrderedDict[int, deque[datetime]] = OrderedDict()
        self._silent: dict[int, datetime] = {}

    def allow(self, who: int, at: datetime) -> Allowance:
        if who in self._silent:
            if at < self._silent[who]:
                return Allowance.SILENT
            del self._silent[who]
        if not self.count(who, at):
            self._silent[who] = at + min(self._span, timedelta(seconds=60))
            return Allowance.SAY
        return Allowance.YES

    def silent(self, who: int, at: datetime) -> bool:
        """True if nothing is said to somebody then; counts nothing."""
        return who in self._silent and at < self._silent[who]

    def count(self, who: int, at: datetime) -> bool:
        """Count one where there is room; whether there was. No silence follows."""
        times = self._times.setdefault(who, deque())
        self._times.move_to_end(who)
        while times and times[0] <= at - self._span:
            times.popleft()
        if len(times) >= self._limit:
            return False
        times.append(at)
        while len(self._times) > _REMEMBERED:
            forgotten, _ = self._times.popitem(last=False)
            self._silent.pop(forgotten, None)
        return True

    def full(self, at: datetime) -> list[int]:
        """For whom there is no room."""
        return [
            who
            for who, times in self._times.items()
            if len(times) >= self._limit and times[0] > at - self._span
        ]

    def forget(self, who: int) -> None:
        """Begin anew with somebody."""
        self._times.pop(who, None)
        self._silent.pop(who, None)


class Quotas:
    """Counts commands and searches of each person, by the time they were sent.

    By the time they were sent, not handled: a backlog after a downtime is not a flood. Kept in
    memory: a restart forgives.
    """

    def __init__(
        self,
        *,
        commands: int = COMMANDS,
        searches: int = SEARCHES,
        searches_day: int = SEARCHES_DAY,
        addresses: int = ADDRESSES,
    ) -> None:
        self._commands = _SlidingWindow(commands, COMMANDS_S)
        self._forwarded = _SlidingWindow(FORWARDED, COMMANDS_S)
        self._addresses = _SlidingWindow(addresses, ADDRESSES_S)
        self._lists = _SlidingWindow(LISTS, ADDRESSES_S)
        self._lifted: dict[int, datetime] = {}
        self._searches = _SlidingWindow(searches, SEARCHES_S)
        self._searches_day = _SlidingWindow(searches_day, 86_400)
        self._inline = _SlidingWindow(INLINE, SEARCHES_S)

    def command(self, who: int, at: datetime) -> Allowance:
        """True if a command or a press is carried out."""
        return self._commands.allow(who, at)

    def silenced(self, who: int, at: datetime) -> bool:
        """True if a command sent then would be met by silence; nothing is counted by asking."""
        return self._commands.silent(who, at)

    def forwarded(self, who: int, at: datetime) -> Allowance:
        """True if it is said that a forwarded message is not carried out."""
        return self._forwarded.allow(who, at)

    def address(self, who: int, at: datetime) -> bool:
        """True if a new address of this person's is looked at, whichever chat it is for."""
        return self._lifted.get(who, at) > at or self._addresses.count(who, at)

    def brings_list(self, who: int, at: datetime) -> bool:
        """True if a list of this person's is taken in."""
        return self._lists.count(who, at)

    def limited(self, at: datetime) -> list[int]:
        """People who have no address left just now."""
        return self._addresses.full(at)

    def lift(self, who: int, at: datetime) -> None:
        """Look at any number of this person's addresses for a day."""
        self._lifted = {each: end for each, end in self._lifted.items() if end > at}
        self._lifted[who] = at + timedelta(days=1)
        self._addresses.forget(who)

    def inline(self, who: int, at: datetime) -> Allowance:
        """True if a search in another chat is carried out; nothing is said when it is not."""
        return self._inline.allow(who, at)

    def search(self, who: int, at: datetime) -> Allowance:
        """True if a search is carried out."""
        allowed = self._searches.allow(who, at)
        return allowed if allowed is not Allowance.YES else self._searches_day.allow(who, at)
