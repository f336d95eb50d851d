"""The worth of a story: one list per interest and window, shared by all chats.

A story's score is the sum of five parts, each kept by name in `Story.score`:

======== ====== ================================================================
part     most   from
======== ====== ================================================================
coverage 0.35   how many sources tell it, by the logarithm; 8 or more give all
recency  0.35   age of its newest article; half of it is left every 12 hours for each day covered
source   0.20   the weight of the source that speaks; 2.0 gives all
rarity   0.10   how seldom that source has a story here, so that it is not drowned
topic    0.15   the place of the interest in the briefing; the first gives all
======== ====== ================================================================
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from bot.domain.choice import Story
from bot.domain.models import Article, InterestKind
from bot.domain.novelty import Sentences
from bot.domain.toplists import RankedStory, Spoken, TopList, coverage_of, when

COVERAGE, RECENCY, SOURCE, RARITY = 0.35, 0.35, 0.20, 0.10
_FULL_COVERAGE = 8
_LOG_FULL = math.log(_FULL_COVERAGE)
_HALF_LIFE_H = 12.0
_FULL_WEIGHT = 2.0
#: Who speaks: an hour later costs a tenth of a usual source's weight, six hours are the most.
_LATER_PER_H, _LATE_H = 0.1, 6.0
#: What a lead of this length adds to being chosen as speaker; longer ones add no more.
_GOOD_LEAD_CHARS, _LEAD_WORTH = 300, 0.3
#: Stories in a list; enough for the largest digest after the chat's own filters.
LIST_STORIES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The candidate stories of an interest for one window."""

    interest_id: int
    #: The heading of its section.
    title: str
    kind: InterestKind
    #: Its articles in the window, in any order.
    articles: Sequence[Article]
    #: The languages in which stories are told; None for any.
    reads: frozenset[str] | None = None
    #: The stories of the window that are only counted: too many to be looked at.
    counted_ids: frozenset[int] = frozenset()
    #: The stories that the reader has muted.
    muted_ids: frozenset[int] = frozenset()
    #: How many days it covers: in a longer time it counts less how old a story is.
    days: int = 1


def top_list(
    candidates: Candidates,
    *,
    now: datetime,
    coverage: Mapping[int, Sequence[Article]] | None = None,
    sentences: Sentences,
    limit: int = LIST_STORIES,
    made: dict[object, RankedStory] | None = None,
    numbers: dict[int, int] | None = None,
) -> TopList:
    """The best stories of an interest in a window.

    `coverage` gives, by story id, all articles known of a story, whoever brought them and
    whenever: they count as coverage and are what an update is compared with. Only the
    interest's own articles speak, of those in languages that are read where there are any; of a
    source that is followed itself a story is told in whatever language. `made` keeps stories for other
    lists of the same moment and coverage that have the same articles of them, `numbers` numbers
    stories for lists that will be compared. Ties are broken by time
    and id, so the same input gives the same list in any order.
    """
    known = coverage or {}
    groups: dict[int, dict[int, Article]] = {}
    held: dict[int, Article] = {}
    muted: dict[int, Article] = {}
    for article in candidates.articles:
        story_id = story_of(article)
        if story_id in candidates.muted_ids:
            muted.setdefault(story_id, article)
        elif article.held:
            held[story_id] = article
        else:
            groups.setdefault(story_id, {})[article.id] = article
    speakers: dict[int, tuple[Article, ...]] = {}
    unread: dict[int, Article] = {}
    foreign: set[int] = set()
    for story_id, group in groups.items():
        readable = [one for one in group.values() if is_read(one.language, candidates.reads)]
        if not readable:
            if candidates.kind is not InterestKind.SOURCE:
                unread[story_id] = _by_voice(group.values())[0]
                continue
            foreign.add(story_id)
        speakers[story_id] = _by_voice(readable or group.values())
    per_source = Counter(in_window[0].source_id for in_window in speakers.values())
    kept = {} if made is None else made
    ranked = []
    for story_id, in_window in speakers.items():
        group, count = groups[story_id], per_source[in_window[0].source_id]
        voices = (
            None if len(group) == len(in_window) else tuple([article.id for article in in_window])
        )
        key = (story_id, tuple(group), voices, count, candidates.days)
        one = kept.get(key)
        if one is None:
            everything = {article.id: article for article in known.get(story_id, ())}
            everything.update(group)
            articles = tuple(everything.values())
            if len(articles) > 1:
                articles = tuple(sorted(articles, key=when))
            half_life_h = _HALF_LIFE_H * candidates.days
            one = kept[key] = _ranked(
                story_id, in_window, articles, now, count, sentences, half_life_h
            )
        ranked.append(one)
    ranked.sort(key=_RANK)
    counted = sorted(candidates.counted_ids.difference(speakers, unread, held, muted), reverse=True)
    return TopList(
        interest_id=candidates.interest_id,
        title=candidates.title,
        kind=candidates.kind,
        stories=tuple(ranked[:limit]),
        order=(
            *((one.story.id, one.story.speaker.id) for one in ranked),
            # a story bears the id of its first article
            *((story_id, story_id) for story_id in counted),
        ),
        unread=_newest_first(unread),
        muted=_newest_first(muted),
        held=_newest_first({key: one for key, one in held.items() if key not in groups}),
        foreign=frozenset(foreign),
        numbers=numbers,
    )


_RANK = attrgetter("rank")


def story_of(article: Article) -> int:
    """The story of an article; one that has none yet is one of its own."""
    return article.id if article.story_id is None else article.story_id


def is_read(language: str, reads: frozenset[str] | None) -> bool:
    """True if an article's language is one of those read; an unknown one may be."""
    return reads is None or not language or language in reads


def _newest_first(articles: Mapping[int, Article]) -> tuple[Spoken, ...]:
    """Stories, each with an article of it, the newest first."""
    found = sorted(articles.items(), key=lambda item: when(item[1]), reverse=True)
    return tuple((story_id, article.id) for story_id, article in found)


def _ranked(
    story_id: int,
    in_window: tuple[Article, ...],
    articles: tuple[Article, ...],
    now: datetime,
    stories_of_source: int,
    sentences: Sentences,
    half_life_h: float,
) -> RankedStory:
    speaker = in_window[0]
    at = max(article.effective_at for article in in_window)
    age_h = max(0.0, (now - at).total_seconds() / 3600)
    others = coverage_of(articles, speaker)
    score = {
        "coverage": COVERAGE * min(1.0, math.log(1 + len(others)) / _LOG_FULL),
        "recency": RECENCY * 0.5 ** (age_h / half_life_h),
        "source": SOURCE * min(max(speaker.weight, 0.0), _FULL_WEIGHT) / _FULL_WEIGHT,
        "rarity": RARITY / stories_of_source,
    }
    story = Story(
        id=story_id,
        speaker=speaker,
        coverage=others,
        score=score,
        article_ids=tuple(article.id for article in articles),
        public=all(article.public for article in articles),
    )
    return RankedStory(story, in_window=in_window, articles=articles, at=at, sentences=sentences)


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
