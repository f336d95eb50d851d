"""The places in which updates are handled: so many for each line, whoever else is in work."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from bot.domain.updates import ChatLine

#: Chats of each line in work at once. Answers are made by one processor: more at once would only
#: make each of them later.
ROOM: Mapping[ChatLine, int] = {
    ChatLine.KNOWN: 16,
    ChatLine.SLOW: 6,
    ChatLine.NEW: 8,
    ChatLine.MUCH: 4,
}
#: The same while more waits at Telegram than it gives at once: somebody else may stand behind it.
ROOM_BEHIND: Mapping[ChatLine, int] = {
    ChatLine.KNOWN: 4,
    ChatLine.SLOW: 1,
    ChatLine.NEW: 1,
    ChatLine.MUCH: 1,
}
#: For each place, so many chats whose answers wait for the pace of their chat.
ASIDE = 5

#: Who asks for more than this within a minute, or is in work for longer, stands in line with
#: others who do: for most it is the same, as nobody else waits there.
MUCH_UPDATES = 15
MUCH_S = 10.0
_MINUTE_S = 60.0


class WorkPlaces:
    """The chats in work, by line, and those that had much of it lately."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._places: dict[str, ChatPlace] = {}
        self._working: Counter[ChatLine] = Counter()
        self._standing: Counter[ChatLine] = Counter()
        #: Updates and seconds of each chat within this minute and the one before.
        self._now = _Minute()
        self._before = _Minute()
        self._turns_at = steady() + _MINUTE_S
        self._much: set[str] = set()
        #: Told of the line in which a place became free.
        self.freed: Callable[[ChatLine], None] = lambda _: None

    @property
    def busy(self) -> list[str]:
        """The people whose updates are in work."""
        return list(self._places)

    @property
    def much(self) -> set[str]:
        """The lines that had much lately."""
        self._turn()
        return self._much

    def free(self, *, behind: bool = False) -> dict[ChatLine, int]:
        """The number of chats of each line that may be begun."""
        room = ROOM_BEHIND if behind else ROOM
        return {
            line: max(0, min(most - self._working[line], most * ASIDE - self._standing[line]))
            for line, most in room.items()
        }

    def half_free(self, line: ChatLine) -> bool:
        """True if half of a line's places are free."""
        return self._working[line] <= ROOM[line] // 2

    def take(self, key: str, line: ChatLine) -> ChatPlace:
        """A place for a chat, until it ends."""
        place = ChatPlace(self, key, line)
        self._places[key] = place
        self._standing[line] += 1
        self.enter(place)
        return place

    def enter(self, place: ChatPlace) -> None:
        """A chat works, from now on."""
        self._working[place.line] += 1
        place.since_s = self._steady()

    def step_out(self, place: ChatPlace) -> None:
        """A chat works no longer, for a while."""
        self._working[place.line] -= 1
        self._now.spent_s[place.key] += self._steady() - place.since_s
        self._look_at(place.key)
        self.freed(place.line)

    def end(self, place: ChatPlace) -> None:
        """A chat is done."""
        self._standing[place.line] -= 1
        del self._places[place.key]

    def count(self, key: str) -> None:
        """An update of a chat was handled."""
        self._turn()
        self._now.updates[key] += 1
        self._look_at(key)

    def _look_at(self, key: str) -> None:
        updates = self._now.updates[key] + self._before.updates[key]
        spent_s = self._now.spent_s.get(key, 0.0) + self._before.spent_s.get(key, 0.0)
        if updates > MUCH_UPDATES or spent_s > MUCH_S:
            self._much.add(key)

    def _turn(self) -> None:
        now = self._steady()
        if now >= self._turns_at:
            late = now >= self._turns_at + _MINUTE_S
            self._before = _Minute() if late else self._now
            self._now = _Minute()
            self._turns_at = now + _MINUTE_S
            had, self._much = self._much, set()
            for key in had:
                self._look_at(key)


class _Minute:
    """Updates and processor seconds of the current minute, by chat."""

    def __init__(self) -> None:
        self.updates: Counter[str] = Counter()
        self.spent_s: defaultdict[str, float] = defaultdict(float)


class ChatPlace:
    """One chat's place, which it leaves while it has to wait."""

    def __init__(self, places: WorkPlaces, key: str, line: ChatLine) -> None:
        self._places = places
        self.key, self.line = key, line
        #: When it began to work, by the clock of the places.
        self.since_s = 0.0
        #: How many reasons there are to wait: what it does may be done in several tasks.
        self._waits = 0
        self._over = False

    def leave(self) -> None:
        """Somebody else may work."""
        self._waits += 1
        if self._waits == 1 and not self._over:
            self._places.step_out(self)

    def back(self) -> None:
        """Work goes on."""
        self._waits -= 1
        if self._waits == 0 and not self._over:
            self._places.enter(self)

    def end(self) -> None:
        """All was done; whatever is still to be sent needs no place."""
        if not self._waits:
            self._places.step_out(self)
        self._over = True
        self._places.end(self)
