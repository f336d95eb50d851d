"""`word:value` in queries: known ones narrow, unknown ones are refused, nothing else is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.errors import InputError
from bot.domain.query import parse_query
from bot.domain.query_fields import (
    SEARCHED,
    ArticleFacts,
    holds,
    since_at,
    span_of,
    undated,
    with_months,
)

BERLIN = ZoneInfo("Europe/Berlin")
#: A Wednesday, just after midnight in Berlin.
NOW = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("rates source:Times", "rates source:times"),
        ('LANG:en "central bank" -source:"the sun"', '"central bank" lang:en -source:"the sun"'),
        ("rates topic:science topic:science", "rates topic:science"),
        ("see https://example.org/a now", "https://example.org/a now see"),
        ("Ukraine: peace", "peace ukraine"),
        ("at 12:30 a:b", "12:30 a:b at"),
    ],
)
def test_fields_are_told_from_words(text: str, normalised: str) -> None:
    """The normal form says the same and parses to the same."""
    query = parse_query(text)
    assert query.normalised == normalised
    assert parse_query(query.normalised) == query


@pytest.mark.parametrize("text", ["rates titel:x", "rates since:monday", "rates сайт:x"])
def test_an_unknown_field_is_refused_with_those_there_are(text: str) -> None:
    """What is followed has no beginning, so `since:` is one of a search alone."""
    with pytest.raises(InputError, match="source:, lang:, topic:"):
        parse_query(text)
    assert parse_query(text, strict=False).clauses
    if "since" in text:
        assert parse_query(text, known=SEARCHED).fields


@pytest.mark.parametrize("text", ['rates source:""', "rates lang:english", "rates source:"])
def test_a_field_needs_its_value(text: str) -> None:
    """Nothing is asked for by it; a colon that ends a word is a colon."""
    if text.endswith(":"):
        assert not parse_query(text).fields
    else:
        with pytest.raises(InputError, match="needs a value"):
            parse_query(text)


def test_a_field_holds_by_the_articles_own_facts() -> None:
    """Part of the source's title or address; language and topic as they are."""
    facts = ArticleFacts(
        source_title="The Morning Times",
        source_locator="https://feeds.example.org/news",
        language="en",
        topics={"science"},
    )
    yes = 'x source:"morning times" source:example.org lang:en topic:Science -lang:de'
    no = "x source:evening -source:times lang:de topic:sports -topic:science"
    assert [holds(field, facts) for field in parse_query(yes).fields] == [True] * 5
    assert [holds(field, facts) for field in parse_query(no).fields] == [False] * 5


@pytest.mark.parametrize(
    ("value", "local"),
    [
        ("today", "2026-11-25"),
        ("gestern", "2026-11-24"),
        ("wednesday", "2026-11-25"),
        ("thursday", "2026-11-19"),
        ("понедельник", "2026-11-23"),
        ("2026-11", "2026-11-01"),
        ("2026-11-5", "2026-11-05"),
    ],
)
def test_since_is_a_day_of_the_reader(value: str, local: str) -> None:
    """It begins at midnight in the reader's zone."""
    found = since_at(value, now=NOW, zone=BERLIN)
    assert found.astimezone(BERLIN).isoformat()[:16] == f"{local}T00:00"


def test_a_month_that_stands_alone_is_the_month() -> None:
    """Also a day; a part of a word, or a month that there is none of, is words like others."""
    assert with_months("bank 2026-11 rates") == "bank in:2026-11 rates"
    assert with_months("2026-11-25") == "in:2026-11-25"
    assert with_months("2026-13 a2026-11 since:2026-11") == "2026-13 a2026-11 since:2026-11"
    begin, end = span_of("2026-12", zone=BERLIN)
    assert (begin.isoformat()[:10], end.isoformat()[:10]) == ("2026-12-01", "2027-01-01")
    begin, end = span_of("2026-2-28", zone=BERLIN)
    assert (begin.isoformat()[:10], end.isoformat()[:10]) == ("2026-02-28", "2026-03-01")
    for value in ("monday", "2026-13", "2026-02-30", "9999-12-31"):
        with pytest.raises(InputError):
            span_of(value, zone=BERLIN)


def test_since_counts_days_back_and_refuses_others() -> None:
    """`7d` is a week ago to the minute."""
    assert since_at("7d", now=NOW, zone=BERLIN) == NOW - timedelta(days=7)
    for value in ("sometime", "2026-13", "9999d9"):
        with pytest.raises(InputError):
            since_at(value, now=NOW, zone=BERLIN)


def test_a_search_is_followed_without_its_days() -> None:
    """Whatever is to come is of none of them; all else of it stays as it was written."""
    assert undated('since:monday "central bank" -crypto source:times') == (
        '"central bank" -crypto source:times'
    )
    assert undated('in:"2026-11" SINCE:7d 2026-11-25 rates') == "rates"
    assert undated("within:reach insince:x 2026") == "within:reach insince:x 2026"
    assert undated("since:") == ""
