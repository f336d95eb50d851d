"""Variants: an article under another address or id is told once; another one is not lost."""

from __future__ import annotations

import json

import pytest

from bot.store.database import Database
from tests.support.cases import poll_feed
from tests.support.web import FeedServer

_TITLE = "Build your own boat with oars"
_TEXT = "The harbour board approved the new pier after a long debate. Work is to begin in spring."
_DATE = "Wed, 25 Nov 2026 10:00:00 GMT"
_OLD, _NEW = "http://www.port.example", "http://mail.port.example"
ONCE = {
    "http to https": ("http://port.example/boat", "https://port.example/boat"),
    "www goes": ("http://www.port.example/boat", "http://port.example/boat"),
    "a slash comes": ("http://port.example/boat", "http://port.example/boat/"),
    "campaign words come": (
        "http://port.example/boat",
        "http://port.example/boat?utm_source=rss&utm_medium=feed",
    ),
    "the slug is mended": ("http://port.example/biuld-boat", "http://port.example/build-boat"),
    "another host": (f"{_OLD}/blog/boat", f"{_NEW}/blog/boat"),
}
TWICE = {
    "another article": ("Build your own boat with oars", "Build your own sled with runners"),
    "the next of a series": ("Boats for all, part 1", "Boats for all, part 2"),
}


def _rss(link: str, title: str = _TITLE, text: str = _TEXT, date: str = _DATE) -> str:
    return (
        f"<rss version='2.0'><channel><title>T</title><item><title>{title}</title>"
        f"<link>{link.replace('&', '&amp;')}</link><guid>{link.replace('&', '&amp;')}</guid>"
        f"<pubDate>{date}</pubDate><description>{text}</description></item></channel></rss>"
    )


def _atom(link: str) -> str:
    return (
        f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title><entry><id>{link}</id>"
        f"<title>{_TITLE}</title><link href='{link}'/><updated>2026-11-25T10:00:00Z</updated>"
        f"<summary>{_TEXT}</summary></entry></feed>"
    ).replace("&utm", "&amp;utm")


def _json(link: str) -> str:
    item = {
        "id": link,
        "url": link,
        "title": _TITLE,
        "content_text": _TEXT,
        "date_published": "2026-11-25T10:00:00Z",
    }
    return json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": [item]}
    )


FORMATS = {"rss": _rss, "atom": _atom, "json": _json}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "form"),
    [*((change, "rss") for change in ONCE), ("another host", "atom"), ("www goes", "json")],
)
async def test_an_article_that_moves_is_told_once(
    database: Database, change: str, form: str
) -> None:
    """Its id and its address change together."""
    before, after = ONCE[change]
    async with FeedServer() as web:
        url = web.serve("/feed", FORMATS[form](before), etag=False)
        outcome = await poll_feed(
            database, url, again=[lambda: web.serve("/feed", FORMATS[form](after), etag=False)]
        )
    assert len(outcome.articles) == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", TWICE)
async def test_another_article_is_told(database: Database, change: str) -> None:
    """Alike in name, date and form only."""
    first, second = TWICE[change]
    async with FeedServer() as web:
        url = web.serve("/feed", _rss("http://port.example/1", first), etag=False)
        later = _rss("http://port.example/2", second, "In spring the sled is waxed.")
        outcome = await poll_feed(
            database, url, again=[lambda: web.serve("/feed", later, etag=False)]
        )
    assert len(outcome.articles) == 2
