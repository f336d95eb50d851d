"""Feeds over HTTP: read once, asked for politely, and every failure has its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.domain.errors import FetchError, FetchReason
from bot.sources.registry import Fetchers
from tests.support.clock import FakeClock
from tests.support.sources import NOW, make_source, remembering
from tests.support.web import FeedServer, atom, entry, json_feed, page, rss

TWO = (entry("One"), entry("Two"))


async def reason_of(fetchers: Fetchers, url: str) -> FetchReason:
    """Why a source cannot be read."""
    with pytest.raises(FetchError) as caught:
        await fetchers.fetch(make_source(url))
    return caught.value.reason


@pytest.mark.parametrize("write", [rss, atom, json_feed])
@pytest.mark.parametrize("gzipped", [False, True])
async def test_a_feed_of_any_format_gives_its_entries(
    web: FeedServer, fetchers: Fetchers, write: type, gzipped: bool
) -> None:
    """The same two articles, whatever they are written in."""
    fetched = await fetchers.fetch(make_source(web.serve("/feed", write(*TWO), gzipped=gzipped)))
    assert [draft.headline for draft in fetched.drafts] == ["One", "Two"]
    assert [draft.url for draft in fetched.drafts] == [one.link for one in TWO]
    assert {draft.published_at for draft in fetched.drafts} == {TWO[0].published_at}
    assert (fetched.title, fetched.language) == ("The Example", "en")


async def test_what_did_not_change_is_not_read_again(web: FeedServer, fetchers: Fetchers) -> None:
    """The validators go back as they came, and a 304 keeps them."""
    source = make_source(web.serve("/feed", rss(*TWO)))
    first = await fetchers.fetch(source)
    second = await fetchers.fetch(remembering(source, first))
    third = await fetchers.fetch(remembering(source, second))
    assert (first.not_modified, second.not_modified, third.not_modified) == (False, True, True)
    assert web.seen[2].headers["if-none-match"] == first.memory["etag"]
    web.serve("/feed", rss(entry("Three"), *TWO))
    changed = await fetchers.fetch(remembering(source, third))
    assert [draft.headline for draft in changed.drafts] == ["Three", "One", "Two"]


async def test_the_same_bytes_without_validators_count_as_unchanged(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """A server that knows no ETag costs a download, not a reading."""
    source = make_source(web.serve("/feed", rss(*TWO), etag=False))
    first = await fetchers.fetch(source)
    assert (await fetchers.fetch(remembering(source, first))).not_modified


async def test_once_a_week_everything_is_asked_for(
    web: FeedServer, fetchers: Fetchers, clock: FakeClock
) -> None:
    """A server whose ETag never changes cannot hide articles for ever."""
    source = make_source(web.serve("/feed", rss(*TWO)))
    source = remembering(source, await fetchers.fetch(source))
    clock.advance(days=7, minutes=1)
    await fetchers.fetch(source)
    assert "if-none-match" not in web.seen[-1].headers


async def test_requests_say_who_asks(web: FeedServer, fetchers: Fetchers) -> None:
    """Name, version, a page to complain at; one encoding, no cookies."""
    web.serve("/feed", rss(*TWO), headers={"Set-Cookie": "track=1"})
    source = make_source(web.url("/feed"))
    await fetchers.fetch(source)
    await fetchers.fetch(source)
    headers = web.seen[-1].headers
    assert headers["user-agent"].startswith("Lede/")
    assert "+https://bot.example/about" in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip"
    assert "cookie" not in headers


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, FetchReason.FORBIDDEN),
        (403, FetchReason.FORBIDDEN),
        (404, FetchReason.NOT_FOUND),
        (410, FetchReason.GONE),
        (429, FetchReason.RATE_LIMITED),
        (451, FetchReason.FORBIDDEN),
        (500, FetchReason.SERVER_ERROR),
        (503, FetchReason.SERVER_ERROR),
    ],
)
async def test_each_refusal_has_its_reason(
    web: FeedServer, fetchers: Fetchers, status: int, reason: FetchReason
) -> None:
    """What people are told follows from it."""
    assert await reason_of(fetchers, web.serve("/feed", status=status)) is reason


@pytest.mark.parametrize(
    "body", [b"", b"   ", page("<p>Hello</p>").encode(), b"plain words", b"[1]"]
)
async def test_what_is_no_feed_is_called_so(
    web: FeedServer, fetchers: Fetchers, body: bytes
) -> None:
    """An empty answer too: it must not look like a feed without articles."""
    assert await reason_of(fetchers, web.serve("/feed", body)) is FetchReason.NOT_A_FEED


async def test_a_host_that_is_not_there_is_unreachable(fetchers: Fetchers) -> None:
    """Port 1 of this machine answers nobody."""
    assert await reason_of(fetchers, "http://127.0.0.1:1/feed") is FetchReason.UNREACHABLE


@pytest.mark.parametrize("value", ["120", format_datetime(NOW + timedelta(seconds=120))])
async def test_retry_after_is_told(web: FeedServer, fetchers: Fetchers, value: str) -> None:
    """As seconds or as a date."""
    url = web.serve("/feed", status=503, headers={"Retry-After": value})
    with pytest.raises(FetchError) as caught:
        await fetchers.fetch(make_source(url))
    assert caught.value.retry_after_s == 120


async def test_gone_is_final_when_said_twice_a_day_apart(
    web: FeedServer, fetchers: Fetchers, clock: FakeClock
) -> None:
    """A site being rebuilt says 410 for an hour and does not mean it."""
    source = make_source(web.serve("/feed", status=410))
    finals = []
    for hours in (0, 1, 24):
        clock.set(NOW + timedelta(hours=hours))
        with pytest.raises(FetchError) as caught:
            await fetchers.fetch(source)
        assert caught.value.memory is not None
        source = replace(source, memory=caught.value.memory)
        finals.append(caught.value.final)
    assert finals == [False, False, True]
    web.serve("/feed", rss(*TWO))
    assert "gone_at" not in (await fetchers.fetch(source)).memory


@pytest.mark.parametrize(
    ("status", "believed"), [(301, True), (308, True), (302, False), (307, False)]
)
async def test_a_permanent_redirect_is_adopted_with_proof(
    web: FeedServer, fetchers: Fetchers, clock: FakeClock, status: int, believed: bool
) -> None:
    """Three polls over a day, each by permanent redirects only."""
    new = web.serve("/new", rss(*TWO))
    source = make_source(web.serve("/old", status=status, headers={"Location": "/new"}))
    moves = []
    for hours in (0, 6, 23, 25):
        clock.set(NOW + timedelta(hours=hours))
        fetched = await fetchers.fetch(source)
        source = remembering(source, fetched)
        moves.append(fetched.moved_to)
    assert moves == ["", "", "", new if believed else ""]


async def test_one_temporary_redirect_on_the_way_is_no_move(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """Every hop has to be permanent."""
    web.serve("/new", rss(*TWO))
    web.serve("/between", status=302, headers={"Location": "/new"})
    source = make_source(web.serve("/old", status=301, headers={"Location": "/between"}))
    fetched = await fetchers.fetch(source)
    assert len(fetched.drafts) == 2
    assert "move" not in fetched.memory


async def test_a_redirect_in_a_circle_ends(web: FeedServer, fetchers: Fetchers) -> None:
    """After five hops."""
    url = web.serve("/round", status=302, headers={"Location": "/round"})
    assert await reason_of(fetchers, url) is FetchReason.BAD_ADDRESS
    assert len(web.seen) == 6


async def test_relative_links_are_resolved_against_the_final_address(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """Where it was redirected to, not where it was asked for."""
    web.serve("/deep/feed", rss(entry("One", link="story.html")))
    source = make_source(web.serve("/old", status=302, headers={"Location": "/deep/feed"}))
    fetched = await fetchers.fetch(source)
    assert fetched.drafts[0].url == web.url("/deep/story.html")


async def test_a_304_that_nobody_asked_for_is_an_error(web: FeedServer, fetchers: Fetchers) -> None:
    """Taken at its word it would hide every article."""
    url = web.serve("/feed", status=304)
    assert await reason_of(fetchers, url) is FetchReason.UNREADABLE
