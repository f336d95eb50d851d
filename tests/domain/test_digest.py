"""Ranking and choice: what a digest tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.choice import Digest, Story
from bot.domain.digest import Budget
from bot.domain.models import Article, InterestKind
from bot.domain.ranking import Candidates
from bot.domain.toplists import total
from tests.support.digests import compose

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
LEAD = "The council agreed on Monday to change the rules for small boats in the harbour."


def article(
    number: int,
    *,
    source: int = 1,
    story: int | None = None,
    lead: str = LEAD,
    hours: float = 1,
    weight: float = 1.0,
    headline: str = "",
) -> Article:
    at = NOW - timedelta(hours=hours)
    return Article(
        id=number,
        source_id=source,
        source_title=f"Source {source}",
        headline=headline or f"Headline {number}",
        lead=lead,
        url=f"https://example.org/{number}",
        language="en",
        published_at=at,
        first_seen_at=at,
        seq=number,
        story_id=number if story is None else story,
        weight=weight,
    )


def interest(number: int, articles: Sequence[Article], title: str = "") -> Candidates:
    return Candidates(
        interest_id=number,
        title=title or f"Interest {number}",
        kind=InterestKind.TOPIC,
        articles=articles,
    )


def digest_of(
    *interests: Candidates,
    told: Mapping[int, tuple[int, ...]] | None = None,
    budget: Budget | None = None,
    coverage: dict[int, Sequence[Article]] | None = None,
) -> Digest:
    return compose(
        interests, told=told or {}, budget=budget or Budget(), now=NOW, coverage=coverage
    )


def ids(digest: Digest) -> list[list[int]]:
    return [[story.id for story in section.stories] for section in digest.sections]


def test_one_story_of_several_sources_is_told_once() -> None:
    """The earliest of equals speaks, each other source is covered once."""
    articles = [
        article(1, source=1, hours=3),
        article(2, source=2, story=1, hours=2),
        article(3, source=2, story=1, hours=1),
        article(4, source=3, story=1, hours=1),
    ]
    (story,) = digest_of(interest(1, articles)).stories
    assert story.speaker.id == 1
    assert [told.title for told in story.coverage] == ["Source 2", "Source 3"]
    assert story.coverage[0].url == "https://example.org/2"
    assert set(story.article_ids) == {1, 2, 3, 4}


def test_trust_and_a_real_lead_decide_who_speaks() -> None:
    """A trusted source speaks before an earlier one; an article without lead rather not."""
    early = article(1, source=1, hours=2)
    trusted = article(2, source=2, story=1, hours=1, weight=1.5)
    assert digest_of(interest(1, [early, trusted])).stories[0].speaker is trusted
    bare = article(1, source=1, hours=2, lead="")
    full = article(2, source=2, story=1, hours=1, lead=LEAD * 4)
    assert digest_of(interest(1, [bare, full])).stories[0].speaker is full


def test_the_score_has_named_parts_that_add_up_to_the_order() -> None:
    """Stories come by their total, and each part of it is kept."""
    articles = [
        article(1, source=1, hours=20),
        article(2, source=2, hours=1),
        *(article(10 + n, source=10 + n, story=3, hours=2) for n in range(5)),
    ]
    stories = digest_of(interest(1, articles)).stories
    assert [story.id for story in stories] == [3, 2, 1]
    for story in stories:
        assert set(story.score) == {"coverage", "recency", "source", "rarity", "topic"}
    totals = [total(story) for story in stories]
    assert totals == sorted(totals, reverse=True)


def test_a_rare_source_comes_before_a_busy_one_of_the_same_worth() -> None:
    """Of stories that are alike, that of the source with few stories is told first."""
    busy = [article(n, source=1) for n in range(1, 6)]
    rare = article(9, source=2)
    assert ids(digest_of(interest(1, [*busy, rare])))[0][0] == 9


def test_a_story_is_told_under_the_first_interest_that_has_it() -> None:
    """What two interests have comes once, in the section that is first."""
    shared = article(5, source=5, hours=1)
    first = [article(1, hours=2), shared]
    digest = digest_of(interest(1, first), interest(2, [shared, article(9, source=9)]))
    assert ids(digest) == [[5, 1], [9]]


def test_a_shared_story_deep_in_the_first_interest_is_not_lost() -> None:
    """A story beyond the first interest's best list, found in the second, goes to the first."""
    busy = [article(n, source=n, hours=1) for n in range(100, 160)]
    shared = article(1, source=1, hours=40)
    digest = digest_of(
        interest(1, [*busy, shared]), interest(2, [shared]), budget=Budget(max_stories=5)
    )
    assert 1 in ids(digest)[0]
    assert sum(section.more for section in digest.sections) == 61 - 5


def test_a_told_story_is_not_told_again() -> None:
    """Without anything new a story of the last days stays away, and is not counted as more."""
    first = article(1, source=1, hours=30)
    again = article(2, source=2, story=1, hours=1)
    digest = digest_of(interest(1, [again]), told={1: (1,)}, coverage={1: [first, again]})
    assert not digest
    assert digest.sections == ()


def test_a_told_story_comes_back_with_its_new_sentence() -> None:
    """A newer article that says something new is an update, its lead the new sentence alone."""
    first = article(1, source=1, hours=30)
    new = "Fishermen from three villages blocked the ferry terminal in protest."
    again = article(2, source=2, story=1, hours=1, lead=f"{LEAD} {new}")
    digest = digest_of(interest(1, [again]), told={1: (1,)}, coverage={1: [first, again]})
    (story,) = digest.stories
    assert story.update
    assert story.speaker.id == 2
    assert story.speaker.lead == new
    assert [told.title for told in story.coverage] == ["Source 1"]
    assert "topic" in story.score


def test_an_older_article_is_no_update() -> None:
    """What happened to be found late but was seen before the telling is not new."""
    first = article(1, source=1, hours=1)
    late = article(2, source=2, story=1, hours=30, lead="Quite other words stand written in here.")
    assert not digest_of(interest(1, [late]), told={1: (1,)}, coverage={1: [first, late]})


def test_a_story_whose_telling_is_forgotten_is_not_repeated() -> None:
    """When no told article is known any more, silence is better than a repeat."""
    assert not digest_of(interest(1, [article(2, story=1)]), told={1: (77,)})


def test_no_source_has_more_than_its_share_while_others_have_stories() -> None:
    """A flood of one source leaves room for the others; what is left is counted."""
    flood = [article(n, source=1, hours=0.1, weight=2.0) for n in range(1, 31)]
    others = [article(100 + n, source=2 + n, hours=20) for n in range(6)]
    digest = digest_of(interest(1, [*flood, *others]))
    counts = Counter(story.speaker.source_id for story in digest.stories)
    assert counts[1] == 4
    assert len(counts) == 7
    assert len(digest.stories) == 10
    assert digest.sections[0].more == 36 - 10


def test_a_source_that_is_alone_fills_the_digest() -> None:
    """Its cap holds only while others want the place; what does not fit is named, best first."""
    digest = digest_of(interest(1, [article(n, hours=n) for n in range(1, 21)]))
    assert [story.id for story in digest.stories] == list(range(1, 11))
    assert digest.sections[0].rest == tuple(range(11, 21))
    assert digest.more == 10


def test_a_source_has_the_places_that_others_leave() -> None:
    """Two stories of another source are told, and all other places go to the one that has more."""
    busy = [article(n, source=1, hours=0.1, weight=2.0) for n in range(1, 31)]
    quiet = [article(n, source=2, hours=40) for n in (101, 102)]
    digest = digest_of(interest(1, [*busy, *quiet]))
    counts = Counter(story.speaker.source_id for story in digest.stories)
    assert counts == {1: 8, 2: 2}


def german(number: int, **more: Any) -> Article:
    return replace(article(number, **more), language="de")


def read_in(language: str, *interests: Candidates) -> Digest:
    """The digest of somebody who reads one language."""
    reads = frozenset({language})
    return digest_of(*(replace(each, reads=reads) for each in interests))


def test_who_speaks_is_chosen_among_the_languages_read() -> None:
    """A German article that is earlier and weighs more does not speak to who reads English."""
    story = [german(1, source=1, hours=5, weight=2.0), article(2, source=2, story=1)]
    assert read_in("en", interest(1, story)).stories[0].speaker.id == 2
    assert read_in("de", interest(1, story)).stories[0].speaker.id == 1
    assert digest_of(interest(1, story)).stories[0].speaker.id == 1


def test_a_story_in_other_languages_alone_is_left_out_and_named() -> None:
    """Nobody is told what they cannot read; an unknown language may be theirs."""
    unknown = replace(article(3), language="")
    digest = read_in("en", interest(1, [german(1), article(2), unknown]))
    assert {story.id for story in digest.stories} == {2, 3}
    assert digest.unread == (1,)
    assert digest.more == 0


def test_a_followed_source_is_told_in_its_language() -> None:
    """Who follows the source itself wants it; in a topic's section it stays out."""
    topic = interest(1, [german(1), article(2)])
    source = replace(interest(2, [german(1)]), kind=InterestKind.SOURCE)
    for order in ((topic, source), (source, topic)):
        digest = read_in("en", *order)
        assert {story.id for story in digest.stories} == {1, 2}
        assert digest.unread == ()


def test_of_a_followed_source_and_a_topic_the_one_that_is_read_speaks() -> None:
    """The story is told once, under the interest that has it in a language that is read."""
    source = replace(interest(1, [german(1)]), kind=InterestKind.SOURCE)
    topic = interest(2, [article(2, source=2, story=1)])
    for order in ((topic, source), (source, topic)):
        (story,) = read_in("en", *order).stories
        assert story.speaker.id == 2


def test_what_is_proven_to_be_old_is_told_to_nobody_and_named() -> None:
    """It makes no story of its own, and is not named where its story is told anyway."""
    old = [replace(article(n), held=True) for n in (1, 2)]
    digest = digest_of(interest(1, [*old, article(3, story=2)]))
    assert [story.id for story in digest.stories] == [2]
    assert digest.held == (1,)


def test_every_interest_has_its_best_story_told() -> None:
    """A quiet interest is heard though a busy one has higher scores throughout."""
    busy = [article(n, source=n % 9, hours=0.1, weight=2.0) for n in range(1, 40)]
    quiet = [article(100, source=50, hours=40, weight=0.2)]
    digest = digest_of(interest(1, busy), interest(2, quiet))
    assert ids(digest)[1] == [100]
    assert len(digest.stories) == 10


def test_with_more_interests_than_places_the_best_are_heard() -> None:
    """Places go to the interests with the best stories; the others keep their count."""
    many = [interest(n, [article(n, source=n, hours=n)]) for n in range(1, 9)]
    digest = digest_of(*many, budget=Budget(max_stories=3))
    assert len(digest.stories) == 3
    assert [section.more for section in digest.sections] == [0, 0, 0, 1, 1, 1, 1, 1]


def test_reading_minutes_limit_the_digest() -> None:
    """Stories are told while there is time; a long one does not keep a short one out."""
    long = [article(n, source=n, lead="x" * 1200, hours=0.1) for n in range(1, 6)]
    short = article(50, source=50, lead="Short.", hours=30)
    digest = digest_of(interest(1, [*long, short]), budget=Budget(minutes=2))
    assert 50 in ids(digest)[0]
    assert len(digest.stories) == 3
    assert len(digest_of(interest(1, long), budget=Budget(minutes=0.01)).stories) == 1


def _seconds(story: Story) -> float:
    return 1.5 + (len(story.speaker.headline) + len(story.speaker.lead)) / 24
