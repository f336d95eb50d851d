"""Feeds that are odd, broken or hostile."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.errors import DocumentError
from bot.sources.feed_lenient import is_safe_for_lenient
from bot.sources.feed_reading import read_feed, reread_feed
from bot.sources.feed_xml import entries_of, entry_elements
from bot.sources.xml_parsing import parse_xml
from tests.sources.test_reading import URL, atom, one, read, rss
from tests.support.sources import NOW


def test_entities_of_a_document_are_not_expanded_into_each_other() -> None:
    """Nor are files read."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE rss [<!ENTITY l0 "ha"><!ENTITY f SYSTEM "file:///etc/hostname">{laughs}]>'
    draft = one(rss("<title>&l9; &f; &l0;</title><link>https://a.example/</link>", head=head))
    assert len(draft.headline) < 50
    assert draft.headline.endswith("ha")


def test_there_are_limits_to_everything() -> None:
    """Entries, titles, texts, ids, links."""
    item = (
        f"<title>{'t' * 5000}</title><guid isPermaLink='false'>{'g' * 5000}</guid>"
        f"<link>https://a.example/{'l' * 5000}</link><description>{'d' * 99_999}</description>"
    )
    drafts = read(rss("").replace("<item></item>", f"<item>{item}</item>" * 3))
    assert len(drafts) == 1
    (draft,) = drafts
    assert len(draft.headline) == 1024
    assert len(draft.summary) == 65536
    assert len(draft.key) < 100
    assert draft.url == ""
    many = "".join(f"<item><title>{n}</title></item>" for n in range(700))
    assert len(read(rss("").replace("<item></item>", many))) == 500


def test_a_channel_s_words_about_itself_are_read() -> None:
    """Language and how long it asks to be left alone."""
    text = rss("<title>t</title>").replace(
        "<title>x</title>", "<title>x</title><language>de-AT</language><ttl>90</ttl>"
    )
    document = read_feed(text.encode(), "", URL, NOW)
    assert (document.language, document.wait_s) == ("de", 5400)


def test_a_video_feed_gives_its_description() -> None:
    """It stands in a group."""
    media = 'xmlns:media="http://search.yahoo.com/mrss/"'
    group = "<media:group><media:title>m</media:title><media:description>Told.</media:description></media:group>"
    assert one(atom(f"<title>t</title>{group}", attributes=media)).summary == "Told."


def test_json_feeds_with_odd_values_are_read() -> None:
    """Numeric ids, missing fields, things that are no articles, a mark at the start."""
    text = '\ufeff{"items": [{"id": 7, "title": "t", "content_text": "a < b"}, 5, null, {"language": "x"}]}'
    draft = one(text)
    assert (draft.key, draft.headline, draft.body) == ("7", "t", "a &lt; b")


@pytest.mark.parametrize(
    "text", ["", "hello", "<html><body>x</body></html>", "{}", "[]", '{"items": 5}', "<svg/>", "{"]
)
def test_what_is_no_feed_is_refused(text: str) -> None:
    """With a reason, not with an empty list."""
    with pytest.raises(DocumentError):
        read(text)


def test_the_lenient_reader_is_kept_from_what_it_is_slow_at() -> None:
    """Each of these costs it seconds to hours."""
    assert is_safe_for_lenient(rss("<title>t</title>"))
    attributes = " ".join(f'a{n}="1"' for n in range(5000))
    for hostile in (
        f"<author>{'a@a.' * 1000}!</author>",
        f"<title {attributes}>t</title>",
        "</item><item>" * 1001,
        "x" * 3_000_000,
    ):
        assert not is_safe_for_lenient(rss(hostile))


def test_the_lenient_reader_gives_the_same_kind_of_drafts() -> None:
    """It is only another way to the same."""
    text = rss("<title>t &amp; u</title><link>/a</link><guid isPermaLink='false'>g</guid>"
               "<pubDate>Fri, 20 Nov 2026 10:00:00 GMT</pubDate>")  # fmt: skip
    (draft,) = reread_feed(text.encode(), "", URL, NOW).drafts
    assert draft == one(text)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"<rss><channel><item><title>", b"<feed>", b'{"items":[']),
)
@settings(deadline=None)
def test_no_bytes_break_the_reader(data: bytes, start: bytes) -> None:
    """It reads them or says that they are no feed."""
    try:
        document = read_feed(start + data, "", URL, NOW)
    except DocumentError:
        return
    for draft in document.drafts:
        draft.headline.encode()
        assert draft.url == "" or draft.url.startswith(("http://", "https://"))
        assert not any(character < " " and character not in "\n\t\r" for character in draft.body)


PLAIN_CHILDREN = st.builds(
    lambda name, attributes, text: f"<{name}{attributes}>{text}</{name.split()[0]}>",
    st.sampled_from(
        ["guid", "link", "title", "description", "pubDate", "author", "category", "comments", "a:id",
            "dc:creator", "dc:date", "dc:language", "content:encoded", "media:content", "enclosure"]
    ),
    st.sampled_from(["", "", "", " isPermaLink='false'", " type='text'", " href='/x'", " rel='self'", " url=' /y'"]),
    st.sampled_from(
        ["", "plain", " spaced ", "/relative", "https://news.example/1", "a &amp;amp; b", "<![CDATA[<p>b</p>]]>",
         "<b>inner</b> text", "Fri, 20 Nov 2026 10:00:00 GMT", "2026-11-20T10:00:00Z"]
    ),
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@example(["<guid>plain</guid>", "<enclosure href='/x'></enclosure>"], "")
@example(["<guid>plain</guid>", "<link>/a</link>", "<enclosure url='/x'></enclosure>"], "")
@given(st.lists(PLAIN_CHILDREN, max_size=9), st.sampled_from(["", " lang='de'", " about='x'"]))
def test_the_short_way_of_plain_entries_gives_what_the_long_one_gives(
    children: list[str], attributes: str
) -> None:
    """Nearly all RSS is read by it."""
    spaces = (
        "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:a='http://www.w3.org/2005/Atom' "
        "xmlns:media='http://search.yahoo.com/mrss/' xmlns:content='http://purl.org/rss/1.0/modul"
        "es/content/'"
    )
    root = parse_xml(f"<rss {spaces}><item{attributes}>{''.join(children)}</item></rss>")
    assert root is not None
    items = list(entry_elements(root))
    assert list(entries_of(items, URL, based=False)) == list(entries_of(items, URL, based=True))
