"""Web addresses told from words, in linear time whatever is written."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.address_words import MOST_ADDRESS_CHARS, AddressLikeness, bare_host, likeness
from bot.domain.errors import InputError
from bot.sources.locators import MOST_LOCATOR_CHARS, parse_locator


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("https://example.org/feed", AddressLikeness.SURE),
        ("HTTP://EXAMPLE.ORG", AddressLikeness.SURE),
        ("feed://example.org/rss", AddressLikeness.SURE),
        ("www.example.org", AddressLikeness.SURE),
        ("www." + "a." * 40 + "@://", AddressLikeness.SURE),
        ("https://", AddressLikeness.NO),
        ("example.org", AddressLikeness.MAYBE),
        ("example.org:8080/news?x=1", AddressLikeness.MAYBE),
        ("node.js", AddressLikeness.MAYBE),
        ("пример.рф", AddressLikeness.MAYBE),
        ("3.14", AddressLikeness.NO),
        ("a..b", AddressLikeness.NO),
        ("me@example.org", AddressLikeness.NO),
        ("example.org is down", AddressLikeness.NO),
        ("source:example", AddressLikeness.NO),
        ("", AddressLikeness.NO),
        ("a." * MOST_ADDRESS_CHARS + "org", AddressLikeness.NO),
    ],
)
def test_addresses_are_told_from_words(text: str, wanted: AddressLikeness) -> None:
    """What begins like one is one; a host alone may be; anything else is words."""
    assert likeness(text) is wanted


@given(
    labels=st.lists(st.from_regex(r"[a-z0-9-]{2,8}", fullmatch=True), min_size=2, max_size=5),
    tail=st.sampled_from(["", ".", ":80", "/x", "?q=1", "#y", ":8080/a:b@c"]),
)
def test_a_host_is_found_with_whatever_follows(labels: list[str], tail: str) -> None:
    """The host alone is given."""
    assert bare_host(".".join(labels) + tail) == ".".join(labels)


#: What patterns stumble over, each written again and again.
_PIECES = ("a.", ".", "a", "a:", "@", "[", "%", "é.", "://", "a.@://", "\u00adx", "xn--a.", "?#")
_AROUND = (("", ""), ("www.", "@://"), ("http://", "@"), ("api:", "#"), ("sql:postgres://", "#t"))


@pytest.mark.parametrize("piece", _PIECES)
@pytest.mark.parametrize(("before", "after"), _AROUND)
def test_no_address_costs_more_than_its_length(piece: str, before: str, after: str) -> None:
    """Twice the text takes about twice the time, up to the cap and far beyond it."""
    half, whole = (
        min(_cpu_s(before + piece * (size // len(piece)) + after) for _ in range(3))
        for size in (MOST_LOCATOR_CHARS // 4, MOST_LOCATOR_CHARS // 2 - 64)
    )
    assert whole <= 2.6 * half + 0.002
    beyond = _cpu_s(before + piece * 200_000 + after)
    assert beyond <= whole + 0.02


def _cpu_s(text: str) -> float:
    """The processor time that all reading of an address takes."""
    begin = time.thread_time()
    likeness(text)
    with contextlib.suppress(InputError):
        parse_locator(text)
    return time.thread_time() - begin
