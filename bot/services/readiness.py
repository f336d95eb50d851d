"""Readiness of a process: every part looked at, and the cause of what is in the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from bot.domain.errors import LedeError, PollConflictError, RetryError, TokenRefusedError
from bot.domain.readiness import DEAF_AFTER_S, Finding

#: Looks at one part; what it raises is a finding, too.
Look = Callable[[], Awaitable[Sequence[Finding]]]

#: How long one look may take, in seconds.
LOOK_S = 3.0
#: Who asks again within this time gets the same answer, in seconds.
FRESH_S = 1.0


class PollWatch:
    """A watch over long polling: if updates can be asked for. Times are seconds of a clock that never jumps."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._asked_at: float | None = None
        self._failure: RetryError | None = None

    def begins(self) -> None:
        """Asking begins: from now on silence counts."""
        self._asked_at = self._steady()

    def asked(self) -> None:
        """Notes that Telegram answered."""
        self._asked_at, self._failure = self._steady(), None

    def failed(self, error: RetryError) -> None:
        """Telegram did not answer, or with a no."""
        self._failure = error

    async def look(self) -> list[Finding]:
        """The obstacles in the way: a no at once, silence after a minute."""
        if self._asked_at is None:
            return []
        failure = self._failure
        if isinstance(failure, TokenRefusedError):
            return [Finding(name="token", words=str(failure))]
        if isinstance(failure, PollConflictError):
            return [Finding(name="updates", words=str(failure))]
        silent_s = self._steady() - self._asked_at
        if silent_s <= DEAF_AFTER_S:
            return []
        words = f"no update could be asked for in {silent_s:.0f} s"
        return [Finding(name="updates", words=f"{words}: {failure}" if failure else words)]


class Readiness:
    """The checks whether a process is ready to work."""

    def __init__(self, looks: dict[str, Look] | None = None, *, fresh_s: float = FRESH_S) -> None:
        #: By the name under which a look's own failure is told.
        self._looks = looks if looks is not None else {}
        self._fresh_s = fresh_s
        self._lock = asyncio.Lock()
        self._last: tuple[float, list[Finding]] | None = None

    def add(self, name: str, look: Look) -> None:
        """Look at this part, too."""
        self._looks[name] = look

    async def findings(self) -> list[Finding]:
        """The failed checks, blocking ones first; raises nothing."""
        async with self._lock:
            if self._last is None or time.monotonic() - self._last[0] > self._fresh_s:
                found = await asyncio.gather(*(self._one(*each) for each in self._looks.items()))
                flat = [each for several in found for each in several]
                flat.sort(key=lambda each: not each.blocking)
                self._last = (time.monotonic(), flat)
            return self._last[1]

    @staticmethod
    async def _one(name: str, look: Look) -> Sequence[Finding]:
        try:
            async with asyncio.timeout(LOOK_S):
                return await look()
        except TimeoutError:
            return [Finding(name=name, words="does not answer")]
        except LedeError as error:
            return [Finding(name=name, words=str(error))]
        except Exception as error:  # noqa: BLE001  # a look that breaks is told, not raised
            return [Finding(name=name, words=f"cannot be looked at ({type(error).__name__})")]
