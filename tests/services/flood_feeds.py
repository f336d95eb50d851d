"""Feeds as sources give them again and again: ids and dates that change, and what was read first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from html import escape

from tests.support.articles import NOW
from tests.support.pipeline import word

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry of the feed; no two numbers tell the same story."""

    number: int
    at: datetime | None = None
    guid: str = ""
    link: str = ""
    edition: str = ""
    #: What its text ends with.
    end: str = ""

    @property
    def rss(self) -> str:
        words = [word(self.number * 6 + place) for place in range(6)]
        headline = f"{self.edition} {' '.join(words)}".strip().capitalize()
        link = self.link or f"http://gazette.test/news/{words[0]}-{words[1]}-{self.number}.html"
        date = f"<pubDate>{format_datetime(self.at)}</pubDate>" if self.at else ""
        return (
            f"<item><title>{headline}</title><link>{escape(link)}</link>"
            f'<guid isPermaLink="false">{escape(self.guid or link)}</guid>{date}'
            f"<description>On that day it was said {words[2]} of {words[3]} at {words[4]}. {self.edition}{self.end}"
            "</description></item>"
        )


def rss(entries: Sequence[Entry]) -> bytes:
    items = "".join(entry.rss for entry in entries)
    head = "<title>Gazette</title><link>http://gazette.test/</link><language>en</language>"
    return f'<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def entries(first: int, count: int, at: datetime | None, *, apart: timedelta = HOUR / 60) -> Feed:
    """Entries one after another, the newest first."""
    return [Entry(number=first + place, at=at and at - place * apart) for place in range(count)]


Feed = list[Entry]

#: Read first on Monday at 06:15, told at 08:00; the case begins at 09:00.
BASE = entries(0, 10, NOW - HOUR, apart=HOUR / 2)
UNDATED = [replace(entry, at=None) for entry in BASE]
START = NOW + 3 * HOUR
MIDNIGHT = NOW - 6 * HOUR


def changed(feed: Feed, poll: int, *, guid: bool = True, link: bool = False) -> Feed:
    """The feed with ids (and addresses) that it never had before."""
    return [
        replace(
            entry,
            guid=f"id-{poll}-{entry.number}" if guid else "",
            link=f"http://gazette.test/s{poll}/{entry.number}" if link else "",
        )
        for entry in feed
    ]


def earlier(feed: Feed) -> Feed:
    """The feed as if all of it had been published two days before."""
    return [replace(entry, at=entry.at and entry.at - timedelta(days=2)) for entry in feed]


def at_host(feed: Feed, start: str, path: str = "/2026/03/02/a-long-story-{}.html") -> Feed:
    """The feed with permalinks for ids, below this host."""
    return [replace(entry, link=start + path.format(entry.number)) for entry in feed]
