"""robots.txt (RFC 9309): which pages and sitemaps a site asks programs not to read.

Not for feeds: those are made for programs, and a person gave their address.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bot.domain.errors import FetchError, FetchReason
from bot.sources.decode import decode
from bot.sources.http import GuardedClient

AGENT = "lede"
#: A site's rules are asked for again after this.
KEPT_S = 24 * 3600.0
MOST_BYTES = 512 * 1024
_MOST_RULES = 2000
_MOST_SITES = 5000
#: A site that refuses its rules, or whose rules cannot be read, has none.
_NO_RULES = frozenset(
    (
        *(FetchReason.NOT_FOUND, FetchReason.GONE, FetchReason.FORBIDDEN),
        *(FetchReason.CHALLENGED, FetchReason.TOO_LARGE, FetchReason.BAD_ADDRESS),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A site's rules for us."""

    #: Pattern and whether it allows, as written.
    rules: tuple[tuple[str, bool], ...] = ()
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether an address of the site may be read: the longest matching rule decides."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if path == "/robots.txt":
            return True
        best, allowed = -1, True
        for pattern, allow in self.rules:
            longer = len(pattern) > best or (len(pattern) == best and allow)
            if longer and _matches(pattern, path):
                best, allowed = len(pattern), allow
        return allowed


def parse_robots(text: str, *, agent: str = AGENT) -> Robots:
    """The rules for one program: its own group's, else everybody's."""
    groups: dict[str, list[tuple[str, bool]]] = {}
    sitemaps: list[str] = []
    agents: list[str] = []
    in_rules = False
    for line in text.splitlines()[:20_000]:
        name, _, value = line.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if name == "user-agent":
            if in_rules:
                agents, in_rules = [], False
            agents.append(value.lower())
            groups.setdefault(value.lower(), [])
        elif name in ("allow", "disallow"):
            in_rules = True
            for one in agents:
                if value and len(groups[one]) < _MOST_RULES:
                    groups[one].append((value, name == "allow"))
        elif name == "sitemap" and len(sitemaps) < 50:
            sitemaps.append(value)
    return Robots(rules=tuple(groups.get(agent, groups.get("*", ()))), sitemaps=tuple(sitemaps))


def _matches(pattern: str, path: str) -> bool:
    """Whether a rule's pattern (with `*` and a final `$`) matches from the start of a path.

    Piece by piece, never by a regular expression: the site writes the pattern.
    """
    ends = pattern.endswith("$")
    pieces = re.sub(r"\*+", "*", pattern.removesuffix("$")).split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for number, piece in enumerate(pieces[1:], 2):
        if ends and number == len(pieces):
            return len(path) - len(piece) >= at and path.endswith(piece)
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(path)


class RobotsRules:
    """The rules of sites, asked for once a day each."""

    def __init__(
        self, client: GuardedClient, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = client
        self._clock = clock
        self._sites: OrderedDict[str, tuple[float, Robots]] = OrderedDict()

    async def check(self, url: str) -> Robots:
        """The site's rules, when they let us read this address.

        Raises:
            FetchError: ROBOTS when they do not; else why the site cannot be asked.
        """
        robots = await self.of(url)
        if not robots.allows(url):
            raise FetchError(FetchReason.ROBOTS, "the site asks programs not to read this page")
        return robots

    async def of(self, url: str) -> Robots:
        """The rules of an address's site. Raises `FetchError` when it cannot be asked."""
        site = urljoin(url, "/")
        known = self._sites.get(site)
        if known is not None and self._clock() < known[0]:
            return known[1]
        robots = await self._ask(site)
        self._sites[site] = (self._clock() + KEPT_S, robots)
        self._sites.move_to_end(site)
        if len(self._sites) > _MOST_SITES:
            self._sites.popitem(last=False)
        return robots

    async def _ask(self, site: str) -> Robots:
        try:
            answer = await self._client.get(
                urljoin(site, "/robots.txt"), wire_bytes=MOST_BYTES, most_bytes=MOST_BYTES
            )
        except FetchError as error:
            # a site that cannot answer is left alone until it can
            if error.reason in _NO_RULES:
                return Robots()
            raise
        return parse_robots(decode(answer.body, answer.headers.get("content-type", "")))
