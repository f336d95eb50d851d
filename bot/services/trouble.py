"""Detects outages from the outcomes of sends: server, texts or chats; logs when one begins."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.delivery import LAST_LEVEL, ClaimScope
from bot.domain.outbox import OutboxPart
from bot.domain.outcomes import CHAT_REASONS, EVERYWHERE_REASONS, Outcome, RequestVerdict
from bot.log import log_event
from bot.services.breaker import Breaker, Trouble
from bot.services.chat_guard import ChatGuard

_log = logging.getLogger(__name__)

#: Refused texts remembered, so that their other copies go in another form at once.
_TEXTS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHealth:
    """The state of sending, for readiness and figures."""

    trouble: Trouble
    #: Messages a second, just now.
    rate: float
    #: Sends under way.
    in_flight: int
    #: Parts claimed that wait for their turn.
    waiting: int


class TroubleWatch:
    """The breaker, the guard of chats, and the forms of texts that were refused."""

    def __init__(self, *, cap: int, steady: Callable[[], float]) -> None:
        self._breaker = Breaker(cap=cap)
        self._guard = ChatGuard()
        self._steady = steady
        #: In which form a text that was refused is tried next, in whatever chat.
        self._levels: OrderedDict[str, int] = OrderedDict()
        #: Chats that were blamed for the server's trouble, to be given back what they lost.
        self.blamed: set[int] = set()

    @property
    def trouble(self) -> Trouble:
        """The reason why nothing, or not everything, is sent."""
        return self._breaker.trouble or (Trouble.CHATS if self._guard.alarmed else Trouble.NONE)

    @property
    def open(self) -> bool:
        """True if nothing may be sent."""
        return self._breaker.open

    @property
    def allowed(self) -> int:
        """The number of sends that may be under way."""
        return self._breaker.allowed

    def wanted(self, limit: int) -> list[tuple[ClaimScope, int, bool]]:
        """Of which chats how many parts are claimed now, and whether that is a trial."""
        wanted = [(places, 1, True) for places in self._guard.trials(self._steady())]
        usual = self._guard.open_places
        return wanted if usual is None else [*wanted, (usual, limit, False)]

    def holds(self, part: OutboxPart) -> bool:
        """True if the part is not to be sent now, but for a trial."""
        return self._guard.holds(part)

    def formed(self, part: OutboxPart) -> OutboxPart:
        """The part in a form that no chat has refused yet."""
        level = self._levels.get(part.message.html, 0) if self._levels else 0
        return replace(part, level=level) if level > part.level else part

    def learn(self, part: OutboxPart, verdict: RequestVerdict) -> bool:
        """Learn from a send; whether `allowed` changed."""
        changed = self._breaker.sent(verdict, self._steady(), text=part.message.html)
        if changed and self._breaker.open:
            log_event(
                _log,
                logging.ERROR,
                "sending.stopped",
                trouble=self._breaker.trouble,
                reason=verdict.reason,
                text=verdict.text,
            )
        if verdict.outcome is Outcome.REFUSED and verdict.reason in EVERYWHERE_REASONS:
            self._levels[part.message.html] = min(LAST_LEVEL, part.level + 1)
            if len(self._levels) > _TEXTS:
                self._levels.popitem(last=False)
        self._watch(part, verdict)
        return changed

    def _watch(self, part: OutboxPart, verdict: RequestVerdict) -> None:
        """See whether one chat after the other is refused, and whether that is over."""
        before = self._guard.alarmed
        blamed = self._guard.sent(part, verdict, self._steady())
        if self._guard.alarmed and not before:
            log_event(
                _log, logging.ERROR, "chats.refused", reason=verdict.reason, text=verdict.text
            )
        if blamed:
            log_event(_log, logging.WARNING, "chats.forgiven", count=len(blamed))
            self.blamed |= blamed

    def suspect(self, part: OutboxPart, verdict: RequestVerdict) -> bool:
        """True if what is refused here is being refused right and left."""
        if verdict.reason in CHAT_REASONS:
            return self._guard.suspect(part, verdict, self._steady())
        return self._breaker.suspect(self._steady())

    def probe_due(self) -> bool:
        """True if the server should be asked now if it is back."""
        return self._breaker.probe_due(self._steady())

    def probed(self, verdict: RequestVerdict) -> bool:
        """Learn from a probe; whether a first send may be tried."""
        if not self._breaker.probed(verdict, self._steady()):
            return False
        log_event(_log, logging.INFO, "sending.tried", trouble=self._breaker.trouble)
        return True
