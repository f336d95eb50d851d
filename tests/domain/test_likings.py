"""More and fewer: wishes move a little, hide nothing, and are named in a story's rank."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.aspects import aspects
from bot.domain.choice import Digest
from bot.domain.digest import Budget, merge
from bot.domain.likings import ONE_OF, merge_liked
from bot.domain.models import Article, InterestKind
from bot.domain.mutes import of_source, read_mute, source_of
from bot.domain.ranking import Candidates, top_list
from bot.domain.toplists import TopList
from bot.text.sentences.splitting import split_sentences

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def _article(number: int, *, source: int, hours: float) -> Article:
    at = NOW - timedelta(hours=hours)
    return Article(
        id=number,
        source_id=source,
        source_title=f"Source {source}",
        headline=f"Headline {number}",
        lead="The council agreed on Monday.",
        url=f"https://example.org/{number}",
        language="en",
        published_at=at,
        first_seen_at=at,
        seq=number,
        story_id=number,
    )


def _list(number: int, articles: list[Article]) -> TopList:
    found = Candidates(
        interest_id=number, title=str(number), kind=InterestKind.TOPIC, articles=articles
    )
    return top_list(found, now=NOW, sentences=split_sentences)


def _ids(digest: Digest) -> set[int]:
    return {story.id for story in digest.stories}


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    lists=st.integers(1, 4),
    places=st.integers(1, 20),
    minutes=st.none() | st.floats(0.3, 4),
    liked=st.dictionaries(st.integers(1, 60), st.integers(-3, 3)),
)
def test_a_fifth_at_the_most_is_another_and_nothing_is_hidden(
    seed: int, lists: int, places: int, minutes: float | None, liked: dict[int, int]
) -> None:
    """Whatever is wished: what was to be told is told, or is one press away; once each."""
    rng = random.Random(seed)
    news = [
        _article(n, source=rng.randint(1, 6), hours=rng.choice((1, 2, 5, 30))) for n in range(1, 61)
    ]
    built = [_list(n, rng.sample(news, rng.randint(0, 30))) for n in range(lists)]
    budget = Budget(max_stories=places, minutes=minutes)
    plain = merge(built, told={}, budget=budget)
    digest = merge_liked(built, told={}, budget=budget, liked=liked)
    gone = _ids(plain) - _ids(digest)
    assert len(gone) <= len(_ids(plain)) // ONE_OF
    assert gone <= {n for section in digest.sections for n in section.rest}
    assert len(digest.stories) == len(_ids(digest)) <= places
    assert merge_liked(built, told={}, budget=budget, liked={}) == plain


def test_a_wish_moves_one_in_and_one_out_and_says_so() -> None:
    """Of ten places two may change: the one wished away, and one that is wished for."""
    built = [_list(1, [_article(n, source=n, hours=n / 10) for n in range(1, 31)])]
    plain = merge(built, told={}, budget=Budget())
    assert _ids(plain) == set(range(1, 11))
    digest = merge_liked(built, told={}, budget=Budget(), liked={3: -1, 12: 1})
    assert _ids(digest) == {*range(1, 11), 12} - {3} | ({10} & _ids(digest))
    assert 3 not in _ids(digest)
    moved = next(story for story in digest.stories if story.id == 12)
    assert moved.score["liking"] > 0


def _titled(headline: str, source_title: str) -> list[str]:
    article = _article(1, source=7, hours=1)
    article = replace(article, headline=headline, source_title=source_title)
    found = aspects(article)
    assert found[0].words == "@source:7"
    assert all(each.words for each in found)
    return [each.title for each in found]


def test_what_can_be_wished_for() -> None:
    """The source first, names before other words, no small words; whatever a title holds."""
    assert _titled("Putin and Assad discuss the cease-fire in a “deal”", 'The "Moscow" Times') == [
        'The "Moscow" Times', "Putin", "Assad", "discuss", "cease-fire", "deal",
    ]  # fmt: skip
    assert _titled("東京 で 大雨", "")[1:] == ["東京", "大雨"]
    assert _titled("", "") == ["…"]


@given(headline=st.text(max_size=60), source=st.text(max_size=30))
def test_no_headline_breaks_it(headline: str, source: str) -> None:
    """Any text gives queries that can be read."""
    assert _titled(headline, source)


def test_no_query_looks_like_a_source() -> None:
    """What somebody types is never taken for the number of a source."""
    assert source_of(read_mute("@source:7")) == 0
    assert source_of(of_source(7)) == 7
