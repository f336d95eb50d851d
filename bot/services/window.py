"""The window of sends that are under way at once: what keeps the pace, and none that only wait for us."""

from __future__ import annotations

from collections import deque

#: At the beginning, and at the least: nobody knows yet how long a send takes.
_FIRST, _LEAST = 4, 3
#: So many of those under way may wait for our own database and machine before there are fewer;
#: below the other there may be more.
_MANY_WAIT, _FEW_WAIT = 3.0, 2.0
#: Our own part of a send is compared with the fastest of so many before it.
_REMEMBERED = 50


class SendWindow:
    """A window of sends that may be under way, never more than `most`.

    What is under way when the process is killed is in doubt. A far or slow Telegram needs many at
    once to keep the pace; a database or machine that is busy gets no faster by more of them: there
    they wait, sent and not yet written down. So there are more while all places are taken and
    none waits for us, and fewer when our own part takes longer than it has to (as TCP Vegas does;
    Brakmo and Peterson 1995). A way that is slow but steady costs no place.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.size = min(_FIRST, most)
        self._own = deque[float](maxlen=_REMEMBERED)

    def done(self, *, own_s: float, whole_s: float, under_way: int) -> bool:
        """Learn from a send that took `whole_s`, `own_s` of it before and after Telegram's part.

        Returns whether `size` changed.
        """
        self._own.append(own_s)
        share = (own_s - min(self._own)) / whole_s if whole_s > 0 else 0.0
        waiting, before = under_way * share, self.size
        if waiting > _MANY_WAIT:
            self.size = max(_LEAST, self.size - 1)
        elif waiting < _FEW_WAIT and under_way >= self.size:
            self.size += 1
        self.size = min(self.size, self._most)
        return self.size != before
