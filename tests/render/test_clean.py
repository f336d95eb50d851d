"""Text from outside made fit to be shown."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.world.entities import read_text
from bot.render.clean import (
    clean,
    escape,
    fitting,
    isolate,
    link,
    utf16_length,
    visible,
)
from bot.render.graphemes import cut, is_border

ANY = st.text(st.characters(), max_size=80)
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  two   words ", "two words"),
        ("a\u202eb\u2066c\u200bd\ufeffe\u00adf", "abcdef"),
        ("a\nb\u2028c\x85d", "a b c d"),
        ("nul\x00 esc\x1b[31m", "nul esc[31m"),
        ("lone \ud83d end", "lone \ufffd end"),
        ("pair \ud83d\ude00", "pair \U0001f600"),
        (FAMILY, FAMILY),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\u00a0b", "a b"),
    ],
)
def test_only_visible_text_is_left(text: str, shown: str) -> None:
    """Controls and direction marks go, line ends are spaces, joined letters stay joined."""
    assert clean(text) == shown


@settings(deadline=None)
@given(text=ANY)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    """What is clean has one line, no controls, and can be encoded."""
    once = clean(text)
    assert clean(once) == once
    assert "\n" not in once
    assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in once)


@settings(deadline=None)
@given(text=ANY)
def test_escaped_text_shows_itself(text: str) -> None:
    """Escaping hides all markup and is undone by reading it."""
    assert "<" not in escape(text)
    assert html.unescape(escape(clean(text))) == clean(text)


@settings(deadline=None)
@given(text=st.text(max_size=60), units=st.integers(0, 80))
def test_lengths_are_telegrams(text: str, units: int) -> None:
    """UTF-16 units are counted, and what fits is as long as may be."""
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2
    count = fitting(text, units)
    assert utf16_length(text[:count]) <= units
    assert count == len(text) or utf16_length(text[: count + 1]) > units


def test_a_foreign_direction_is_isolated() -> None:
    """Arabic in an English message is wrapped, and English in an Arabic one; digits never."""
    assert isolate("مرحبا", "en") == "\u2068مرحبا\u2069"
    assert isolate("Hello שלום", "de") == "\u2068Hello שלום\u2069"
    assert isolate("Hello", "en") == "Hello"
    assert isolate("Hello", "ar") == "\u2068Hello\u2069"
    assert isolate("مرحبا 12", "ar") == "مرحبا 12"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=c&d=e#f",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG/x",
        "https://пример.рф/новости",
    ],
)
def test_web_addresses_are_linked(url: str) -> None:
    """http and https, in any script."""
    assert link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "", "javascript:alert(1)", "tg://user?id=1", "ftp://example.org/", "//example.org/", "https://",
        "https://good.example@evil.example/", "https://a b/", 'https://a/"><b>', "https://a/\u202e",
        "https://a:port/", "https://[::1/", "data:text/html,x", "https://a/" + "x" * 2000, "https:\\\\a\\b",
    ],
)  # fmt: skip
def test_other_addresses_are_not(url: str) -> None:
    """No scripts, no apps, no hidden hosts, nothing that would end the attribute."""
    assert link(url) == ""


@pytest.mark.parametrize(
    "cluster",
    [FAMILY, "e\u0301", "\U0001f1e9\U0001f1ea", "\U0001f44d\U0001f3fd", "❤\ufe0f", "각", "\u1100\u1161\u11a8",
        "नि", "क्त", "กำ", "\r\n", "ก็",
     "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"],
)  # fmt: skip
def test_what_is_seen_as_one_character_is_not_cut(cluster: str) -> None:
    """No border within; borders on both sides, also between two of a kind."""
    text = f"a{cluster}{cluster}b"
    borders = [place for place in range(len(text) + 1) if is_border(text, place)]
    size = len(cluster)
    assert borders == [0, 1, 1 + size, 1 + 2 * size, 2 + 2 * size]


@settings(deadline=None)
@given(text=st.text(min_size=1, max_size=120), units=st.integers(2, 60))
def test_a_cut_fits_and_goes_on(text: str, units: int) -> None:
    """The piece before the cut fits, is not empty, and breaks no pair of surrogates."""
    place = cut(text, units)
    assert 1 <= place <= len(text)
    assert utf16_length(text[:place].rstrip()) <= units
    assert place == len(text) or utf16_length(text) > units


def test_cuts_prefer_sentences_then_words() -> None:
    """After a sentence when that keeps half the room, else after a word."""
    text = "One sentence is here. Another one follows it."
    assert text[: cut(text, 30)] == "One sentence is here. "
    assert text[: cut(text, 21)] == "One sentence is here."
    assert text[: cut(text, 40)].rstrip() == "One sentence is here."
    words = "one two three four five"
    assert words[: cut(words, 12)].rstrip() == "one two"
    assert cut("x" * 20, 8) == 8
    flags = "\U0001f1e9\U0001f1ea" * 5
    assert cut(flags, 10) % 2 == 0


@pytest.mark.parametrize(
    "live",
    [
        *("/hold", "Type /hold now", "(/hold@lede_bot)", "x\n/ban 5", "…/start", "«/release»"),
        *("@operator", "by @some_one.", "#breaking", "See #Новости", "$TSLA", "evil.example"),
        *("www.evil.example/x", "https://evil.example", "tg://resolve?domain=x", "t.me/joinchat"),
        *("mail a@evil.example", "президент.рф", "1.2.3.4:80", "ftp://1.2.3.4/"),
        *("/\u200bhold", "/\u2060hold", "@\u202eoperator"),
    ],
)
def test_what_a_source_says_cannot_be_pressed(live: str) -> None:
    """No command, mention, tag or address, and what is read is the same."""
    shown = clean(live)
    assert read_text(escape(shown), parse_mode="HTML")[1] == []
    assert not re.search(r"(?<!\w)[/@#$](?=\w)|://|\w\.[A-Za-zа-я]{2}", shown)
    assert visible(shown) == visible(live)
    assert clean(shown) == shown


@pytest.mark.parametrize(
    "text", ["3.5 per cent", "and/or", "28.11.2026", "No. 1", "#1", "A & B", "10:30"]
)
def test_ordinary_words_stay_as_they_are(text: str) -> None:
    """Nothing is put in where nothing would be live."""
    assert clean(text) == text
