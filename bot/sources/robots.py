"""robots.txt (RFC 9309): which pages and sitemaps a site asks programs not to read.

Not for feeds: those are made for programs, and a person gave their address.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.ports import Workbench
from bot.sources.decode import decode
from bot.sources.http import GuardedClient
from bot.sources.robots_reading import Robots, may_read, read_robots

#: A site's rules are asked for again after this; a site that did not answer, after that.
KEPT_S = 24 * 3600.0
FAILED_S = 300.0
#: RFC 9309 asks for half a megabyte at least.
MOST_BYTES = 512 * 1024
#: What is kept of all sites together; the longest unused go first.
MOST_KEPT_CHARS = 16_000_000
_MOST_SITES = 5000
#: How long rules may take to be read, and an address to be compared.
_READ_S = 5.0
_JUDGE_S = 2.0
#: A site that refuses its rules, or whose rules cannot be read, has none.
_NO_RULES = frozenset(
    (
        *(FetchReason.NOT_FOUND, FetchReason.GONE, FetchReason.FORBIDDEN),
        *(FetchReason.CHALLENGED, FetchReason.TOO_LARGE, FetchReason.BAD_ADDRESS),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownSite:
    """The cached robots rules of a site."""

    until: float
    found: Robots | FetchError

    @property
    def chars(self) -> int:
        return len(self.found.groups) if isinstance(self.found, Robots) else 0


class RobotsRules:
    """The rules of sites, asked for once a day each, and by one poll at a time."""

    def __init__(
        self,
        client: GuardedClient,
        *,
        workbench: Workbench,
        clock: Callable[[], float] = time.monotonic,
        most_chars: int = MOST_KEPT_CHARS,
    ) -> None:
        self._client = client
        self._workbench = workbench
        self._clock = clock
        self._sites: OrderedDict[str, _KnownSite] = OrderedDict()
        self._chars = 0
        self._most_chars = most_chars
        self._asking: dict[str, asyncio.Task[Robots]] = {}

    async def check(self, url: str) -> Robots:
        """The site's rules, when they let us read this address.

        Raises:
            FetchError: ROBOTS when they do not; else why the site cannot be asked.
        """
        robots = await self.of(url)
        if robots.groups and not await self._judge(robots, url):
            raise FetchError(FetchReason.ROBOTS, "the site asks programs not to read this page")
        return robots

    async def of(self, url: str) -> Robots:
        """The rules of an address's site. Raises `FetchError` when it cannot be asked."""
        site = urljoin(url, "/")
        known = self._sites.get(site)
        if known is not None and self._clock() < known.until:
            if isinstance(known.found, FetchError):
                raise FetchError(known.found.reason, str(known.found))
            return known.found
        asking = self._asking.get(site)
        if asking is None:
            asking = asyncio.create_task(self._ask(site), name="robots")
            self._asking[site] = asking
            asking.add_done_callback(lambda task: self._asked(site, task))
        # whoever gives up does not take the answer from the others
        return await asyncio.shield(asking)

    def _asked(self, site: str, task: asyncio.Task[Robots]) -> None:
        self._asking.pop(site, None)
        if not task.cancelled():
            task.exception()  # seen, though nobody may have waited for it

    async def _judge(self, robots: Robots, url: str) -> bool:
        try:
            return await self._workbench.run(may_read, robots.groups, url, timeout_s=_JUDGE_S)
        except DocumentError:  # rules that take so long are no invitation
            return False

    async def _ask(self, site: str) -> Robots:
        try:
            found = await self._read(site)
        except FetchError as error:
            # a site that cannot answer is left alone until it can
            self._keep(site, _KnownSite(until=self._clock() + FAILED_S, found=error))
            raise
        self._keep(site, _KnownSite(until=self._clock() + KEPT_S, found=found))
        return found

    async def _read(self, site: str) -> Robots:
        try:
            answer = await self._client.get(
                urljoin(site, "/robots.txt"), wire_bytes=MOST_BYTES, most_bytes=MOST_BYTES
            )
        except FetchError as error:
            if error.reason in _NO_RULES:
                return Robots()
            raise
        kind = answer.headers.get("content-type", "")
        try:
            return await self._workbench.run(_read_bytes, answer.body, kind, timeout_s=_READ_S)
        except DocumentError as error:
            raise FetchError(
                FetchReason.UNREADABLE, "the site's robots.txt cannot be read"
            ) from error

    def _keep(self, site: str, known: _KnownSite) -> None:
        before = self._sites.pop(site, None)
        self._chars += known.chars - (before.chars if before else 0)
        self._sites[site] = known
        while len(self._sites) > _MOST_SITES or self._chars > self._most_chars:
            self._chars -= self._sites.popitem(last=False)[1].chars


def _read_bytes(body: bytes, content_type: str) -> Robots:
    """The rules of a document as it came."""
    return read_robots(decode(body, content_type))
