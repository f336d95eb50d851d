"""Telegram's HTML: what is read, what is refused, and that nothing else can happen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.world.entities import ENTITY_LIMIT, detected, read_text
from bot.playground.world.errors import ApiError
from bot.playground.world.markup import _parse_fully, checked_url, parse_html, utf16_length
from bot.playground.world.markup_fast import parse_plain

TAGS = (
    *("<b>", "</b>", "<i>", "</i>", "<x>", "<b", "</", "</ b>", "<a>", "</a>"),
    *("<a href='https://a.b/?x=1&amp;y'>", '<a href="http://a.b">', "<a href=a.b >"),
    *("<pre>", "</pre>", "<code>", "<code class='language-py'>", "</code>"),
    *("<blockquote>", "<blockquote expandable>", "</blockquote>"),
    *("<tg-spoiler>", "</tg-spoiler>", "<span class='tg-spoiler'>", "</span>"),
    *("<", ">", "&", "&lt;", "&amp;", "&#128077;", "&#x1F44D;", "&nbsp;", "&#0;", "👍", '"', "="),
)
HTML = st.lists(st.text(max_size=8) | st.sampled_from(TAGS), max_size=12).map("".join)


@settings(deadline=None, max_examples=150)
@given(HTML)
def test_any_text_is_read_or_refused(source: str) -> None:
    """Nothing but its own error is raised, and entities lie within the text."""
    try:
        text, entities = read_text(source, parse_mode="HTML")
    except ApiError:
        return
    assert 0 < utf16_length(text) <= 4096
    assert len(entities) <= ENTITY_LIMIT
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text)


@settings(deadline=None, max_examples=150)
@given(HTML)
def test_the_quick_reader_agrees_with_the_full_one(source: str) -> None:
    """Where the quick one answers at all, the answers are the same."""
    quick = parse_plain(source)
    if quick is not None:
        assert quick == _parse_fully(source)


@settings(deadline=None)
@given(st.text(), st.text(min_size=1))
def test_escaped_text_comes_back(before: str, inside: str) -> None:
    """What a bot escapes is what people see; the entity covers exactly it, in UTF-16 units."""

    def escaped(text: str) -> str:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    text, entities = parse_html(f"{escaped(before)}<b>{escaped(inside)}</b>")
    assert text == before + inside
    assert entities == [
        {"type": "bold", "offset": utf16_length(before), "length": utf16_length(inside)}
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("я<u><b>x</u></b>", 'Unmatched end tag at byte offset 9, expected "</b>", found "</u>"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href='x", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=http://x>", "Unexpected end of name token at byte offset 8"),
        ("<b =x>", 'Empty attribute name in the tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
        ("Привет <img>", 'Unsupported start tag "img" at byte offset 13'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_what_is_refused_and_how(source: str, words: str) -> None:
    """The words and UTF-8 byte offsets are Telegram's."""
    with pytest.raises(ApiError) as refusal:
        parse_html(source)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("&nbsp;&copy;", "&nbsp;&copy;", []),
        ("<b></b>x", "x", []),
        ("<a href='javascript:alert(1)'>x</a>", "x", []),
        ("<a href='http://localhost/'>x</a>", "x", []),
        (
            "<pre><code class='language-py'>x</code></pre>",
            "x",
            [{"type": "pre", "offset": 0, "length": 1, "language": "py"}],
        ),
        (
            "<blockquote expandable>x</blockquote>",
            "x",
            [{"type": "expandable_blockquote", "offset": 0, "length": 1}],
        ),
        (
            "<tg-time unix='1700000000' format='t'>now</tg-time>",
            "now",
            [
                {
                    "type": "date_time",
                    "offset": 0,
                    "length": 3,
                    "unix_time": 1700000000,
                    "date_time_format": "t",
                }
            ],
        ),
    ],
)
def test_what_becomes_of_tags(source: str, text: str, entities: list[object]) -> None:
    """Known tags become entities; empty ones and links that lead nowhere vanish."""
    assert parse_html(source) == (text, entities)


def test_addresses_and_commands_are_found_by_themselves() -> None:
    """But not inside code and links, and with offsets in UTF-16 units."""
    found = detected("👍 /start https://example.org/a. @anna_b #news x@example.org")
    assert [(one["type"], one["offset"]) for one in found] == [
        ("bot_command", 3),
        ("url", 10),
        ("mention", 33),
        ("hashtag", 41),
        ("email", 47),
    ]
    _, entities = read_text("<code>/start</code> /help", parse_mode="HTML")
    assert [one["type"] for one in entities] == ["code", "bot_command"]


def test_white_space_at_the_ends_goes_and_entities_follow() -> None:
    """As at Telegram, a text is trimmed."""
    assert read_text("\n <b> x</b> y \n", parse_mode="HTML") == (
        "x y",
        [{"type": "bold", "offset": 0, "length": 1}],
    )


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        ("example.org/x", "http://example.org/x"),
        ("https://example.org", "https://example.org"),
        ("http://127.0.0.1:8080/a", "http://127.0.0.1:8080/a"),
        ("ftp://example.org", ""),
        ("mailto:a@b.c", ""),
        ("http://", ""),
    ],
)
def test_which_addresses_telegram_takes(address: str, checked: str) -> None:
    """A missing scheme is added; others than http(s) and a host without a dot are not taken."""
    assert checked_url(address) == checked
