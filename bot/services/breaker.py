"""Stops sending while it cannot work, and begins again with care. Pure; told of each verdict.

An outage costs what was under way when it began and a few trials, not the whole queue. A text
that is refused is counted once however many chats it goes to: it is no trouble of the server's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from enum import StrEnum

from bot.domain.outcomes import TEXT_REASONS, Outcome, RefusalReason, RequestVerdict

#: Failures in a row, of different chats, that mean an outage.
_IN_A_ROW = 3
#: Probes in a row that must be answered before the first trial.
_PROBES = 2
_FIRST_WAIT_S, _MAX_WAIT_S = 1.0, 15.0
#: So many different texts refused within a minute and hardly a success: the fault is in our texts.
_TEXTS, _TEXTS_WINDOW_S = 20, 60.0


class Trouble(StrEnum):
    """The reason why nothing is sent."""

    NONE = ""
    OUTAGE = "outage"  # no answers, or only failures
    TOKEN = "token"  # noqa: S105  # the name of a trouble: the server does not know the bot
    TEXTS = "texts"  # one text after the other is refused
    CHATS = "chats"  # one chat after the other is refused


class Breaker:
    """A circuit breaker for sends: as many as may be under way are `cap` as a rule, 0 in trouble, then 1, 2, 4 …

    Times are seconds of a clock that never jumps.
    """

    def __init__(self, *, cap: int) -> None:
        self._cap = cap
        self._allowed = cap
        self._failures = 0
        self._answers = 0
        self._wait_s = _FIRST_WAIT_S
        self._probe_at = 0.0
        #: The different texts refused last, and when each was.
        self._refusals: dict[Hashable, float] = {}
        self._successes: deque[float] = deque(maxlen=_TEXTS)
        self.trouble = Trouble.NONE

    @property
    def allowed(self) -> int:
        """The number of sends that may be under way."""
        return self._allowed

    @property
    def open(self) -> bool:
        """True if nothing may be sent."""
        return self._allowed == 0

    def probe_due(self, now: float) -> bool:
        """True if the server should be asked now if it is back."""
        return self.open and now >= self._probe_at

    def suspect(self, now: float) -> bool:
        """True if refused texts are rather our fault than theirs: none got through of late."""
        return not any(now - at <= _TEXTS_WINDOW_S for at in self._successes)

    def sent(self, verdict: RequestVerdict, now: float, *, text: Hashable = None) -> bool:
        """Learn from a send of this text; whether `allowed` changed."""
        before = self._allowed
        if verdict.outcome is Outcome.REFUSED and verdict.reason is RefusalReason.TOKEN:
            self._open(Trouble.TOKEN, now)
        elif verdict.outcome in (Outcome.NOT_SENT, Outcome.SERVER, Outcome.AMBIGUOUS):
            self._failures += 1
            # While it is being tried again, one failure is enough.
            if self._failures >= _IN_A_ROW or 0 < self._allowed < self._cap:
                self._open(Trouble.OUTAGE, now)
        elif verdict.outcome is Outcome.REFUSED and verdict.reason in TEXT_REASONS:
            self._failures = 0
            self._refused(text, now)
        else:
            self._succeeded(verdict, now)
        return self._allowed != before

    def probed(self, verdict: RequestVerdict, now: float) -> bool:
        """Learn from a probe; whether a first send may be tried."""
        if verdict.outcome is not Outcome.SENT:
            self._answers = 0
            self._wait_longer(now)
            return False
        self._answers += 1
        if self._answers < _PROBES:
            self._probe_at = now + 0.25
            return False
        self._allowed = 1
        return True

    def _succeeded(self, verdict: RequestVerdict, now: float) -> None:
        self._failures = 0
        if verdict.outcome is Outcome.SENT:
            self._successes.append(now)
        if 0 < self._allowed < self._cap:
            self._allowed = min(self._cap, self._allowed * 2)
            if self._allowed == self._cap:
                self._wait_s = _FIRST_WAIT_S
                self.trouble = Trouble.NONE

    def _refused(self, text: Hashable, now: float) -> None:
        if self.trouble is Trouble.TEXTS and 0 < self._allowed < self._cap:
            self._open(Trouble.TEXTS, now)
            return
        recent = {seen: at for seen, at in self._refusals.items() if now - at <= _TEXTS_WINDOW_S}
        self._refusals = recent | {text: now}
        if len(self._refusals) < _TEXTS:
            return
        # As many successes as a quarter of the refusals: single texts are at fault.
        good = sum(1 for at in self._successes if now - at <= _TEXTS_WINDOW_S)
        if good < _TEXTS // 4:
            self._open(Trouble.TEXTS, now)
        self._refusals.clear()

    def _open(self, trouble: Trouble, now: float) -> None:
        if self._allowed == 0:
            return  # what was under way when it opened; the wait runs already
        self._allowed = 0
        self._failures = 0
        self._answers = 0
        self.trouble = trouble
        self._wait_longer(now)

    def _wait_longer(self, now: float) -> None:
        self._probe_at = now + self._wait_s
        self._wait_s = min(_MAX_WAIT_S, self._wait_s * 2)
