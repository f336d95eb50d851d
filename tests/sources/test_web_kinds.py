"""Sitemaps, pages, APIs, teasers and robots.txt: articles that are not in a feed."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.drafts import Draft
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import PageRule, Source
from bot.sources.article_pages import MOST_PAGES
from bot.sources.hosts import HostGate
from bot.sources.registry import Fetchers
from tests.support.sources import NOW, make_source, remembering
from tests.support.web import FeedServer, entry, links, page, rss

LONG = "The harbour opened again on Friday, and the cranes moved for the first time in a week. " * 4


def article(web: FeedServer, path: str, text: str = LONG) -> str:
    return web.serve(path, page(f"<article><p>{text}</p></article>"), content_type="text/html")


async def drain(fetchers: Fetchers, source: Source) -> tuple[list[Draft], Source]:
    """Poll until nothing is left to be had at once."""
    drafts: list[Draft] = []
    for _ in range(60):
        fetched = await fetchers.fetch(source)
        source = replace(source, memory=json.loads(json.dumps(dict(fetched.memory))))
        drafts += fetched.drafts
        if not fetched.more:
            return drafts, source
    raise AssertionError("it never ends")


def sitemap(*entries: tuple[str, str, str], news: bool = True) -> str:
    """(address, title, moment) as a sitemap."""
    told = (
        "<news:news><news:publication><news:name>x</news:name><news:language>en</news:language>"
        "</news:publication><news:publication_date>{at}</news:publication_date>"
        "<news:title>{title}</news:title></news:news>"
        if news
        else "<lastmod>{at}</lastmod>"
    )
    urls = "".join(
        f"<url><loc>{to}</loc>{told.format(title=t, at=at)}</url>" for to, t, at in entries
    )
    return (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


@pytest.mark.parametrize("packed", [False, True])
async def test_a_news_sitemap_gives_its_articles_with_their_pages(
    web: FeedServer, fetchers: Fetchers, packed: bool
) -> None:
    """Title, date, language from the list, the text from the page; old ones are left out."""
    body = sitemap(
        (article(web, "/a"), "One &amp; all", "2026-11-23T10:00:00Z"),
        (article(web, "/b"), "Two", "2026-11-23T11:00:00Z"),
        (article(web, "/c"), "Old", "2026-11-01T11:00:00Z"),
    ).encode()
    url = web.serve("/news.xml", gzip.compress(body) if packed else body)
    source = make_source(f"sitemap:{url}")
    drafts, source = await drain(fetchers, source)
    assert [(d.headline, d.language) for d in drafts] == [("Two", "en"), ("One & all", "en")]
    assert all("cranes moved" in draft.body for draft in drafts)
    asked = len(web.seen)
    again, _ = await drain(fetchers, source)
    assert again == []
    assert len(web.seen) == asked + 1


async def test_an_index_leads_to_its_newest_sitemaps_of_the_same_host(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """A broken one stops nothing; another host is not asked."""
    today = "2026-11-23T10:00:00Z"
    web.serve("/one.xml", sitemap((article(web, "/a"), "", today), news=False))
    children = "".join(
        f"<sitemap><loc>{to}</loc><lastmod>{at}</lastmod></sitemap>"
        for to, at in (
            (web.url("/one.xml"), today),
            (web.url("/broken.xml"), today),
            (web.url("/old.xml"), "2020-01-01"),
            ("http://other.example/x.xml", today),
        )
    )
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{children}</sitemapindex>'
    drafts, _ = await drain(fetchers, make_source(f"sitemap:{web.serve('/index.xml', index)}"))
    assert [draft.url for draft in drafts] == [web.url("/a")]
    assert not {"/old.xml", "/x.xml"} & {seen.path for seen in web.seen}


async def test_a_page_without_a_feed_gives_the_articles_it_lists(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """Headlines, not navigation, not other sites; each with its own page's text."""
    for path in ("/2026/11/harbour-opens-again-at-last", "/2026/11/council-votes-on-the-bridge"):
        article(web, path)
    body = (
        "<nav>" + links([("/a-very-long-navigation-entry-here", "A long navigation entry here")]) + "</nav>"
        "<main><article><h2><a href='/2026/11/harbour-opens-again-at-last'>Harbour opens again at last"
        "</a></h2><time datetime='2026-11-23T09:00:00Z'>today</time><p>The cranes moved for the first "
        "time in a week.</p></article><article><h2><a href='/2026/11/council-votes-on-the-bridge'>"
        "Council votes on the bridge</a></h2><a href='/2026/11/council-votes-on-the-bridge'>Read more</a>"
        "</article>" + links([("https://other.example/some-story-of-theirs", "Some story of another site")])
        + links([("/about", "All about us and more"), ("/login", "Log in to your account")]) + "</main>"
    )  # fmt: skip
    url = web.serve("/news", page(body, title="The Gazette"), content_type="text/html")
    drafts, source = await drain(fetchers, make_source(f"page:{url}"))
    assert [draft.headline for draft in drafts] == [
        "Harbour opens again at last",
        "Council votes on the bridge",
    ]
    assert drafts[0].published_at == NOW - timedelta(hours=3)
    assert drafts[0].summary.startswith("The cranes moved")
    assert all("first time in a week" in draft.body for draft in drafts)
    assert (await fetchers.fetch(source)).not_modified


async def test_a_page_without_articles_is_called_so(web: FeedServer, fetchers: Fetchers) -> None:
    """The operator sees that nothing will come."""
    url = web.serve("/", page("<p>Hello</p>"), content_type="text/html")
    with pytest.raises(FetchError) as caught:
        await fetchers.fetch(make_source(f"page:{url}"))
    assert caught.value.reason is FetchReason.NOT_A_FEED


async def test_robots_txt_is_honoured_for_pages_and_asked_once(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """And not for a feed, which a person gave."""
    web.serve("/robots.txt", "User-agent: *\nDisallow: /news\n", content_type="text/plain")
    url = web.serve("/news", page("x"), content_type="text/html")
    for _ in range(2):
        with pytest.raises(FetchError) as caught:
            await fetchers.fetch(make_source(f"page:{url}"))
        assert caught.value.reason is FetchReason.ROBOTS
    assert [seen.path for seen in web.seen] == ["/robots.txt"]
    web.serve("/news/feed", rss(entry("One")))
    assert len((await fetchers.fetch(make_source(f"{url}/feed"))).drafts) == 1


async def test_a_teaser_is_completed_from_its_page_once(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """And is left out of later polls, or its few words would count as an edit of the text."""
    url = article(web, "/a")
    source = make_source(
        web.serve("/feed", rss(entry("One", link=url, summary="Short.", published_at=NOW)))
    )
    drafts, source = await drain(fetchers, source)
    assert "cranes moved" in drafts[0].body
    asked = sum(seen.path == "/a" for seen in web.seen)
    web.serve(
        "/feed",
        rss(
            entry("Two", link=url + "?2", summary=LONG),
            entry("One", link=url, summary="Short.", published_at=NOW),
        ),
    )
    drafts, source = await drain(fetchers, source)
    assert [draft.headline for draft in drafts] == ["Two"]
    assert sum(seen.path == "/a" for seen in web.seen) == asked == 1


@pytest.mark.parametrize(("rule", "texts"), [("always", 2), ("never", 0), ("short", 1)])
async def test_a_source_says_which_pages_are_fetched(
    web: FeedServer, fetchers: Fetchers, rule: str, texts: int
) -> None:
    """All of them, none, or those of teasers; a change of mind reads the same body again."""
    entries = [
        entry("Long", link=article(web, "/long"), summary=LONG, published_at=NOW),
        entry("Short", link=article(web, "/short"), summary="Short.", published_at=NOW),
    ]
    source = make_source(web.serve("/feed", rss(*entries)))
    if rule == "always":
        _, source = await drain(fetchers, source)
    drafts, _ = await drain(fetchers, replace(source, pages=PageRule(rule)))
    assert {draft.headline for draft in drafts} >= {"Long"}
    assert len({each.path for each in web.seen if each.path in ("/long", "/short")}) == texts


async def test_a_page_that_cannot_be_read_leaves_the_teaser(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """Little is better than nothing; after three failures in a row the site is left alone."""
    entries = [
        entry(f"Number {n}", link=web.url(f"/gone/{n}"), summary="Short.", published_at=NOW)
        for n in range(8)
    ]
    fetched = await fetchers.fetch(make_source(web.serve("/feed", rss(*entries))))
    assert len(fetched.drafts) == 8
    assert sum(seen.path.startswith("/gone/") for seen in web.seen) == 3


async def test_many_teasers_are_completed_over_several_polls(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """None comes without its text, and none twice."""
    count = MOST_PAGES + 5
    entries = [
        entry(f"Number {n}", link=article(web, f"/{n}"), summary="Short.", published_at=NOW)
        for n in range(count)
    ]
    source = make_source(web.serve("/feed", rss(*entries)))
    first = await fetchers.fetch(source)
    assert (len(first.drafts), first.more) == (MOST_PAGES, True)
    rest, _ = await drain(fetchers, remembering(source, first))
    assert len(rest) == 5
    assert all("cranes" in draft.body for draft in (*first.drafts, *rest))


class Api:
    """An API of stored articles, newest first, a few to the page."""

    def __init__(self, web: FeedServer, *, size: int = 10, shape: str = "next") -> None:
        self.web = web
        self.size = size
        self.shape = shape
        self.ids: list[int] = []

    def publish(self, *ids: int) -> str:
        self.ids = sorted({*self.ids, *ids}, reverse=True)
        for at in range(0, max(len(self.ids), 1), self.size):
            self._serve(at)
        return self.web.url("/api?sort=new")

    def _serve(self, at: int) -> None:
        articles = [
            {"id": n, "title": f"Number {n}", "url": f"https://a.example/{n}", "body": "Text."}
            for n in self.ids[at : at + self.size]
        ]
        following = at + self.size if at + self.size < len(self.ids) else None
        path = f"/api?sort=new&cursor={at}" if at else "/api?sort=new"
        answer: dict[str, object] = {"articles": articles}
        headers = {}
        if self.shape == "next":
            answer["next"] = f"/api?sort=new&cursor={following}" if following else None
        elif self.shape == "next_cursor":
            answer["next_cursor"] = following
        elif following:
            headers["Link"] = f'</x>; rel="prev", </api?sort=new&cursor={following}>; rel="next"'
        self.web.serve(path, json.dumps(answer), content_type="application/json", headers=headers)


@pytest.mark.parametrize("shape", ["next", "next_cursor", "link"])
async def test_an_api_gives_every_article_once(
    web: FeedServer, fetchers: Fetchers, shape: str
) -> None:
    """Over as many pages and polls as it takes; then only what is new."""
    api = Api(web, shape=shape)
    source = make_source(f"api:{api.publish(*range(1, 251))}")
    drafts, source = await drain(fetchers, source)
    assert sorted(int(draft.key) for draft in drafts) == list(range(1, 251))
    assert drafts[0].key == "250"
    asked = len(web.seen)
    assert (await fetchers.fetch(source)).not_modified
    assert len(web.seen) == asked + 1
    api.publish(251, 252, 245_000)
    drafts, source = await drain(fetchers, source)
    assert sorted(int(draft.key) for draft in drafts) == [251, 252, 245_000]


async def test_articles_put_in_late_between_known_ones_are_found(
    web: FeedServer, fetchers: Fetchers
) -> None:
    """On the pages that are read: as far as the first one that is known whole."""
    api = Api(web)
    source = make_source(f"api:{api.publish(*range(2, 101, 2))}")
    _, source = await drain(fetchers, source)
    api.publish(97, 101, 102)
    drafts, _ = await drain(fetchers, source)
    assert sorted(int(draft.key) for draft in drafts) == [97, 101, 102]


async def test_an_api_s_fields_may_have_other_names(web: FeedServer, fetchers: Fetchers) -> None:
    """Given after `#`; a path into the answer is joined by dots."""
    answer = {
        "data": {"list": [{"nr": 7, "heading": "Seven", "txt": "<p>Rich</p>"}]},
        "p": {"n": None},
    }
    url = web.serve("/x", json.dumps(answer), content_type="application/json")
    source = make_source(f"api:{url}#items=data.list&id=nr&title=heading&body=txt&next=p.n")
    (draft,) = (await fetchers.fetch(source)).drafts
    assert (draft.key, draft.headline, draft.html) == ("7", "Seven", True)


@pytest.mark.parametrize(
    "body", ["", "x", "{}", '{"articles": 5}', '{"articles": [{"a": 1}]}', "[1]"]
)
async def test_an_api_that_gives_something_else_is_an_error(
    web: FeedServer, fetchers: Fetchers, body: str
) -> None:
    """An empty list is none: there may be no articles yet."""
    url = web.serve("/x", body, content_type="application/json")
    with pytest.raises(FetchError):
        await fetchers.fetch(make_source(f"api:{url}"))
    web.serve("/x", '{"articles": []}', content_type="application/json")
    assert (await fetchers.fetch(make_source(f"api:{url}"))).not_modified


async def test_an_api_that_goes_in_circles_ends(web: FeedServer, fetchers: Fetchers) -> None:
    """Its next page is itself."""
    answer = {"articles": [{"id": 1, "title": "One"}], "next": "/x"}
    url = web.serve("/x", json.dumps(answer), content_type="application/json")
    drafts, _ = await drain(fetchers, make_source(f"api:{url}"))
    assert len(drafts) == 1


async def test_a_host_is_asked_one_at_a_time_with_a_pause_between() -> None:
    """And not at all while it asks to be left alone."""
    now = 100.0
    gate = HostGate(spacing_s=0.02, clock=lambda: now)
    async with gate.turn("a.example", 443):
        pass
    gate.hold("a.example", 443, 60)
    with pytest.raises(FetchError) as caught:
        async with gate.turn("a.example", 443):
            pass
    assert caught.value.reason is FetchReason.RATE_LIMITED
    assert caught.value.retry_after_s == 60
    async with gate.turn("b.example", 443):
        pass
    now = 161.0
    async with gate.turn("a.example", 443):
        pass
