"""The polls of those due that begin now, and the times of those whose host has to rest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.domain.models import Source

#: Polls of one host under way at once: one that asks, and one that is next.
MOST = 2
#: From the turn of one poll to the next of the same host: an answer and the pause after it.
TURN = timedelta(seconds=1.5)


class HostTurns:
    """Turns of sources that share a host: hundreds of them would wait where others could poll."""

    def __init__(self) -> None:
        #: When the last poll that was put off has its turn, by host.
        self._last: dict[str, datetime] = {}

    def take(
        self, found: Iterable[tuple[Source, str]], *, under_way: Iterable[str], now: datetime
    ) -> tuple[Sequence[tuple[Source, str]], dict[int, datetime]]:
        """Those that begin, and when each of the others is to be due, by id.

        Each comes with its host, empty for one that needs no turn; `under_way` are the hosts of
        the polls that have begun.
        """
        busy = Counter(under_way)
        self._last = {host: at for host, at in self._last.items() if at > now}
        begun: list[tuple[Source, str]] = []
        later: dict[int, datetime] = {}
        for source, host in found:
            if host and busy[host] >= MOST:
                later[source.id] = self._last[host] = self._last.get(host, now) + TURN
            else:
                busy[host] += 1
                begun.append((source, host))
        return begun, later
