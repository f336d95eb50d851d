"""The budget of reading each source: no source takes the workers from all others."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from bot.domain.models import Source, SourceKind

#: Processor seconds an hour for reading what a source that somebody brought serves, and one of
#: the operator's own. Twenty ordinary articles take one.
THEIRS_S = 60.0
OURS_S = 600.0
HOUR = timedelta(hours=1)

#: What the operator stored here: read at any cost, as it was asked for.
_LOCAL = frozenset({SourceKind.FOLDER, SourceKind.SQL})


class Spending:
    """Processor seconds of each source within the last hour. Kept in memory: a restart forgives."""

    def __init__(self, *, theirs_s: float = THEIRS_S, ours_s: float = OURS_S) -> None:
        self._theirs_s = theirs_s
        self._ours_s = ours_s
        self._spent: dict[int, deque[tuple[datetime, float]]] = {}

    def spend(self, source: Source, cpu_s: float, *, now: datetime) -> None:
        """Note what reading something of a source cost."""
        self._spent.setdefault(source.id, deque()).append((now, cpu_s))

    def exhausted(self, source: Source, *, now: datetime) -> bool:
        """True if a source has had its share of this hour."""
        spent = self._spent.get(source.id)
        if spent is None or source.kind in _LOCAL:
            return False
        while spent and spent[0][0] <= now - HOUR:
            spent.popleft()
        if not spent:
            del self._spent[source.id]
            return False
        share_s = self._ours_s if source.public else self._theirs_s
        return sum(cpu_s for _, cpu_s in spent) >= share_s
