"""The stories of one interest and window as all chats share them, and one of them in it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import overload

from bot.domain.choice import Story, ToldSource
from bot.domain.models import Article, InterestKind
from bot.domain.novelty import Sentences, new_words

#: The most that the place of an interest in the briefing adds to a score.
TOPIC = 0.15
#: Reading speed, characters a second: 240 words a minute of 6 characters; and a moment per story.
_CHARS_PER_S, _PAUSE_S = 24.0, 1.5
#: What is left of a list is kept for so many choices from it.
_MOST_RESTS = 1000

#: Order in which stories are told: highest score, newest, lowest id; then the place of the list.
Key = tuple[float, float, int, int]
#: A story as one of a briefing's interests tells it: its key, what it is made of, its number.
Keyed = tuple[Key, "RankedStory", int]

_NOBODY: frozenset[int] = frozenset()


class RankedStory:
    """A story in a top list, with what is needed to tell it to one chat or another."""

    __slots__ = (
        "_placed",
        "_sentences",
        "_updates",
        "articles",
        "at",
        "in_window",
        "rank",
        "read_s",
        "source_id",
        "story",
        "title_s",
    )

    def __init__(
        self,
        story: Story,
        *,
        in_window: tuple[Article, ...],
        articles: tuple[Article, ...],
        at: datetime,
        sentences: Sentences,
    ) -> None:
        self.story = story
        #: What it is ordered by: highest score, newest, lowest id.
        self.rank = -total(story), -at.timestamp(), story.id
        #: The source that speaks.
        self.source_id = story.speaker.source_id
        #: Its articles in the window, the best speaker first.
        self.in_window = in_window
        #: All its known articles, oldest first.
        self.articles = articles
        #: When its newest article in the window happened.
        self.at = at
        #: Time to read its headline, and its headline and lead, in seconds.
        self.title_s = reading_s(story, leads=False)
        self.read_s = reading_s(story, leads=True)
        self._sentences = sentences
        self._updates: dict[frozenset[int], Story | None] = {}
        #: By the interest's number, and for updates by the articles told as well.
        self._placed: dict[object, Story] = {}

    def placed(self, position: int, told_ids: frozenset[int] = _NOBODY) -> Story:
        """The story, or its update, as interest number `position` (from 0) of a briefing tells it.

        Made once for all who are told it there.
        """
        key = (position, told_ids) if told_ids else position
        found = self._placed.get(key)
        if found is None:
            story = (self.update(told_ids) if told_ids else None) or self.story
            found = self._placed[key] = with_topic(story, position)
        return found

    def update(self, told_ids: Collection[int]) -> Story | None:
        """The news in it for somebody who was told these articles; None when nothing is.

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
        for article in self.in_window:
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


#: A story, and the article that speaks for it or would have.
Spoken = tuple[int, int]


class TopList:
    """The stories of one interest and window, best first. Built once, shared by all chats."""

    __slots__ = (
        "_keys",
        "_mask",
        "_rests",
        "aside",
        "by_id",
        "foreign",
        "held",
        "ids",
        "interest_id",
        "kind",
        "muted",
        "numbers",
        "order",
        "sources",
        "stories",
        "title",
        "unread",
    )

    def __init__(
        self,
        *,
        interest_id: int,
        title: str,
        kind: InterestKind,
        stories: tuple[RankedStory, ...],
        order: tuple[Spoken, ...],
        unread: tuple[Spoken, ...] = (),
        held: tuple[Spoken, ...] = (),
        muted: tuple[Spoken, ...] = (),
        foreign: frozenset[int] = frozenset(),
        numbers: dict[int, int] | None = None,
    ) -> None:
        """`numbers` counts the stories of lists that are compared by bits; it grows."""
        self.interest_id = interest_id
        self.title = title
        self.kind = kind
        #: The best of them.
        self.stories = stories
        self.by_id = {ranked.story.id: ranked for ranked in stories}
        #: The ids of the sources that speak in the best.
        self.sources = frozenset(ranked.source_id for ranked in stories)
        #: All of them, also those beyond the best, in their order.
        self.order = order
        self.ids = frozenset([story_id for story_id, _ in order])
        #: Stories told only in languages that are not read, and articles proven to be old.
        self.unread = unread
        self.held = held
        #: Stories that the reader does not want to read about.
        self.muted = muted
        #: Of its stories those that speak a language that is not read: the source is followed.
        self.foreign = foreign
        #: Whether it has any that are not told.
        self.aside = bool(unread or held or muted)
        self._keys: dict[int, list[Keyed]] = {}
        #: What stands for its stories in sets of bits: each its number, from 0.
        self.numbers: dict[int, int] = {} if numbers is None else numbers
        self._mask: int | None = None
        self._rests: dict[frozenset[int], tuple[int, ...]] = {}

    @property
    def mask(self) -> int:
        """Its stories as bits."""
        if self._mask is None:
            self._mask = self.bits(self.ids)
        return self._mask

    def after(self, earlier: TopList) -> int:
        """Its stories that are told under an earlier list, as bits."""
        if earlier.foreign or earlier.numbers is not self.numbers:
            return self.bits((self.ids & earlier.ids) - (earlier.foreign - self.foreign))
        return self.mask & earlier.mask

    def before(self, later: TopList) -> int:
        """Its foreign stories that are told under a later list, as bits."""
        return self.bits(self.foreign.intersection(later.ids) - later.foreign)

    def at(self, bits: int) -> frozenset[int]:
        """Its stories among those given as bits."""
        if not bits:
            return _NOBODY
        known = self.numbers
        return frozenset([each for each in self.ids if each in known and bits >> known[each] & 1])

    def bits(self, stories: Collection[int]) -> int:
        """Stories as bits."""
        if not stories:
            return 0
        numbers = self.numbers
        places = [numbers.setdefault(each, len(numbers)) for each in stories]
        found = bytearray((max(places) >> 3) + 1)
        for place in places:
            found[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(found, "little")

    def rest(self, gone: frozenset[int]) -> tuple[int, ...]:
        """The articles of all stories but these, the best first."""
        rest = self._rests.get(gone)
        if rest is None:
            rest = tuple([article for story, article in self.order if story not in gone])
            if len(self._rests) < _MOST_RESTS:
                self._rests[gone] = rest
        return rest

    def best(self, speakers: Collection[int]) -> tuple[Story, ...]:
        """The stories for which these articles speak, as far as they are among the best."""
        if not speakers:
            return ()
        return tuple([one.story for one in self.stories if one.story.speaker.id in speakers])

    def keyed(self, position: int) -> list[Keyed]:
        """The stories, best first, as interest number `position` (from 0) of a briefing has them."""
        keyed = self._keys.get(position)
        if keyed is None:
            worth, numbers = topic_worth(position), self.numbers
            keyed = self._keys[position] = [
                (
                    (one.rank[0] - worth, one.rank[1], one.rank[2], position),
                    one,
                    numbers.setdefault(one.story.id, len(numbers)),
                )
                for one in self.stories
            ]
        return keyed


class Rest(Sequence[int]):
    """The rest of a list without some of its stories: counted at once, made when it is read."""

    __slots__ = ("_bits", "_count", "_gone", "_of")

    def __init__(self, of: TopList, bits: int, gone: Collection[int]) -> None:
        """Without its stories that are given as bits, and those that are named."""
        self._of = of
        self._bits = bits
        self._gone = gone
        self._count = len(of.order) - bits.bit_count() - len(gone)

    def __len__(self) -> int:
        return self._count

    def _read(self) -> tuple[int, ...]:
        return self._of.rest(self._of.at(self._bits).union(self._gone))

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[int, ...]: ...
    def __getitem__(self, at: int | slice) -> int | tuple[int, ...]:
        return self._read()[at]

    def __iter__(self) -> Iterator[int]:
        return iter(self._read())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def reading_s(story: Story, *, leads: bool) -> float:
    """The time that a story takes to read, in seconds."""
    chars = len(story.speaker.headline) + (len(story.speaker.lead) if leads else 0)
    return _PAUSE_S + chars / _CHARS_PER_S


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
    others = [article for article in articles if article.source_id != speaker.source_id]
    if not others:
        return ()
    first: dict[int, Article] = {}
    for article in sorted(others, key=when):
        first.setdefault(article.source_id, article)
    return tuple(ToldSource(title=one.source_title, url=one.url) for one in first.values())


def when(article: Article) -> tuple[datetime, int]:
    """The order in which articles happened."""
    return article.effective_at, article.id
