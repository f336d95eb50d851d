"""Tells chats that refuse us from a server that refuses everybody. Pure; told of each verdict.

Whoever has blocked the bot, or taken its right to write, does so by themselves; when one chat
after the other says so without a single one that does not, the server is in trouble. Then nothing
follows for the chats, one trial is made now and then, and what the first of them lost is given back.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.domain.delivery import ClaimScope
from bot.domain.outbox import OutboxPart
from bot.domain.outcomes import CHAT_REASONS, PASSING_REASONS, Outcome, RequestVerdict

#: So many different chats refused in a row. If half of all chats had left, this would happen by
#: chance once in a thousand sends, and costs a trial a few seconds later.
_IN_A_ROW = 10
#: Between two trials, in seconds; doubled after each that is refused.
_FIRST_WAIT_S, _MAX_WAIT_S = 5.0, 300.0
#: After so long a refusal that may pass is believed after all: nothing is lost by it.
_BELIEVE_S = 6 * 3600.0


@dataclass(slots=True)
class _Row:
    """Chats of one kind refused in a row."""

    chats: set[int] = field(default_factory=set)
    #: Since when the server is thought to be in trouble.
    since: float | None = None
    try_at: float = 0.0
    wait_s: float = _FIRST_WAIT_S
    #: A trial was made whose answer is not known; what was under way before teaches nothing.
    trying: bool = False


class ChatGuard:
    """Private chats and groups (with channels) are watched apart: rights are refused to groups.

    Times are seconds of a clock that never jumps.
    """

    def __init__(self) -> None:
        self._rows = {False: _Row(), True: _Row()}

    @property
    def alarmed(self) -> bool:
        """True if one chat after the other is refused."""
        return any(row.since is not None for row in self._rows.values())

    @property
    def open_places(self) -> ClaimScope | None:
        """The chats that are written to as usual; None for none."""
        private, groups = (self._rows[group].since is None for group in (False, True))
        if private and groups:
            return ClaimScope.ALL
        if private:
            return ClaimScope.PRIVATE
        return ClaimScope.GROUPS if groups else None

    def holds(self, part: OutboxPart) -> bool:
        """True if the part is not to be sent now; a trial may always be."""
        return self._rows[part.group].since is not None

    def trials(self, now: float) -> list[ClaimScope]:
        """Of which chats one is to be tried now; each is named once until it was."""
        due = []
        for group, row in self._rows.items():
            if row.since is not None and now >= row.try_at:
                row.try_at, row.trying = now + row.wait_s, True
                due.append(ClaimScope.GROUPS if group else ClaimScope.PRIVATE)
        return due

    def suspect(self, part: OutboxPart, verdict: RequestVerdict, now: float) -> bool:
        """True if what is said of a chat is rather the server's trouble."""
        since = self._rows[part.group].since
        if since is None:
            return False
        return verdict.reason not in PASSING_REASONS or now - since < _BELIEVE_S

    def sent(self, part: OutboxPart, verdict: RequestVerdict, now: float) -> frozenset[int]:
        """Learn from a send; the chats (Telegram's ids) that were blamed for the server's trouble."""
        row = self._rows[part.group]
        if verdict.outcome is Outcome.SENT:
            blamed = frozenset(row.chats) if row.since is not None else frozenset()
            self._rows[part.group] = _Row()
            return blamed
        if verdict.outcome is Outcome.REFUSED and verdict.reason in CHAT_REASONS:
            if row.trying:
                row.wait_s = min(_MAX_WAIT_S, row.wait_s * 2)
                row.try_at, row.trying = now + row.wait_s, False
            elif row.since is None:
                row.chats.add(part.telegram_id)
                if len(row.chats) >= _IN_A_ROW:
                    row.since, row.try_at = now, now + row.wait_s
        return frozenset()
