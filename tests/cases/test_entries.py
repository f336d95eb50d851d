"""Variants: entries without a link or a text, titles that speak of tags, escapes upon escapes."""

from __future__ import annotations

import json

import pytest

from bot.domain.models import PageRule
from bot.sources.escapes import plain_title, unescaped
from bot.sources.feed_reading import read_feed
from bot.store.database import Database
from tests.support.cases import NOW, poll_feed
from tests.support.web import FeedServer

SOUND = "https://a.test/sound/1.mp3"
TITLES = [
    ("On The <dl>", "On The <dl>"),
    ("Die Rückkehr von <marquee>", "Die Rückkehr von <marquee>"),
    ("Почему <center> не умер", "Почему <center> не умер"),
    ("Pourquoi </br> n'existe pas", "Pourquoi n'existe pas"),
    ("<table> 是怎么来的", "<table> 是怎么来的"),
    ("vector<int> in C++", "vector<int> in C++"),
    ("Preise < 5 Euro", "Preise < 5 Euro"),
    ("<em>Der</em> Hafen &amp; der Pier", "Der Hafen & der Pier"),
    ("<strong>The pier", "The pier"),
    ('The <a href="x">pier</a> opens', "The pier opens"),
    ("L&amp;#039;île ferme", "L'île ferme"),
    ("It&amp;rsquo;s &amp;quot;done&amp;quot;", 'It’s "done"'),
    ("<span class='n'>The</span> pier<br/>opens", "The pier opens"),
    ("<!-- x -->The pier", "The pier"),
]
BODIES = [
    ("&lt;p&gt;It rains.&lt;/p&gt;", "<p>It rains.</p>"),
    ("&amp;lt;p&amp;gt;Es regnet.&amp;lt;/p&amp;gt;", "<p>Es regnet.</p>"),
    ("&#60;div&#62;Il pleut.&#60;/div&#62;", "<div>Il pleut.</div>"),
    ("<p>Der Rat sagt &amp;bdquo;ja&amp;ldquo;.</p>", "<p>Der Rat sagt &bdquo;ja&ldquo;.</p>"),
    ("<p>Use &lt;b&gt; and &amp;lt; here.</p>", "<p>Use &lt;b&gt; and &amp;lt; here.</p>"),
    ("a &lt; b &amp;&amp; c", "a &lt; b &amp;&amp; c"),
    ("Fish &amp; chips", "Fish &amp; chips"),
]


def _rss(inside: str) -> bytes:
    return (
        '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes='
        '"http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:content='
        '"http://purl.org/rss/1.0/modules/content/"><channel><title>T</title><link>https://a.test/'
        f"</link><item><title>News</title>{inside}</item></channel></rss>"
    ).encode()


WITHOUT_LINK = {
    "sound": _rss(f'<guid isPermaLink="false">7</guid><enclosure url="{SOUND}"/>'),
    "film": _rss(f'<guid isPermaLink="false">7</guid><media:content url="{SOUND}"/>'),
    "group": _rss(f'<guid>tag:7</guid><media:group><media:content url="{SOUND}"/></media:group>'),
    "atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:7</id><title>N'
        f'</title><link rel="enclosure" href="{SOUND}"/></entry></feed>'
    ).encode(),
    "json": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [{"id": "7", "title": "N", "attachments": [{"url": SOUND}]}],
        }
    ).encode(),
}


@pytest.mark.parametrize("form", WITHOUT_LINK)
def test_an_entry_without_a_link_leads_to_what_comes_with_it(form: str) -> None:
    """In each format, by each of the ways to say it."""
    (draft,) = read_feed(WITHOUT_LINK[form], "", "https://a.test/feed", NOW).drafts
    assert draft.url == SOUND


def test_the_article_counts_before_its_sound() -> None:
    """An entry with both opens its page."""
    inside = (
        f'<guid isPermaLink="false">7</guid><enclosure url="{SOUND}"/><link>https://a.test/7</link>'
    )
    (draft,) = read_feed(_rss(inside), "", "https://a.test/feed", NOW).drafts
    assert draft.url == "https://a.test/7"


@pytest.mark.parametrize(("title", "shown"), TITLES)
def test_a_headline_keeps_the_tags_it_speaks_of(title: str, shown: str) -> None:
    """And loses those that mark it up; what was escaped twice is read."""
    assert plain_title(title) == shown


@pytest.mark.parametrize(("given", "markup"), BODIES)
def test_what_was_escaped_too_often_is_markup_again(given: str, markup: str) -> None:
    """Code that a text shows stays code."""
    assert unescaped(given) == markup


_LINK_ONLY = {
    "rss": '<rss><channel><title>T</title><item><link>{url}</link></item></channel></rss>',
    "rss, empty": (
        "<rss><channel><title>T</title><item><title/><description> </description><link>{url}</link>"
        "<guid isPermaLink='false'>1</guid></item></channel></rss>"
    ),
    "atom": (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:1</id>'
        '<link href="{url}"/></entry></feed>'
    ),
    "json": '{{"version": "https://jsonfeed.org/version/1.1", "items": [{{"id": "1", "url": "{url}"}}]}}',
}  # fmt: skip


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("form", _LINK_ONLY)
async def test_an_entry_of_a_link_alone_is_read_from_its_page(
    database: Database, form: str
) -> None:
    """Once its page can be read: until then it is asked for again, and never lost."""
    async with FeedServer() as web:
        url = web.url("/pier")
        web.serve("/feed", _LINK_ONLY[form].format(url=url), etag=False)

        def open_page() -> None:
            page = "<h1>Der Pier öffnet</h1><p>Der neue Pier hat am Freitag geöffnet, sagte der Rat.</p>"
            web.serve("/pier", f"<article>{page}</article>", content_type="text/html")

        outcome = await poll_feed(
            database, web.url("/feed"), rule=PageRule.SHORT, again=[lambda: None, open_page]
        )
    assert [each["headline"] for each in outcome.articles] == ["Der Pier öffnet"]
