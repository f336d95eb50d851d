"""How much a story is worth telling: one list per interest and window, shared by all chats.

A story's score is the sum of five parts, each kept by name in `Story.score`:

======== ====== ================================================================
part     most   from
======== ====== ================================================================
coverage 0.35   how many sources tell it, by the logarithm; 8 or more give all
recency  0.35   age of its newest article; half of it is left every 12 hours
source   0.20   the weight of the source that speaks; 2.0 gives all
rarity   0.10   how seldom that source has a story here, so that it is not drowned
topic    0.15   the place of the interest in the briefing; the first gives all
======== ====== ================================================================
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.models import Article, InterestKind, Story, ToldSource
from bot.domain.novelty import Sentences, new_words, split_sentences

COVERAGE, RECENCY, SOURCE, RARITY, TOPIC = 0.35, 0.35, 0.20, 0.10, 0.15
_FULL_COVERAGE = 8
_HALF_LIFE_H = 12.0
_FULL_WEIGHT = 2.0
#: Who speaks: an hour later costs a tenth of a usual source's weight, six hours are the most.
_LATER_PER_H, _LATE_H = 0.1, 6.0
#: What a lead of this length adds to being chosen as speaker; longer ones add no more.
_GOOD_LEAD_CHARS, _LEAD_WORTH = 300, 0.3
#: Reading speed, characters a second: 240 words a minute of 6 characters; and a moment per story.
_CHARS_PER_S, _PAUSE_S = 24.0, 1.5
#: Stories in a list; enough for the largest digest after the chat's own filters.
LIST_STORIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What an interest has for one window."""

    interest_id: int
    #: The heading of its section.
    title: str
    kind: InterestKind
    #: Its articles in the window, in any order.
    articles: Sequence[Article]
    #: The stories of the window that are only counted: too many to be looked at.
    counted_ids: frozenset[int] = frozenset()


#: Order in which stories are told: highest score, newest, lowest id; then the place of the list.
Key = tuple[float, float, int, int]
#: A story as one of a briefing's interests tells it: its key, what it is made of, the story.
Keyed = tuple[Key, "RankedStory", Story]


class RankedStory:
    """A story in a top list, with what is needed to tell it to one chat or another."""

    __slots__ = (
        "_sentences",
        "_updates",
        "articles",
        "at",
        "fresh",
        "read_s",
        "source_id",
        "story",
        "title_s",
    )

    def __init__(
        self,
        story: Story,
        *,
        fresh: tuple[Article, ...],
        articles: tuple[Article, ...],
        at: datetime,
        sentences: Sentences,
    ) -> None:
        self.story = story
        #: The source that speaks.
        self.source_id = story.speaker.source_id
        #: Its articles in the window, the best speaker first.
        self.fresh = fresh
        #: All its known articles, oldest first.
        self.articles = articles
        #: When its newest article in the window happened.
        self.at = at
        #: Time to read its headline, and its headline and lead, in seconds.
        self.title_s = _PAUSE_S + len(story.speaker.headline) / _CHARS_PER_S
        self.read_s = self.title_s + len(story.speaker.lead) / _CHARS_PER_S
        self._sentences = sentences
        self._updates: dict[frozenset[int], Story | None] = {}

    def update(self, told_ids: Collection[int]) -> Story | None:
        """What is new in it for somebody who was told these articles; None when nothing is.

        The new article speaks, and its lead is the new sentences alone. When none of the told
        articles is known any more, nothing can be called new.
        """
        key = frozenset(told_ids)
        if key not in self._updates:
            self._updates[key] = self._update(key)
        return self._updates[key]

    def _update(self, told_ids: frozenset[int]) -> Story | None:
        told = [article for article in self.articles if article.id in told_ids]
        if not told:
            return None
        newest = max(article.first_seen_at for article in told)
        for article in self.fresh:
            if article.id in told_ids or article.first_seen_at < newest:
                continue
            lead = new_words(article, told, sentences=self._sentences)
            if lead:
                return replace(
                    self.story,
                    speaker=replace(article, lead=lead),
                    coverage=coverage_of(self.articles, article),
                    update=True,
                )
        return None


class TopList:
    """The stories of one interest and window, best first. Built once, shared by all chats."""

    __slots__ = (
        "_keys",
        "_shared",
        "by_id",
        "ids",
        "interest_id",
        "kind",
        "sources",
        "stories",
        "title",
    )

    def __init__(
        self,
        *,
        interest_id: int,
        title: str,
        kind: InterestKind,
        stories: tuple[RankedStory, ...],
        ids: frozenset[int],
    ) -> None:
        self.interest_id = interest_id
        self.title = title
        self.kind = kind
        #: The best of them.
        self.stories = stories
        self.by_id = {ranked.story.id: ranked for ranked in stories}
        #: The ids of the sources that speak in the best.
        self.sources = frozenset(ranked.source_id for ranked in stories)
        #: The story ids of all of them, also those beyond the best.
        self.ids = ids
        self._keys: dict[int, list[Keyed]] = {}
        self._shared: dict[TopList, frozenset[int]] = {}

    def shared(self, other: TopList) -> frozenset[int]:
        """The ids of the stories that another list has, too."""
        shared = self._shared.get(other)
        if shared is None:
            shared = self._shared[other] = self.ids & other.ids
        return shared

    def keyed(self, position: int) -> list[Keyed]:
        """The stories, best first, as interest number `position` (from 0) of a briefing has them."""
        keyed = self._keys.get(position)
        if keyed is None:
            worth = topic_worth(position)
            keyed = self._keys[position] = [
                (
                    (-total(one.story) - worth, -one.at.timestamp(), one.story.id, position),
                    one,
                    with_topic(one.story, position),
                )
                for one in self.stories
            ]
        return keyed


def top_list(
    candidates: Candidates,
    *,
    now: datetime,
    coverage: Mapping[int, Sequence[Article]] | None = None,
    limit: int = LIST_STORIES,
    sentences: Sentences = split_sentences,
) -> TopList:
    """The best stories of an interest in a window.

    `coverage` gives, by story id, all articles known of a story, whoever brought them and
    whenever: they count as coverage and are what an update is compared with. Only the
    interest's own articles speak. Ties are broken by time and id, so the same input gives the
    same list in any order.
    """
    known = coverage or {}
    groups: dict[int, dict[int, Article]] = {}
    for article in candidates.articles:
        story_id = article.id if article.story_id is None else article.story_id
        groups.setdefault(story_id, {})[article.id] = article
    speakers = {story_id: _by_voice(group.values()) for story_id, group in groups.items()}
    per_source = Counter(fresh[0].source_id for fresh in speakers.values())
    ranked = []
    for story_id, fresh in speakers.items():
        everything = {article.id: article for article in known.get(story_id, ())}
        everything.update(groups[story_id])
        articles = tuple(sorted(everything.values(), key=_when))
        ranked.append(
            _ranked(story_id, fresh, articles, now, per_source[fresh[0].source_id], sentences)
        )
    ranked.sort(key=lambda one: (-total(one.story), -one.at.timestamp(), one.story.id))
    return TopList(
        interest_id=candidates.interest_id,
        title=candidates.title,
        kind=candidates.kind,
        stories=tuple(ranked[:limit]),
        ids=frozenset(speakers) | candidates.counted_ids,
    )


def total(story: Story) -> float:
    """The sum of a story's score parts."""
    return math.fsum(story.score.values())


def topic_worth(position: int) -> float:
    """The topic part for interest number `position` (from 0) of a briefing."""
    return TOPIC / (1 + position)


def with_topic(story: Story, position: int) -> Story:
    """The story with the topic part in its score."""
    return replace(story, score={**story.score, "topic": topic_worth(position)})


def coverage_of(articles: Iterable[Article], speaker: Article) -> tuple[ToldSource, ...]:
    """The other sources that tell a story, each once, in the order they did."""
    first: dict[int, Article] = {}
    for article in sorted(articles, key=_when):
        if article.source_id != speaker.source_id:
            first.setdefault(article.source_id, article)
    return tuple(ToldSource(title=one.source_title, url=one.url) for one in first.values())


def _ranked(
    story_id: int,
    fresh: tuple[Article, ...],
    articles: tuple[Article, ...],
    now: datetime,
    stories_of_source: int,
    sentences: Sentences,
) -> RankedStory:
    speaker = fresh[0]
    at = max(article.effective_at for article in fresh)
    age_h = max(0.0, (now - at).total_seconds() / 3600)
    others = coverage_of(articles, speaker)
    score = {
        "coverage": COVERAGE * min(1.0, math.log(1 + len(others)) / math.log(_FULL_COVERAGE)),
        "recency": RECENCY * 0.5 ** (age_h / _HALF_LIFE_H),
        "source": SOURCE * min(max(speaker.weight, 0.0), _FULL_WEIGHT) / _FULL_WEIGHT,
        "rarity": RARITY / stories_of_source,
    }
    story = Story(
        id=story_id,
        speaker=speaker,
        coverage=others,
        score=score,
        article_ids=tuple(article.id for article in articles),
    )
    return RankedStory(story, fresh=fresh, articles=articles, at=at, sentences=sentences)


def _by_voice(articles: Iterable[Article]) -> tuple[Article, ...]:
    """The articles of a story, the one that speaks best first: early, trusted, with a full lead."""
    group = tuple(articles)
    if len(group) == 1:
        return group
    first = min(article.effective_at for article in group)

    def order(article: Article) -> tuple[float, datetime, int]:
        late_h = min((article.effective_at - first).total_seconds() / 3600, _LATE_H)
        lead = min(len(article.lead), _GOOD_LEAD_CHARS) / _GOOD_LEAD_CHARS
        voice = article.weight - _LATER_PER_H * late_h + _LEAD_WORTH * lead
        # rounded, so that differences nobody means do not decide before time and id do
        return -round(voice, 6), article.effective_at, article.id

    return tuple(sorted(group, key=order))


def _when(article: Article) -> tuple[datetime, int]:
    return article.effective_at, article.id
