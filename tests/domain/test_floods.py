"""What proves that articles of a feed are old."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.floods import Earlier, is_flood, without_flood
from bot.domain.polls import NewArticle
from tests.support.articles import NOW, new_article

DAY = timedelta(days=1)
LEVEL = "Level of the Ilm at the old bridge"


#: The beginning of a lead that is as long as one must be to be known again when it goes on.
LONG = "The bridge is closed as of now"


def earlier(count: int, *, headline: str | None = None, lead: str = "") -> list[Earlier]:
    """So many articles that were seen a day ago."""
    return [
        Earlier(
            headline=f"Headline of {n}" if headline is None else headline,
            lead=lead or f"The body of {n}.",
            first_seen_at=NOW - DAY,
        )
        for n in range(count)
    ]


def again(count: int, **changes: Any) -> list[NewArticle]:
    """The same under other names."""
    return [
        new_article(
            **{
                "key": f"new {n}",
                "headline": f"Headline of {n}",
                "body": f"The body of {n}.",
                **changes,
            },
        )
        for n in range(count)
    ]


def held(articles: list[NewArticle], before: list[Earlier]) -> int:
    found = without_flood(articles, earlier=before, last_success_at=NOW)
    assert [one.key for one in found] == [one.key for one in articles]
    return sum(one.held for one in found)


@pytest.mark.parametrize(
    ("articles", "before", "count"),
    [
        (again(8), earlier(8), 8),
        (again(8, lead="Other words."), earlier(8), 0),
        (again(8, published_at=NOW - 2 * DAY, lead="Other words."), earlier(8), 8),
        (again(8, published_at=NOW - DAY, lead="Other words."), earlier(8), 8),
        (again(8, published_at=NOW - DAY / 2), earlier(8), 0),
        (again(8, published_at=NOW + DAY), earlier(8), 0),
        (again(8, lead=LONG + " and open again at noon."), earlier(8, lead=LONG), 8),
        (again(8, lead=LONG), earlier(8, lead=LONG + " and open again at noon."), 8),
        (again(8, lead=LONG[:-1]), earlier(8, lead=LONG), 0),
        (again(8, lead=LONG + " to cars."), earlier(8, lead=LONG + " to ships."), 0),
        (again(8, headline="HEADLINE  OF ALL"), earlier(8, headline="Headline of\nall"), 8),
        (again(8, headline="Headlineofall"), earlier(8, headline="Headline of all"), 0),
        (again(8, headline=LEVEL, lead="It is at 281 now."), earlier(8, headline=LEVEL), 0),
        (again(8, headline=""), earlier(8), 0),
        (again(8, headline=""), earlier(8, headline=""), 0),
        (again(8), [], 0),
        (again(4), earlier(8), 0),
        (again(5), earlier(8), 0),
        (again(40), earlier(8), 0),
        (again(17), earlier(8), 0),
        (again(16), earlier(8), 8),
        (again(15), earlier(8), 8),
        ([*again(8), *again(80, key="today", published_at=NOW + DAY)], earlier(8), 8),
    ],
    ids=[
        "the same words",
        "the same headlines alone",
        "the same headlines, dated before they were seen",
        "the same headlines, dated when they were seen",
        "the same headlines, dated after they were seen",
        "dated after the last poll",
        "leads that go on",
        "leads that end sooner",
        "leads too short to tell",
        "leads that begin alike",
        "case and white space are nothing",
        "words are parted",
        "a series",
        "no headlines",
        "no headlines, before neither",
        "a source that never had an article",
        "a few",
        "one more",
        "much less than half",
        "less than half",
        "half",
        "more than half",
        "what is surely new does not count",
    ],
)
def test_what_is_held_back_is_proven_to_be_old(
    articles: list[NewArticle], before: list[Earlier], count: int
) -> None:
    """Nothing but the same article under another name is, and only where most are."""
    assert held(articles, before) == count


def test_what_is_dated_at_the_last_poll_is_doubtful() -> None:
    """It is not after it: the poll may have brought it."""
    seen = [
        Earlier(headline=f"Headline of {n}", lead="", first_seen_at=NOW + DAY) for n in range(8)
    ]
    assert held(again(8, published_at=NOW), seen) == 8


@pytest.mark.parametrize(
    ("unknown", "known", "flood"), [(5, 0, False), (6, 0, True), (90, 10, True), (89, 11, False)]
)
def test_many_unknown_ones_are_looked_at(unknown: int, known: int, flood: bool) -> None:
    """More than five, and not more than one in ten known."""
    assert is_flood(unknown=unknown, known=known) is flood
