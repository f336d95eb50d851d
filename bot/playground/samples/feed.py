"""The sample feed: RSS 2.0 with validators, as a well-behaved site serves it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parsedate_to_datetime
from xml.sax.saxutils import escape

from aiohttp import web

#: Where the feed is served, below the playground's own address.
FEED_PATH = "/samples/feed.xml"
#: Where an item's page is served.
PAGE_PATH = "/samples/articles/{name}"

#: Items the feed holds, the newest.
MAX_ITEMS = 30

_PARAGRAPH = re.compile(r"<p>.*?</p>", re.DOTALL)

_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8"><title>{headline} | {site}</title>
<meta property="og:title" content="{headline}">
<meta property="article:published_time" content="{iso}"></head>
<body><article><h1>{headline}</h1>
{html}</article></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One article of the feed."""

    #: Names its page; the guid.
    name: str
    headline: str
    #: The text as HTML paragraphs.
    html: str
    #: ISO 639-1 code.
    language: str
    published_at: datetime
    #: The whole text is in the feed, not only its first paragraph.
    full: bool


class SampleFeed:
    """Items in memory and the routes that serve them."""

    def __init__(self, *, title: str, now: datetime) -> None:
        self._title = title
        self._items: list[FeedItem] = []
        #: Without fractions: HTTP dates have none.
        self._changed_at = now.replace(microsecond=0)

    @property
    def items(self) -> tuple[FeedItem, ...]:
        """The feed's articles, newest first."""
        return tuple(self._items)

    def add(self, item: FeedItem, *, now: datetime) -> None:
        """Put an item into the feed; the oldest beyond `MAX_ITEMS` leaves."""
        self._items.append(item)
        self._items.sort(key=lambda known: known.published_at, reverse=True)
        del self._items[MAX_ITEMS:]
        self._changed_at = now.replace(microsecond=0)

    def routes(self) -> list[web.RouteDef]:
        """The feed and its items' pages, for an aiohttp application."""
        return [web.get(FEED_PATH, self._serve_feed), web.get(PAGE_PATH, self._serve_page)]

    def rss(self, origin: str) -> bytes:
        """The feed as it is served from `origin` (`http://host:port`)."""
        rows = "\n".join(self._row(item, origin) for item in self._items)
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">\n'
            f"<channel><title>{escape(self._title)}</title><link>{escape(origin)}/</link>\n"
            "<description>Invented news for trying things out</description>\n"
            f"<lastBuildDate>{format_datetime(self._changed_at, usegmt=True)}</lastBuildDate>\n"
            f"{rows}\n</channel></rss>\n"
        ).encode()

    def _row(self, item: FeedItem, origin: str) -> str:
        link = escape(origin + PAGE_PATH.format(name=item.name))
        first = _PARAGRAPH.search(item.html)
        teaser = first[0] if first else item.html
        content = f"<content:encoded><![CDATA[{item.html}]]></content:encoded>" if item.full else ""
        return (
            f"<item><title>{escape(item.headline)}</title><link>{link}</link>"
            f'<guid isPermaLink="false">sample-{escape(item.name)}</guid>'
            f"<pubDate>{format_datetime(item.published_at, usegmt=True)}</pubDate>"
            f"<description>{escape(teaser)}</description>{content}</item>"
        )

    async def _serve_feed(self, request: web.Request) -> web.Response:
        body = self.rss(str(request.url.origin()))
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {
            "ETag": tag,
            "Last-Modified": format_datetime(self._changed_at, usegmt=True),
            "Cache-Control": "max-age=0",
        }
        if self._unchanged(request, tag):
            return web.Response(status=304, headers=headers)
        return web.Response(
            body=body, headers={**headers, "Content-Type": "application/rss+xml; charset=utf-8"}
        )

    def _unchanged(self, request: web.Request, tag: str) -> bool:
        """True if the asker's copy is this one; the tag decides where there is one."""
        if known := request.headers.get("If-None-Match"):
            return tag in (word.strip().removeprefix("W/") for word in known.split(","))
        try:
            since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return since.tzinfo is not None and self._changed_at <= since

    async def _serve_page(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        item = next((known for known in self._items if known.name == name), None)
        if item is None:
            raise web.HTTPNotFound(text="There is no such sample article.")
        text = _PAGE.format(
            language=item.language,
            headline=escape(item.headline, {'"': "&quot;"}),
            site=escape(self._title),
            iso=item.published_at.isoformat(timespec="seconds"),
            html=item.html,
        )
        return web.Response(text=text, content_type="text/html", charset="utf-8")
