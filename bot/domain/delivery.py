"""The states of a part, its allowed moves, and what decides on them: an outcome, or a crash.

::

    waiting -> ready -> sending -> sent | unknown | dead
                 ^         |
                 +---------+   again: refused for a while, not sent, in doubt for the first time

What is waiting or ready may also be cancelled or expire; an operator may try again what is
unknown or dead. A part that is sent, cancelled or expired stays so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.outbox import Lane, OutboxPart, PartState
from bot.domain.outcomes import (
    BLOCKED_REASONS,
    CHAT_REASONS,
    PASSING_REASONS,
    Outcome,
    RefusalReason,
    RequestVerdict,
)

#: To which states a part may go from each; none but these is ever written.
MOVES: Mapping[PartState, frozenset[PartState]] = {
    # What is open in a copy that is put back may have gone out since: unknown.
    PartState.WAITING: frozenset(
        {PartState.READY, PartState.CANCELLED, PartState.EXPIRED, PartState.UNKNOWN}
    ),
    PartState.READY: frozenset(
        {
            PartState.READY,
            PartState.SENDING,
            PartState.CANCELLED,
            PartState.EXPIRED,
            PartState.UNKNOWN,
        }
    ),
    PartState.SENDING: frozenset(
        {
            PartState.READY,
            PartState.SENT,
            PartState.UNKNOWN,
            PartState.DEAD,
            PartState.CANCELLED,
        }
    ),
    PartState.UNKNOWN: frozenset({PartState.READY}),
    PartState.DEAD: frozenset({PartState.READY}),
    PartState.SENT: frozenset(),
    PartState.CANCELLED: frozenset(),
    PartState.EXPIRED: frozenset(),
}


class ClaimScope(StrEnum):
    """The chats that parts are claimed for."""

    ALL = "all"
    PRIVATE = "private"
    GROUPS = "groups"  # and channels


class ChatChange(StrEnum):
    """The consequence of a verdict for the chat; done in the transaction that records the outcome."""

    NONE = ""
    HOLD = "hold"  # no sends before `hold_until`
    BLOCK = "block"  # status blocked, what has not begun taken back
    GONE = "gone"  # status gone, the same
    REFUSED = "refused"  # asked again at its next slot, then daily; all is kept for it
    NOT_FOUND = "not_found"  # gone when it was so a day ago too
    GENERAL = "general"  # forget the thread, write to the chat itself
    MIGRATE = "migrate"  # it has another Telegram id now


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The operator's choices about failures."""

    #: Whether a digest or alert that may have arrived is sent once more, silently.
    resend: bool = True
    #: How long after the first attempt that is; longer than any request can live.
    resend_after_s: float = 30.0
    #: How often a part survives the death of the process that was sending it.
    max_rescues: int = 5

    def may_resend(self, lane: Lane) -> bool:
        """True if a part of this lane is tried again after an ambiguous outcome.

        Broadcasts are not: everybody gets them at once, and a second copy annoys more people
        than a lost one.
        """
        return self.resend and lane is not Lane.BROADCAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """The new state of a part after a send; written only while `epoch` is the row's."""

    part: OutboxPart
    state: PartState
    #: What is added to today's figures.
    count: str
    not_before: datetime | None = None
    attempts: int
    ambiguous: int
    level: int
    silent: bool
    reason: RefusalReason = RefusalReason.NONE
    text: str = ""
    message_id: int | None = None
    chat: ChatChange = ChatChange.NONE
    hold_until: datetime | None = None
    migrate_to: int | None = None

    @property
    def final(self) -> bool:
        """True if nothing more will be done about the part."""
        return self.state is not PartState.READY


@dataclass(frozen=True, slots=True, kw_only=True)
class BroadcastProgress:
    """Progress of a message to everybody, in parts."""

    all: int
    sent: int
    open: int
    #: Of the operator who sent it.
    language: str

    @property
    def lost(self) -> int:
        """Refused, stopped, or never known to have arrived."""
        return self.all - self.sent - self.open


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescued:
    """Counts of parts that were recovered after their sender died."""

    #: To be sent once more, silently.
    again: int = 0
    #: Never known.
    unknown: int = 0


#: Added to what a 429 asks for: its clock and ours round differently.
RETRY_MARGIN_S = 1.0
#: A 429 that does not say how long.
_BLIND_WAIT_S, _BLIND_MAX_S = 60.0, 900.0
_BACKOFF_MAX_S = 60.0
#: "Chat not found" is also a glitch of the server's: it must still be so a day later.
NOT_FOUND_TWICE_S = 86_400.0
_NOT_FOUND_RETRY_S = 600.0
#: A text that even the last form does not save, while nothing else goes through either.
_SUSPECT_WAIT_S = 300.0
#: The forms of a text: HTML, plain, its headlines.
LAST_LEVEL = 2
_MAX_REFUSALS = 10
#: Chats are refused one after the other: tried again when some are let through.
_SUSPECT_CHAT_WAIT_S = 5.0
#: A chat that refuses us for a reason that may pass is asked again this often, for so long.
ASK_EVERY = timedelta(days=1)
ASK_FOR = timedelta(days=14)


def next_ask(
    *, now: datetime, refused_at: datetime | None, next_slot_at: datetime | None
) -> datetime:
    """The moment when a chat that refuses what is sent to it is asked again.

    The first time at its next slot, a day later at the latest; then every day. `refused_at` is
    when it first did, None when it does so now.
    """
    tomorrow = now + ASK_EVERY
    if refused_at is None and next_slot_at is not None and now < next_slot_at < tomorrow:
        return next_slot_at
    return tomorrow


def after_crash(*, lane: Lane, rescues: int, policy: Policy) -> PartState:
    """The next state of a part whose sender died while it was being sent, `rescues` times before.

    Its sender's death is not the part's fault: unlike an answer that never came it may happen
    several times before the part is given up.
    """
    again = policy.may_resend(lane) and rescues < policy.max_rescues
    return PartState.READY if again else PartState.UNKNOWN


def settle(
    part: OutboxPart,
    verdict: RequestVerdict,
    *,
    policy: Policy,
    now: datetime,
    jitter: float = 0.5,
    suspect: bool = False,
) -> Settlement:
    """The consequences of a verdict. `part` is as it was when the request began.

    `jitter` (0 to 1) spreads retries. `suspect` says that what is refused here is being refused
    right and left: then neither this part nor this chat is at fault, and both stay as they are.
    """
    follow = _Follow(part, verdict, policy, now, jitter)
    if verdict.outcome is Outcome.SENT:
        return follow.to(PartState.SENT)
    if verdict.outcome is Outcome.AMBIGUOUS:
        return _ambiguous(follow)
    if verdict.outcome is Outcome.LIMITED:
        return _limited(follow)
    if verdict.outcome is Outcome.REFUSED:
        return _refused(follow, suspect=suspect)
    refund = 1 if verdict.outcome is Outcome.NOT_SENT else 0
    return follow.again(follow.backoff_s(), attempts=part.attempts - refund)


class _Follow:
    """Builds the settlement of one verdict."""

    def __init__(
        self,
        part: OutboxPart,
        verdict: RequestVerdict,
        policy: Policy,
        now: datetime,
        jitter: float,
    ) -> None:
        self.part, self.verdict, self.policy = part, verdict, policy
        self._now, self._jitter = now, jitter

    def backoff_s(self) -> float:
        wait = min(_BACKOFF_MAX_S, 2.0 ** min(self.part.attempts - 1, 10))
        return wait * (0.5 + self._jitter)

    def to(
        self,
        state: PartState,
        *,
        wait_s: float | None = None,
        attempts: int | None = None,
        ambiguous: int | None = None,
        level: int | None = None,
        silent: bool | None = None,
        chat: ChatChange = ChatChange.NONE,
        hold_s: float | None = None,
    ) -> Settlement:
        part, verdict = self.part, self.verdict
        return Settlement(
            part=part,
            state=state,
            count=str(verdict.reason or verdict.outcome),
            not_before=None if wait_s is None else self._now + timedelta(seconds=wait_s),
            attempts=part.attempts if attempts is None else max(0, attempts),
            ambiguous=part.ambiguous if ambiguous is None else ambiguous,
            level=part.level if level is None else level,
            silent=part.silent if silent is None else silent,
            reason=verdict.reason,
            text=verdict.text[:200],
            message_id=verdict.message_id,
            chat=chat,
            hold_until=None if hold_s is None else self._now + timedelta(seconds=hold_s),
            migrate_to=verdict.migrate_to,
        )

    def again(
        self,
        wait_s: float,
        *,
        attempts: int | None = None,
        level: int | None = None,
        chat: ChatChange = ChatChange.NONE,
        hold_s: float | None = None,
    ) -> Settlement:
        return self.to(
            PartState.READY,
            wait_s=wait_s,
            attempts=attempts,
            level=level,
            chat=chat,
            hold_s=hold_s,
        )


def _ambiguous(follow: _Follow) -> Settlement:
    """Once more, without a sound, when that is wanted; else it stays unknown."""
    ambiguous = follow.part.ambiguous + 1
    if ambiguous == 1 and follow.policy.may_resend(follow.part.lane):
        return follow.to(
            PartState.READY,
            wait_s=follow.policy.resend_after_s,
            ambiguous=ambiguous,
            silent=True,
        )
    return follow.to(PartState.UNKNOWN, ambiguous=ambiguous)


def _limited(follow: _Follow) -> Settlement:
    """The chat waits; a wait the server named costs no attempt."""
    part, verdict = follow.part, follow.verdict
    if verdict.retry_after_s:
        wait_s, attempts = verdict.retry_after_s + RETRY_MARGIN_S, part.attempts - 1
    else:
        doublings = min(part.attempts - 1, 10)
        wait_s, attempts = min(_BLIND_MAX_S, _BLIND_WAIT_S * 2.0**doublings), part.attempts
    return follow.again(wait_s, attempts=attempts, chat=ChatChange.HOLD, hold_s=wait_s)


def _refused(follow: _Follow, *, suspect: bool) -> Settlement:
    part, reason = follow.part, follow.verdict.reason
    if suspect and reason in CHAT_REASONS:
        return follow.again(_SUSPECT_CHAT_WAIT_S, attempts=part.attempts - 1)
    if reason in BLOCKED_REASONS or reason is RefusalReason.DEACTIVATED:
        change = ChatChange.BLOCK if reason in BLOCKED_REASONS else ChatChange.GONE
        if part.edition_id is None:
            return follow.to(PartState.CANCELLED, chat=change)
        # The chat's own change takes the edition back, or keeps the rest of one that has begun.
        return follow.again(0, attempts=part.attempts - 1, chat=change)
    if reason in PASSING_REASONS or (reason is RefusalReason.TOPIC and not part.thread_id):
        return follow.again(0, attempts=part.attempts - 1, chat=ChatChange.REFUSED)
    if reason is RefusalReason.NOT_FOUND:
        return follow.again(_NOT_FOUND_RETRY_S, chat=ChatChange.NOT_FOUND)
    if reason is RefusalReason.MIGRATED and follow.verdict.migrate_to:
        return follow.again(0, attempts=part.attempts - 1, chat=ChatChange.MIGRATE)
    if reason is RefusalReason.TOPIC:
        return follow.again(0, attempts=part.attempts - 1, chat=ChatChange.GENERAL)
    if reason is RefusalReason.TOKEN:
        return follow.again(follow.backoff_s(), attempts=part.attempts - 1)
    if part.level < LAST_LEVEL:
        return follow.again(0, level=part.level + 1)
    if suspect and part.attempts < _MAX_REFUSALS:
        return follow.again(_SUSPECT_WAIT_S)
    return follow.to(PartState.DEAD)
