"""A source tried before it is added: what it calls itself and has now, or why it cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.errors import FetchError, FetchReason, InputError
from bot.domain.models import Source, SourceKind
from bot.ports import Clock, Discovery, SourceFetcher

#: What may be over in an hour: such a source is added all the same, and tried again.
PASSING = frozenset(
    {
        FetchReason.RATE_LIMITED,
        FetchReason.SERVER_ERROR,
        FetchReason.TIMEOUT,
        FetchReason.UNREACHABLE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A source that may be added."""

    #: Where it is; a page's feed has an address of its own.
    address: str
    #: What it calls itself, or empty.
    title: str = ""
    language: str = ""
    headlines: Sequence[str] = ()
    #: Why it could not be read just now, in words; empty when it could.
    trouble: str = ""


class Trial:
    """Reads a source once, without keeping anything."""

    def __init__(self, *, discovery: Discovery, fetcher: SourceFetcher, clock: Clock) -> None:
        self._discovery = discovery
        self._fetcher = fetcher
        self._clock = clock

    async def __call__(self, kind: SourceKind, address: str) -> Tried:
        """The articles that the source has now.

        Raises:
            InputError: it cannot be read and will not be, or several feeds stand behind it.
        """
        try:
            if kind is SourceKind.FEED:
                return await self._feed(address)
            return await self._other(kind, address)
        except FetchError as error:
            if error.reason in PASSING and not error.final:
                return Tried(address=address, trouble=str(error))
            raise InputError(
                f"It is not added: {error.for_operators}.",
                key="sources.refused",
                values={"why": error.for_operators},
            ) from error

    async def _feed(self, address: str) -> Tried:
        feeds = await self._discovery.discover(address)
        if not feeds:
            raise FetchError(FetchReason.NOT_A_FEED, "there is no feed at that address")
        if len(feeds) > 1:
            listed = ", ".join(feed.url for feed in feeds)
            raise InputError(
                f"Several feeds stand behind it; add one of them: {listed}",
                key="sources.several",
                values={"feeds": listed},
            )
        (feed,) = feeds
        return Tried(
            address=feed.url,
            title=feed.title,
            language=feed.language,
            headlines=tuple(feed.headlines)[:3],
        )

    async def _other(self, kind: SourceKind, address: str) -> Tried:
        now = self._clock.now()
        found = await self._fetcher.fetch(
            Source(id=0, kind=kind, locator=address, title="", added_at=now)
        )
        headlines = [draft.headline for draft in found.drafts if draft.headline]
        return Tried(
            address=address,
            title=found.title,
            language=found.language,
            headlines=tuple(headlines[:3]),
        )
