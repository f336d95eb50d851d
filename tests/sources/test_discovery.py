"""Finding feeds: from an address a person pastes to feeds that can be read, or clear words."""

from __future__ import annotations

import pytest

from bot.domain.errors import FetchError, FetchReason
from bot.offload import Offload
from bot.sources.discovery import SiteDiscovery
from bot.sources.http import GuardedClient
from tests.support.clock import FakeClock
from tests.support.web import FeedServer, entry, page, rss


@pytest.fixture
def discovery(client: GuardedClient, offload: Offload, clock: FakeClock) -> SiteDiscovery:
    return SiteDiscovery(client=client, workbench=offload, now=clock.now)


def alternate(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


def feed(name: str, count: int = 5) -> str:
    return rss(*(entry(f"{name} {number}") for number in range(count)), title=name)


async def test_a_feed_is_found_at_once_with_three_headlines(
    web: FeedServer, discovery: SiteDiscovery
) -> None:
    """One request, so that nobody is refused for two."""
    url = web.serve("/feed", feed("News"))
    (found,) = await discovery.discover(url)
    assert (found.url, found.title) == (url, "News")
    assert found.headlines == ("News 0", "News 1", "News 2")
    assert len(web.seen) == 1


async def test_the_feeds_a_page_names_are_offered_best_first(
    web: FeedServer, discovery: SiteDiscovery
) -> None:
    """Each is read before it is offered; comments come last, dead ones not at all."""
    web.serve("/comments", feed("Comments"))
    web.serve("/news", feed("News"))
    web.serve("/sport.json", feed("Sport"))
    head = (
        alternate("/comments", "Comments on everything")
        + alternate("/dead", "Dead")
        + alternate("news", "News")
        + alternate("/sport.json", "Sport", "application/feed+json")
        + alternate("/page", "Not a feed")
        + alternate("/wp-json/oembed", "x", "application/json")
    )
    url = web.serve("/", page("<p>Hello</p>", head=head), content_type="text/html")
    web.serve("/page", page("x"), content_type="text/html")
    found = await discovery.discover(url)
    assert [one.title for one in found] == ["News", "Sport", "Comments"]


async def test_a_feed_is_found_where_it_usually_stands(
    web: FeedServer, discovery: SiteDiscovery
) -> None:
    """When the page names none; the first that can be read is enough."""
    web.serve("/rss.xml", feed("News"))
    url = web.serve("/about/us", page("<p>Hello</p>"), content_type="text/html")
    (found,) = await discovery.discover(url)
    assert found.url == web.url("/rss.xml")


async def test_a_link_that_looks_like_a_feed_is_tried(
    web: FeedServer, discovery: SiteDiscovery
) -> None:
    """Many pages have only that."""
    web.serve("/x/feed.xml", feed("News"))
    url = web.serve("/", page('<a href="/x/feed.xml">RSS</a>'), content_type="text/html")
    assert [one.title for one in await discovery.discover(url)] == ["News"]


async def test_the_same_feed_under_two_addresses_is_offered_once(
    web: FeedServer, discovery: SiteDiscovery
) -> None:
    """A choice between equal things is none."""
    web.serve("/a", feed("News"))
    web.serve("/b", feed("News"))
    head = alternate("/a") + alternate("/b")
    url = web.serve("/", page("x", head=head), content_type="text/html")
    assert len(await discovery.discover(url)) == 1


async def test_a_page_without_feeds_is_called_so(web: FeedServer, discovery: SiteDiscovery) -> None:
    """In words, and without asking for more than a handful of addresses."""
    url = web.serve("/", page("<p>Hello</p>"), content_type="text/html")
    with pytest.raises(FetchError) as caught:
        await discovery.discover(url)
    assert caught.value.reason is FetchReason.NOT_A_FEED
    assert len(web.seen) <= 10


@pytest.mark.parametrize("address", ["", "hello", "folder:/etc", "http://", "ftp://a.example/"])
async def test_what_is_no_web_address_is_refused(discovery: SiteDiscovery, address: str) -> None:
    """Chats cannot add folders or databases."""
    with pytest.raises(FetchError) as caught:
        await discovery.discover(address)
    assert caught.value.reason is FetchReason.BAD_ADDRESS
