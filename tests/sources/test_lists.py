"""Lists of feeds (OPML) and locators: what people hand over, read strictly and written plainly."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.models import SourceKind
from bot.sources.kinds import address_of
from bot.sources.locators import parse_locator
from bot.sources.opml import OpmlOutline, read_opml, write_opml

LIST = b"""<?xml version="1.0"?>
<opml version="1.0"><head><title>Mine</title></head><body>
 <outline text="Science"><outline text="Space">
   <outline type="rss" text="Stars &amp; more" xmlUrl="https://stars.example/feed"/>
 </outline></outline>
 <outline TEXT="Sloppy" XMLURL="http://sloppy.example/rss"/>
 <outline type="rss" text="Old" url="feed://old.example/rss"/>
 <outline text="Again" xmlUrl="http://stars.example/feed/"/>
 <outline text="Bad" xmlUrl="javascript:alert(1)"/><outline text="Nothing"/>
</body></opml>"""


def test_a_list_of_another_reader_is_read() -> None:
    """Nested categories, sloppy names, repetitions, things that are no feeds."""
    assert read_opml(LIST) == [
        OpmlOutline(
            url="https://stars.example/feed", title="Stars & more", category="Science / Space"
        ),
        OpmlOutline(url="http://sloppy.example/rss", title="Sloppy"),
        OpmlOutline(url="http://old.example/rss", title="Old"),
    ]


@given(
    st.lists(
        st.builds(
            OpmlOutline,
            url=st.integers(0, 10**6).map(lambda n: f"https://a.example/{n}?x=1&y=<2>"),
            title=st.text(min_size=1, max_size=40),
            category=st.sampled_from(["", "News", "A & B"]),
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda outline: outline.url,
    )
)
@settings(deadline=None, max_examples=50)
def test_what_is_written_is_read_back(outlines: list[OpmlOutline]) -> None:
    """The same addresses and categories, whatever the titles hold."""
    again = read_opml(write_opml(outlines))
    assert sorted((one.url, one.category) for one in again) == sorted(
        (one.url, one.category) for one in outlines
    )


def test_there_is_a_limit_to_a_list() -> None:
    """In bytes, and in feeds where it is asked for."""
    many = write_opml(OpmlOutline(url=f"https://a.example/{n}") for n in range(2000))
    assert [len(read_opml(many)), len(read_opml(many, most=500))] == [2000, 500]
    with pytest.raises(InputError, match="1 MB"):
        read_opml(many + b" " * 2_000_000)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"<html/>",
        b"<opml/>",
        b'<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline xmlUrl="https://a.example/&a;"/></body></opml>',
        b"<opml>" + b"<outline>" * 50_000,
    ],
)
def test_what_is_no_list_is_refused_in_words(data: bytes) -> None:
    """Nothing is guessed, and nothing is expanded."""
    with pytest.raises(InputError):
        read_opml(data)


@pytest.mark.parametrize(
    ("text", "kind", "locator"),
    [
        ("https://News.Example/feed", SourceKind.FEED, "https://news.example/feed"),
        ("example.org/feed", SourceKind.FEED, "https://example.org/feed"),
        ("example.org:8080/feed", SourceKind.FEED, "https://example.org:8080/feed"),
        (" <http://example.org/> ", SourceKind.FEED, "http://example.org/"),
        ("feed://example.org/rss", SourceKind.FEED, "https://example.org/rss"),
        ("feed:https://example.org/rss", SourceKind.FEED, "https://example.org/rss"),
        ("bücher.example", SourceKind.FEED, "https://xn--bcher-kva.example"),
        ("folder:/srv/news/", SourceKind.FOLDER, "folder:/srv/news"),
        ("sitemap:example.org/s.xml", SourceKind.SITEMAP, "sitemap:https://example.org/s.xml"),
        ("page:https://example.org/n", SourceKind.PAGE, "page:https://example.org/n"),
        ("api:http://h.example/a?x=1#id=nr", SourceKind.API, "api:http://h.example/a?x=1#id=nr"),
        ("sql:sqlite:////x.db#t?id=nr", SourceKind.SQL, "sql:sqlite:////x.db#t?id=nr"),
        ("http://127.0.0.1:8000/f", SourceKind.FEED, "http://127.0.0.1:8000/f"),
    ],
)
def test_locators_have_one_normal_form(text: str, kind: SourceKind, locator: str) -> None:
    """However they are typed; the normal form is its own."""
    assert parse_locator(text) == (kind, locator)
    assert parse_locator(locator) == (kind, locator)
    assert not address_of(locator).startswith(("sitemap:", "api:", "sql:", "folder:", "page:"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "two words",
        "ftp://a.example/x",
        "http://",
        "folder:",
        "sql:x",
        "javascript:x",
        "a@b.example",
    ],
)
def test_what_is_no_locator_is_refused_with_an_example(text: str) -> None:
    """The person sees what would have worked."""
    with pytest.raises(InputError) as caught:
        parse_locator(text)
    assert caught.value.example
    parse_locator(caught.value.example)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_breaks_the_parser_of_locators(text: str) -> None:
    """It is typed by people and pasted from anywhere."""
    try:
        _, locator = parse_locator(text)
    except InputError:
        return
    assert parse_locator(locator)[1] == locator
