"""The rules of digests for any news, and lists that chats share."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.digest import Budget, merge
from bot.domain.ranking import top_list
from bot.text.sentences.splitting import split_sentences
from tests.domain.test_digest import LEAD, NOW, _seconds, article, digest_of, ids, interest


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    lists=st.integers(0, 5),
    max_stories=st.integers(1, 12),
    minutes=st.none() | st.floats(0.2, 5),
    told=st.sets(st.integers(1, 40), max_size=10),
)
def test_the_rules_hold_for_any_news(
    seed: int, lists: int, max_stories: int, minutes: float | None, told: set[int]
) -> None:
    """Any input in any order gives the same digest, within budget, each story once and counted."""
    rng = random.Random(seed)
    news = [
        article(
            n,
            source=rng.randint(1, 6),
            story=rng.randint(1, 40),
            hours=rng.choice((1, 1, 2, 30)),
            lead=rng.choice(
                (LEAD, LEAD * 3, "", "Storm closes schools along the whole northern coast.")
            ),
            weight=rng.choice((0.5, 1.0, 2.0)),
        )
        for n in range(1, 81)
    ]
    chosen = [rng.sample(news, rng.randint(0, 40)) for _ in range(lists)]
    budget = Budget(max_stories=max_stories, minutes=minutes)
    before = {story: (story,) for story in told}
    digest = digest_of(
        *(interest(n, each) for n, each in enumerate(chosen)), told=before, budget=budget
    )
    shuffled = [rng.sample(each, len(each)) for each in chosen]
    again = digest_of(
        *(interest(n, each) for n, each in enumerate(shuffled)), told=before, budget=budget
    )
    assert digest == again
    told_ids = [story.id for story in digest.stories]
    assert len(told_ids) == len(set(told_ids)) <= max_stories
    per_source = Counter(story.speaker.source_id for story in digest.stories)
    if minutes is None and max(per_source.values(), default=0) > budget.per_source:
        by_id = {one.id: one for one in news}
        left = [by_id[n].source_id for section in digest.sections for n in section.rest]
        assert all(per_source[source] >= budget.per_source for source in left)
    everything = {one.story_id for each in chosen for one in each}
    shown = len(told_ids) + sum(section.more for section in digest.sections)
    assert len(everything - told) <= shown <= len(everything)
    for story in digest.stories:
        assert story.update == (story.id in told)
        titles = [one.title for one in story.coverage]
        assert len(titles) == len(set(titles))
        assert story.speaker.source_title not in titles
    if minutes is not None and len(told_ids) > 1:
        assert sum(map(_seconds, digest.stories)) <= minutes * 60 + 120


def test_shared_lists_give_every_chat_its_own_digest() -> None:
    """One list serves briefings in which its interest has different places, and windows apart."""
    one = top_list(
        interest(1, [article(1, source=1), article(2, source=2)]),
        now=NOW,
        sentences=split_sentences,
    )
    two = top_list(
        interest(2, [article(2, source=2), article(3, source=3)]),
        now=NOW,
        sentences=split_sentences,
    )
    narrow = top_list(interest(2, [article(3, source=3)]), now=NOW, sentences=split_sentences)
    budget = Budget()
    assert ids(merge([one, two], told={}, budget=budget)) == [[1, 2], [3]]
    assert ids(merge([two, one], told={}, budget=budget)) == [[2, 3], [1]]
    assert ids(merge([one, narrow], told={}, budget=budget)) == [[1, 2], [3]]
    first = merge([one], told={}, budget=budget).stories[0]
    second = merge([narrow, one], told={}, budget=budget).sections[1].stories[0]
    assert first.score["topic"] == 2 * second.score["topic"]


def test_nothing_followed_is_an_empty_digest() -> None:
    """Without interests, or without articles, there is nothing to tell."""
    assert not digest_of()
    assert not digest_of(interest(1, []))
