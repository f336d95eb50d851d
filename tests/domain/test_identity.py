"""Names under which an article may come again: equal where it is the same, different elsewhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.drafts import Draft
from bot.domain.identity import alias_keys, canonical_url, key_of, without_tracking
from tests.support.sources import NOW

DRAFT = Draft(
    key="https://news.example/2026/11/harbour-reopens-after-storm",
    url="https://news.example/2026/11/harbour-reopens-after-storm?utm_source=rss",
    headline="Harbour reopens after the storm",
    published_at=NOW,
)


def same(left: Draft, right: Draft) -> bool:
    """Whether two drafts of one source count as the same article."""
    return bool(set(alias_keys(left)) & set(alias_keys(right)))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://News.Example/a", "http://news.example:80/a/"),
        ("https://news.example", "https://news.example/#top"),
        ("https://news.example/a?b=1&c=2", "https://news.example/a?c=2&b=1"),
        ("https://news.example/a?utm_source=x&id=7&fbclid=y", "https://news.example/a?id=7"),
        ("https://news.example/a/../b/./c", "https://news.example/b/c"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://news.example/caf%C3%A9", "https://news.example/café"),
        ("https://news.example/a?at_medium=RSS&at_campaign=KARANGA", "https://news.example/a"),
    ],
)
def test_addresses_of_the_same_page_are_equal(left: str, right: str) -> None:
    """However they were come by."""
    assert canonical_url(left) == canonical_url(right) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?p=1", "https://news.example/a"),
        ("https://www.news.example/a", "https://news.example/a"),
        ("https://news.example:8443/a", "https://news.example/a"),
        ("https://news.example/a?ref=b", "https://news.example/a"),
        ("https://news.example/A", "https://news.example/a"),
    ],
)
def test_addresses_of_other_pages_differ(left: str, right: str) -> None:
    """What may say which page it is stays."""
    assert canonical_url(left) != canonical_url(right)


@pytest.mark.parametrize(
    "url", ["", "x", "javascript:alert(1)", "http://", "http://[::1", "mailto:a@b.c"]
)
def test_what_is_no_address_has_no_canonical_form(url: str) -> None:
    """Or all of them would be the same article."""
    assert canonical_url(url) == ""


def test_the_address_people_see_has_no_trackers_and_is_otherwise_as_it_was() -> None:
    """Order and spelling are the site's."""
    url = "https://n.example/A?b=%20x&utm_medium=rss&a=1&fbclid=z#f"
    assert without_tracking(url) == "https://n.example/A?b=%20x&a=1#f"
    assert without_tracking("https://n.example/a?utm_source=x") == "https://n.example/a"


@pytest.mark.parametrize(
    "again",
    [
        DRAFT._replace(key="http://news.example/2026/11/harbour-reopens-after-storm"),
        DRAFT._replace(key="https://other.example/2026/11/harbour-reopens-after-storm", url="", headline="New"),
        DRAFT._replace(key="7", headline="Quite another headline for it"),
        DRAFT._replace(key="8", url="https://news.example/x", published_at=NOW + timedelta(minutes=5)),
        DRAFT._replace(headline="Edited headline", url="https://news.example/renamed"),
        DRAFT._replace(key=""),
    ],
)  # fmt: skip
def test_the_same_article_is_recognised(again: Draft) -> None:
    """By its id without scheme, the id's path, its address, or its headline on that day."""
    assert same(DRAFT, again)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            Draft(key="https://a.example/?p=12", headline="One"),
            Draft(key="https://b.example/?p=12", headline="Two"),
        ),
        (
            Draft(key="1", headline="Weather", published_at=NOW),
            Draft(key="2", headline="Weather", published_at=NOW),
        ),
        (
            Draft(key="1", headline="The morning briefing for today"),
            Draft(key="2", headline="The morning briefing for today"),
        ),
        (
            Draft(key="1", headline="The morning briefing for today", published_at=NOW),
            Draft(
                key="2",
                headline="The morning briefing for today",
                published_at=NOW - timedelta(days=1),
            ),
        ),
        (Draft(key="", headline="One"), Draft(key="", headline="Two")),
        (Draft(key="", body="One"), Draft(key="", body="Two")),
    ],
)
def test_other_articles_are_not_taken_for_the_same(left: Draft, right: Draft) -> None:
    """A series, short headlines, blogs that count alike."""
    assert not same(left, right)


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None)
def test_every_draft_has_a_name_of_fixed_length(key: str, url: str, headline: str) -> None:
    """Whatever it is made of; the first one stays the first."""
    draft = Draft(key=key, url=f"https://a.example/{url}", headline=headline, published_at=NOW)
    names = alias_keys(draft)
    assert names[0] == key_of(draft)
    assert {len(name) for name in names} == {32}
    assert alias_keys(draft) == names
