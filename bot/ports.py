"""The seams of Lede with two sides: one Protocol per seam, with its promises.

What is stored has one side; services take the classes of `bot.store`. `now` is always aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.domain.drafts import Fetched
from bot.domain.models import Source
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.outcomes import RequestVerdict

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time now, aware UTC."""


class SourceFetcher(Protocol):
    """Reads sources of any kind."""

    async def fetch(self, source: Source) -> Fetched:
        """The articles of the source now. Raises `FetchError` only; may be called again at once."""


class Workbench(Protocol):
    """Runs pure functions where they can be killed."""

    async def run(self, function: Callable[..., T], *args: Any, timeout_s: float) -> T:
        """The function's result; its own errors pass; `DocumentError` when it was killed."""


class UpdateSource(Protocol):
    """A source of updates by long polling."""

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
    """Handles updates: commands, buttons, texts."""

    async def handle(self, payload: Mapping[str, Any]) -> None:
        """Do it. Any error means that it was not done and may be tried again."""

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        """Tell who asked that it did not work, after the last try. Raises nothing."""


class FoundFeed(Protocol):
    """A feed found behind an address, checked to be readable."""

    @property
    def url(self) -> str:
        """Its own address."""

    @property
    def title(self) -> str:
        """The feed's own title."""

    @property
    def headlines(self) -> Sequence[str]:
        """Some of its newest headlines."""

    @property
    def language(self) -> str:
        """The language it says it is in, or empty."""


class Discovery(Protocol):
    """Finder of feeds behind an address."""

    async def discover(self, address: str) -> Sequence[FoundFeed]:
        """The feeds behind an address, best first; empty when there are none. Raises `FetchError`."""


class PartTransport(Protocol):
    """Sends one part by one request."""

    @property
    def limit_s(self) -> float:
        """The longest a send can take, in seconds."""

    async def send(self, part: OutboxPart) -> RequestVerdict:
        """The outcome of the one request made; raises nothing."""

    async def probe(self) -> RequestVerdict:
        """Ask the server something that changes nothing; raises nothing."""


class ChatReach(Protocol):
    """Asks whether chats may be written to."""

    async def reach(self, telegram_id: int) -> RequestVerdict:
        """The outcome of the one request made, which shows nothing; raises nothing."""


class Admission(Protocol):
    """Admission of the next send."""

    @property
    def rate(self) -> float:
        """Messages a second, just now."""

    @property
    def cap(self) -> float:
        """Messages a second, at the most."""

    @property
    def queued(self) -> int:
        """The number of those that wait whose chat could be written to at once."""

    async def acquire(self, lane: Lane, chat: int | None, *, group: bool = False) -> None:
        """Wait for a grant; a bulk one is given back by `release`."""

    def release(self, lane: Lane) -> None:
        """Give a grant back."""

    def refused(self, chat: int | None, wait_s: float) -> bool:
        """A send was one too many; whether the whole bot must wait."""

    def set_in_flight(self, capacity: int) -> None:
        """The number of bulk sends that may be under way at once."""


__all__: Sequence[str] = (
    "Admission",
    "ChatReach",
    "Clock",
    "Discovery",
    "FoundFeed",
    "PartTransport",
    "SourceFetcher",
    "UpdateHandler",
    "UpdateSource",
    "Workbench",
)
