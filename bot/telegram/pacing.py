"""The moment when the next message may go: the bot's own pace and the spacing of each chat. Pure
arithmetic.

Times are seconds of any clock that never jumps.
"""

from __future__ import annotations

from collections import deque

#: After a refusal the pace falls to this part of what it was.
_DECREASE = 0.7
#: It does not climb above this part of the pace that was refused, for `_REMEMBER_S`.
_BELOW_LIMIT = 0.9
_REMEMBER_S = 600.0
#: Refusals this close together are one event: they were under way when the first came.
_SAME_EVENT_S = 2.0
#: The pace climbs back by this part of its cap a second.
_CLIMB = 1 / 60


class Pace:
    """The pace of the bot in messages a second: never above `cap`, less where it was refused.

    A refusal lowers the pace by a third and is remembered: it then climbs slowly to just below
    where it hit, and tries the cap again only after ten minutes.
    """

    def __init__(self, *, cap: float, burst: float = 2.0) -> None:
        self.cap = cap
        self._burst = burst
        self._rate = cap
        self._ceiling = cap
        self._ceiling_until = 0.0
        self._climbed_at = 0.0
        self._lowered_at = float("-inf")
        self._next = 0.0  # when the next message is due if all go at the pace
        self._paused_until = 0.0

    @property
    def rate(self) -> float:
        """Messages a second just now."""
        return self._rate

    @property
    def paused_until(self) -> float:
        """Before this nothing goes."""
        return self._paused_until

    def ready_at(self) -> float:
        """The moment when the next message may go; in the past means at once."""
        return max(self._next - (self._burst - 1) / self._rate, self._paused_until)

    def take(self, now: float) -> None:
        """Count a message that goes now."""
        self._climb(now)
        self._next = max(self._next, now) + 1 / self._rate

    def pause(self, until: float) -> None:
        """Send nothing before `until`; what was saved up is not sent afterwards in a burst."""
        self._paused_until = max(self._paused_until, until)
        self._next = max(self._next, until + (self._burst - 1) / self._rate)

    def refused(self, now: float, *, surely: bool = True) -> bool:
        """Go slower after refusals of the bot as a whole; False when that was done just now.

        `surely` false: a few chats were refused far apart, which may be their own doing.
        """
        if now - self._lowered_at < _SAME_EVENT_S:
            return False
        self._lowered_at = now
        self._ceiling = min(self._ceiling, self._rate) * _BELOW_LIMIT
        self._ceiling_until = now + _REMEMBER_S
        self._rate = max(min(1.0, self.cap), self._rate * (_DECREASE if surely else _BELOW_LIMIT))
        self._climbed_at = now
        return True

    def adopt(self, rate: float, now: float) -> None:
        """Take over a lower pace that another process found."""
        if rate < self._rate:
            self._rate = rate
            self._ceiling = min(self._ceiling, rate / _DECREASE * _BELOW_LIMIT)
            self._ceiling_until = now + _REMEMBER_S

    def _climb(self, now: float) -> None:
        # Time without messages teaches nothing: one second of climbing at the most per message.
        passed = min(now - self._climbed_at, 1.0)
        self._climbed_at = now
        if now >= self._ceiling_until:
            self._ceiling = self.cap
        if self._rate < self._ceiling:
            self._rate = min(self._ceiling, self._rate + self.cap * _CLIMB * passed)


class Spacing:
    """The spacing of messages to one chat: a second in private, three in a group.

    A group also gets no more than `group_count` messages in `group_window_s`. People who wait
    for an answer get a few at once (`burst`); Telegram allows short bursts.
    """

    def __init__(
        self,
        *,
        private_s: float = 1.0,
        group_s: float = 3.0,
        group_count: int = 20,
        group_window_s: float = 60.0,
    ) -> None:
        self._private_s = private_s
        self._group_s = group_s
        self._group_count = group_count
        self._group_window_s = group_window_s
        self._next: dict[int, float] = {}
        self._window: dict[int, deque[float]] = {}
        self._held: dict[int, float] = {}
        self._sweep_at = 256

    def ready_at(self, chat: int, *, group: bool, burst: int = 1) -> float:
        """The moment when the next message to the chat may go."""
        ready = self._held.get(chat, 0.0)
        if chat in self._next:
            ready = max(ready, self._next[chat] - (burst - 1) * self._gap_s(group=group))
        if group:
            window = self._window.get(chat)
            if window is not None and len(window) >= self._group_count:
                ready = max(ready, window[0] + self._group_window_s)
        return ready

    def take(self, chat: int, now: float, *, group: bool) -> None:
        """Count a message to the chat that goes now."""
        self._next[chat] = max(self._next.get(chat, 0.0), now) + self._gap_s(group=group)
        if group:
            window = self._window.setdefault(chat, deque(maxlen=self._group_count))
            window.append(now)
        if len(self._next) > self._sweep_at:
            self._sweep(now)

    def hold(self, chat: int, until: float) -> None:
        """Send nothing to the chat before `until`."""
        self._held[chat] = max(self._held.get(chat, 0.0), until)

    def _gap_s(self, *, group: bool) -> float:
        return self._group_s if group else self._private_s

    def _sweep(self, now: float) -> None:
        """Forget chats whose past no longer matters; twice as many may gather until next time."""
        old = now - self._group_window_s
        self._next = {chat: at for chat, at in self._next.items() if at > now}
        self._held = {chat: at for chat, at in self._held.items() if at > now}
        self._window = {chat: window for chat, window in self._window.items() if window[-1] > old}
        self._sweep_at = max(256, 2 * len(self._next))
