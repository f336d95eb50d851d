"""A small web server on loopback for tests of whatever fetches.

::

    async with FeedServer() as web:
        url = web.serve("/feed", rss(entry("One")))      # 200, with ETag and 304 by itself
        web.serve("/old", status=301, headers={"Location": url})
        web.serve("/busy", status=429, headers={"Retry-After": "60"})
        web.serve("/slow", b"...", piece_bytes=1, pause_s=0.5)   # drips
        web.stream("/endless", forever(b"x" * 65536))    # until the other side hangs up
        ...
        assert [seen.path for seen in web.seen] == ["/feed"]

`serve` replaces what the path gave before; a path that serves nothing gives 404. `web.seen`
holds every request in order with its headers (lower-case names). `rss`, `atom`, `json_feed`
and `entry` write feeds. Nothing here depends on the code under test.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from xml.sax.saxutils import escape

from aiohttp import web

#: When the entries of test feeds were published, where a test does not say.
PUBLISHED_AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request that came in."""

    path: str
    headers: Mapping[str, str]
    host: str


@dataclass(kw_only=True)
class _Page:
    body: bytes
    status: int
    headers: dict[str, str]
    etag: str
    piece_bytes: int
    pause_s: float
    stream: Callable[[], AsyncIterator[bytes]] | None = None


@dataclass
class FeedServer:
    """The server; see the top of this file."""

    host: str = "127.0.0.1"
    seen: list[Seen] = field(default_factory=list)
    _pages: dict[str, _Page] = field(default_factory=dict)
    _runner: web.AppRunner | None = None
    port: int = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return f"http://{self.host}:{self.port}{path}"

    def serve(
        self,
        path: str,
        body: bytes | str = b"",
        *,
        status: int = 200,
        content_type: str = "application/xml",
        headers: Mapping[str, str] | None = None,
        gzipped: bool = False,
        etag: bool = True,
        piece_bytes: int = 0,
        pause_s: float = 0.0,
    ) -> str:
        """From now on this path gives this; returns its address.

        With `piece_bytes` the body goes out in pieces of that size, `pause_s` apart.
        """
        data = body.encode() if isinstance(body, str) else body
        more = {"Content-Type": content_type, **(headers or {})}
        if gzipped:
            data = gzip.compress(data)
            more["Content-Encoding"] = "gzip"
        mark = f'"{hashlib.sha256(data).hexdigest()[:16]}"' if etag and status == 200 else ""
        if mark:
            more["ETag"] = mark
        self._pages[path] = _Page(
            body=data,
            status=status,
            headers=more,
            etag=mark,
            piece_bytes=piece_bytes,
            pause_s=pause_s,
        )
        return self.url(path)

    def stream(
        self,
        path: str,
        pieces: Callable[[], AsyncIterator[bytes]],
        *,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """From now on this path gives what an iterator gives, until the other side hangs up."""
        self._pages[path] = _Page(
            body=b"",
            status=200,
            headers=dict(headers or {}),
            etag="",
            piece_bytes=0,
            pause_s=0.0,
            stream=pieces,
        )
        return self.url(path)

    def forget(self, path: str) -> None:
        """From now on this path gives 404."""
        self._pages.pop(path, None)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(
            Seen(
                path=request.path_qs,
                headers={name.lower(): value for name, value in request.headers.items()},
                host=request.host,
            )
        )
        page = self._pages.get(request.path_qs) or self._pages.get(request.path)
        if page is None:
            return web.Response(status=404)
        if page.etag and request.headers.get("If-None-Match") == page.etag:
            return web.Response(status=304, headers={"ETag": page.etag})
        if page.stream is None and not page.piece_bytes:
            return web.Response(status=page.status, headers=page.headers, body=page.body)
        response = web.StreamResponse(status=page.status, headers=page.headers)
        try:
            await response.prepare(request)
            if page.stream is not None:
                async for piece in page.stream():
                    await response.write(piece)
            for at in range(0, len(page.body), page.piece_bytes or 1):
                await response.write(page.body[at : at + page.piece_bytes])
                await asyncio.sleep(page.pause_s)
        except ConnectionError:
            pass  # the other side has had enough: what the test is about
        return response


def forever(piece: bytes) -> Callable[[], AsyncIterator[bytes]]:
    """A body without end."""

    async def pieces() -> AsyncIterator[bytes]:
        while True:
            yield piece
            await asyncio.sleep(0)

    return pieces


@dataclass(frozen=True, kw_only=True)
class FeedEntry:
    """An entry of a test feed."""

    title: str
    link: str
    guid: str
    summary: str
    published_at: datetime | None


def entry(
    title: str,
    *,
    link: str = "",
    guid: str = "",
    summary: str = "",
    published_at: datetime | None = PUBLISHED_AT,
) -> FeedEntry:
    """An entry; its link and guid follow from the title."""
    slug = "-".join(title.lower().split())
    link = link or f"https://news.example/{slug}"
    return FeedEntry(
        title=title,
        link=link,
        guid=guid or link,
        summary=summary or f"All that is known about it: {title}.",
        published_at=published_at,
    )


def rss(*entries: FeedEntry, title: str = "The Example", extra: str = "") -> str:
    """An RSS 2.0 feed; `extra` is put into its channel."""
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{escape(one.link)}</link>"
        f"<guid isPermaLink='false'>{escape(one.guid)}</guid>"
        f"<description>{escape(one.summary)}</description>"
        + (f"<pubDate>{format_datetime(one.published_at)}</pubDate>" if one.published_at else "")
        + "</item>"
        for one in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>https://news.example/</link>"
        f"<description>News</description><language>en-gb</language>{extra}{items}</channel></rss>"
    )


def atom(*entries: FeedEntry, title: str = "The Example") -> str:
    """An Atom 1.0 feed."""
    items = "".join(
        f"<entry><title>{escape(one.title)}</title><link href='{escape(one.link)}'/>"
        f"<id>{escape(one.guid)}</id><summary>{escape(one.summary)}</summary>"
        + (f"<published>{one.published_at.isoformat()}</published>" if one.published_at else "")
        + "</entry>"
        for one in entries
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="en"><title>{escape(title)}</title><id>urn:example</id>{items}</feed>'
    )


def json_feed(*entries: FeedEntry, title: str = "The Example") -> str:
    """A JSON Feed 1.1."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "language": "en",
            "items": [
                {
                    "id": one.guid,
                    "url": one.link,
                    "title": one.title,
                    "content_text": one.summary,
                    "date_published": one.published_at.isoformat() if one.published_at else None,
                }
                for one in entries
            ],
        }
    )


def page(body: str, *, head: str = "", title: str = "A page") -> str:
    """A web page."""
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{escape(title)}</title>{head}</head>"
        f"<body>{body}</body></html>"
    )


def links(addresses: Iterable[tuple[str, str]]) -> str:
    """Anchors, each a paragraph: (address, text)."""
    return "".join(f"<p><a href='{escape(to)}'>{escape(text)}</a></p>" for to, text in addresses)
