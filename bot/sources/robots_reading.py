"""Rules of a robots.txt for us (RFC 9309), worked out in a worker process: the site writes it.

The grammar and the comparing of patterns are protego's. It is given only the groups that
concern us: with all of them it would keep each rule for each program that is named above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from protego import Protego

AGENT = "lede"

_MOST_SITEMAPS = 50
_MOST_LINES = 50_000
#: Longer than any address that is fetched.
_MOST_LINE_CHARS = 4096

_AGENT_LINE = re.compile(r"user[- ]?agent(?:\s*:|\s)\s*(.*)", re.IGNORECASE)
_SITE_LINE = re.compile(r"(?:site-?maps?|host)(?:\s*:|\s)", re.IGNORECASE)
_TOKEN = re.compile(r"[a-z_-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Robots:
    """A site's rules for us."""

    #: The groups that concern us, as the site wrote them; empty when everything is allowed.
    groups: str = ""
    sitemaps: tuple[str, ...] = ()


def read_robots(text: str, agent: str = AGENT) -> Robots:
    """A site's rules for one program and for everybody."""
    groups = "\n".join(_our_lines(text, agent))
    sitemaps = tuple(islice(Protego.parse(groups).sitemaps, _MOST_SITEMAPS))
    return Robots(groups=groups if "allow" in groups.lower() else "", sitemaps=sitemaps)


def may_read(groups: str, url: str, agent: str = AGENT) -> bool:
    """True if the rules let a program read an address of the site."""
    return _parsed(groups).can_fetch(url, agent)


@lru_cache(maxsize=8)
def _parsed(groups: str) -> Protego:
    return Protego.parse(groups)


def _our_lines(text: str, agent: str) -> Iterator[str]:
    """The lines of groups for this program or for everybody, and those about the whole site."""
    ours = in_rules = False
    for line in islice(text.splitlines(), _MOST_LINES):
        line = line[:_MOST_LINE_CHARS].partition("#")[0].strip()
        if not line:
            continue
        if named := _AGENT_LINE.match(line):
            if in_rules:
                ours = in_rules = False
            name = _name(named[1])
            if name in (agent, "*"):
                ours = True
                yield f"User-agent: {name}"
        elif _SITE_LINE.match(line):
            yield line
        else:
            in_rules = True
            if ours:
                yield line


def _name(value: str) -> str:
    """The program a line is about, without its version."""
    if value.startswith("*"):
        return "*"
    found = _TOKEN.match(value.lower())
    return found[0] if found else ""
