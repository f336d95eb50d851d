"""The order of stories in a list: its parts, its borders, and who is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.models import Article, InterestKind
from bot.domain.ranking import (
    COVERAGE,
    LIST_STORIES,
    RARITY,
    RECENCY,
    SOURCE,
    Candidates,
    is_read,
    story_of,
    top_list,
)
from bot.domain.toplists import RankedStory
from tests.domain.test_digest import article

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def ranked(
    *articles: Article, days: int = 1, muted: frozenset[int] = frozenset()
) -> list[RankedStory]:
    candidates = Candidates(
        interest_id=1,
        title="Space",
        kind=InterestKind.TOPIC,
        articles=articles,
        days=days,
        muted_ids=muted,
    )
    return list(top_list(candidates, now=NOW, sentences=lambda text: [text]).stories)


def order(*articles: Article, days: int = 1) -> list[int]:
    return [each.story.id for each in ranked(*articles, days=days)]


def test_the_parts_of_a_score_have_their_weights() -> None:
    """The newest story of a very trusted source that everybody tells has all there is."""
    assert pytest.approx(1.0) == COVERAGE + RECENCY + SOURCE + RARITY
    many = [article(1, hours=0, weight=2.0)]
    many += [article(n, source=n, story=1, hours=0) for n in range(2, 10)]
    (best,) = ranked(*many)
    assert best.story.score["coverage"] == pytest.approx(COVERAGE)
    assert best.story.score["recency"] == pytest.approx(RECENCY)
    assert best.story.score["source"] == pytest.approx(SOURCE)


def test_a_story_is_worth_half_as_much_after_twelve_hours() -> None:
    """And in a list of more days less slowly; a moment in the future counts as now."""
    new, old, coming = ranked(
        article(1, hours=0), article(2, source=2, hours=12), article(3, source=3, hours=-1)
    )
    recency = {each.story.id: each.story.score["recency"] for each in (new, old, coming)}
    assert recency[2] == pytest.approx(recency[1] / 2)
    assert recency[3] == pytest.approx(recency[1])
    (longer,) = ranked(article(2, hours=12), days=7)
    assert recency[2] < longer.story.score["recency"] < RECENCY


def test_the_same_input_gives_the_same_order_however_it_comes() -> None:
    """Of equals the newer goes first, then the one with the higher number or the lower: always one."""
    articles = [article(n, source=n, hours=2) for n in range(1, 6)]
    assert order(*articles) == order(*reversed(articles))
    assert order(article(1, hours=3), article(2, source=2, hours=1)) == [2, 1]


def test_a_list_ends_somewhere() -> None:
    """The best of many; a muted one is none of them."""
    articles = [article(n, source=n, hours=n / 60) for n in range(1, 2 * LIST_STORIES)]
    found = ranked(*articles)
    assert len(found) == LIST_STORIES
    assert 1 in {each.story.id for each in found}
    assert 1 not in {each.story.id for each in ranked(*articles, muted=frozenset({1}))}


@pytest.mark.parametrize(
    ("language", "reads", "answer"),
    [
        ("en", None, True),
        ("en", frozenset({"en", "de"}), True),
        ("fr", frozenset({"en", "de"}), False),
        ("", frozenset({"en"}), True),
        ("fr", frozenset(), False),
    ],
)
def test_an_unknown_language_may_be_one_that_is_read(
    language: str, reads: frozenset[str] | None, answer: bool
) -> None:
    """Nothing is kept from anybody for want of a word about it."""
    assert is_read(language, reads) is answer


def test_an_article_without_a_story_is_one_of_its_own() -> None:
    """Until the curator says otherwise."""
    found = article(7, hours=1)
    assert story_of(found) == 7
    assert found.effective_at == NOW - timedelta(hours=1)
