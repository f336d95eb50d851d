"""The seams of Lede: one Protocol per seam, with its promises.

Stores raise `StoreBusyError` when the database is busy or away (the transaction did not
happen); everything else they raise is a bug. Every method is one transaction. `now` is always
aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.domain.models import Fetched, Message, Source

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time now, aware UTC."""


class SourceFetcher(Protocol):
    """Reads sources of any kind."""

    async def fetch(self, source: Source) -> Fetched:
        """What the source has now. Raises `FetchError` only; may be called again at once."""


class Workbench(Protocol):
    """Runs pure functions where they can be killed."""

    async def run(self, function: Callable[..., T], *args: Any, timeout_s: float) -> T:
        """The function's result; its own errors pass; `DocumentError` when it was killed."""


class ReplySender(Protocol):
    """Sends a message outside the outbox: replies, whose loss a person can mend by asking again."""

    async def send(
        self,
        telegram_id: int,
        message: Message,
        *,
        thread_id: int = 0,
        reply_markup: Mapping[str, Any] | None = None,
    ) -> int | None:
        """The message's id, or None when it may not have arrived."""


class UpdateSource(Protocol):
    """Where updates are polled from."""

    async def get_updates(
        self, *, offset: int | None, timeout_s: float
    ) -> Sequence[Mapping[str, Any]]:
        """Updates from `offset` on (None: the oldest there are), as they came, waiting for one.

        Asking with an offset confirms everything before it for good.

        Raises:
            PollConflictError: another process takes them.
            RetryError: not now; `retry_after_s` where the other side said so.
        """


class UpdateHandler(Protocol):
    """What is done about an update."""

    async def handle(self, payload: Mapping[str, Any]) -> None:
        """Do it. Any error means that it was not done and may be tried again."""


class FoundFeed(Protocol):
    """A feed found behind an address, checked to be readable."""

    @property
    def url(self) -> str:
        """Its own address."""

    @property
    def title(self) -> str:
        """What it calls itself."""

    @property
    def headlines(self) -> Sequence[str]:
        """Some of its newest headlines."""


class Discovery(Protocol):
    """Finds feeds."""

    async def discover(self, address: str) -> Sequence[FoundFeed]:
        """The feeds behind an address, best first; empty when there are none. Raises `FetchError`."""


class Gauge(Protocol):
    """Counts what happened, for metrics."""

    def count(self, name: str, value: float = 1, **labels: str) -> None:
        """Add to a counter of a fixed name and fixed labels."""

    def observe(self, name: str, value: float) -> None:
        """Record one measurement, in the unit its name ends with."""


__all__: Sequence[str] = (
    "Clock",
    "Discovery",
    "FoundFeed",
    "Gauge",
    "ReplySender",
    "SourceFetcher",
    "UpdateHandler",
    "UpdateSource",
    "Workbench",
)
