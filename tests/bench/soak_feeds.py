"""Feeds of small news for the soak, served by a process of its own, by a clock that is told to it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape

from aiohttp import web

from tests.week.village import notes

#: Ahead of every machine's clock, as in the week.
START = datetime(2040, 3, 5, 0, 0, tzinfo=UTC)
PORT = 18_766
#: Entries that a feed shows, and how far apart they are.
ENTRIES, APART = 8, timedelta(hours=6)


def serve(ready: Any) -> None:
    """Feeds by their numbers, as they stand at the hour that was told last."""
    now = [START]
    stock: dict[int, list[Any]] = {}

    def document(number: int) -> str:
        offset = timedelta(minutes=random.Random(number).randrange(360))
        newest = int((now[0] - START + APART * ENTRIES - offset) / APART)
        texts = stock.setdefault(number, [])
        if not texts:
            made = notes(random.Random(number))
            texts += [next(made) for _ in range(200)]
        items = "".join(
            f"<item><guid>{number}-{n}</guid><link>http://f{number}.example/{n}</link>"
            f"<title>{escape(texts[n % 200].headline)}</title>"
            f"<pubDate>{format_datetime(START - APART * ENTRIES + offset + APART * n)}</pubDate>"
            f"<description>{escape(' '.join((texts[n % 200].first, *texts[n % 200].rest)))}"
            "</description></item>"
            for n in range(newest, max(newest - ENTRIES, -1), -1)
        )
        return f"<rss version='2.0'><channel><title>Feed {number}</title>{items}</channel></rss>"

    async def feed(request: web.Request) -> web.Response:
        text = document(int(request.match_info["number"]))
        return web.Response(text=text, content_type="application/rss+xml")

    async def hour(request: web.Request) -> web.Response:
        now[0] = START + timedelta(seconds=float(request.match_info["s"]))
        return web.Response()

    app = web.Application()
    app.router.add_get("/feed/{number}", feed)
    app.router.add_get("/at/{s}", hour)
    web.run_app(app, host="0.0.0.0", port=PORT, access_log=None, print=lambda *_: ready.set())
