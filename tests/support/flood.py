"""A model of Telegram's flood limits, for virtual time."""

from __future__ import annotations

from collections.abc import Callable


class FloodModel:
    """A token bucket for the bot and one for each chat; refuses what is too much."""

    def __init__(
        self,
        now: Callable[[], float],
        *,
        rate: float = 30.0,
        burst: float = 10.0,
        retry_after_s: float = 1.0,
        chat_rate: float = 1.0,
        chat_burst: float = 3.0,
    ) -> None:
        self._now = now
        self._bot = (rate, burst)
        self._chat = (chat_rate, chat_burst)
        self._buckets: dict[int | None, tuple[float, float]] = {}
        self._retry_after_s = retry_after_s
        #: When each accepted message came, and when each refused one.
        self.accepted: list[float] = []
        self.refused: list[float] = []

    def offer(self, chat: int) -> float | None:
        """None when the message is accepted, else how long to wait."""
        now = self._now()
        bot, own = self._filled(None, *self._bot, now), self._filled(chat, *self._chat, now)
        if bot < 1 or own < 1:
            self.refused.append(now)
            return self._retry_after_s
        self._buckets[None] = (bot - 1, now)
        self._buckets[chat] = (own - 1, now)
        self.accepted.append(now)
        return None

    def _filled(self, key: int | None, rate: float, burst: float, now: float) -> float:
        level, at = self._buckets.get(key, (burst, now))
        return min(burst, level + (now - at) * rate)
