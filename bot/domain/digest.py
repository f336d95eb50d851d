"""One digest: which stories of a briefing's interests are told, within its reading budget.

`merge` makes a chat's digest of lists that all chats share (`bot.domain.ranking.top_list`); it
is what planning a million chats costs, so it looks at few stories and builds little.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heapreplace
from itertools import chain
from math import inf
from operator import itemgetter

from bot.domain.choice import Digest, Section, Story
from bot.domain.models import Style
from bot.domain.toplists import (
    Key,
    Keyed,
    RankedStory,
    Rest,
    Spoken,
    TopList,
    topic_worth,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The greatest length of a digest."""

    #: At the most so many stories.
    max_stories: int = 10
    #: At the most so many minutes of reading, at 240 words a minute; None for no such limit.
    minutes: float | None = None
    #: Leads are read too, unless it is compact.
    style: Style = Style.STANDARD
    #: At the most so many stories of one source while others have stories to tell.
    per_source: int = 5
    #: So many of the stories that do not fit are told by their headlines alone.
    also: int = 0


#: How much longer than its stored lead a story takes to read in full, about.
_LONGER = 1.5

#: A story that has been chosen: its key, and how it is told.
_Choice = tuple[Key, Story]
_BY_KEY = itemgetter(0)
_NONE: frozenset[int] = frozenset()


def merge(
    lists: Sequence[TopList],
    *,
    told: Mapping[int, Collection[int]],
    budget: Budget,
    alerted: frozenset[int] = frozenset(),
    worth: Mapping[int, float] | None = None,
) -> Digest:
    """The digest of a briefing whose interests, in its order, have these lists.

    `told` gives, for stories this chat was told lately, the ids of the articles that told it:
    such a story comes again only as an update with a new sentence, and one that was `alerted` since
    the last digest not at all. A story that several
    interests have is told under the first that tells it in a language the chat reads. Every
    interest has its best story told before any has a second; while others have stories, no source
    has more than its share of the places: what is left over is anybody's. What did not fit is in
    `Section.rest`, what nobody is told in `Digest.unread`, `Digest.held` and `Digest.muted`. `worth` is
    added to the ranks of single stories. Same input, same digest.
    """
    return _Merge(lists, told, budget, alerted, worth or {}).digest()


class _Merge:
    """The state of one merge."""

    __slots__ = (
        "_alerted", "_budget", "_cap", "_chosen", "_compact", "_ids", "_known", "_left_s",
        "_lists", "_longer", "_room", "_theirs", "_told", "_used", "_worth",
    )  # fmt: skip

    def __init__(
        self,
        lists: Sequence[TopList],
        told: Mapping[int, Collection[int]],
        budget: Budget,
        alerted: frozenset[int],
        worth: Mapping[int, float],
    ) -> None:
        self._worth = worth
        self._alerted = alerted
        self._lists = lists
        self._told = told
        self._budget = budget
        self._compact = budget.style is Style.COMPACT
        self._longer = _LONGER if budget.style is Style.FULL else 1.0
        #: Places and reading time left.
        self._room = budget.max_stories
        self._left_s = inf if budget.minutes is None else budget.minutes * 60
        #: How many stories a source may have for now, and has.
        self._cap = 0
        self._used: dict[int, int] = {}
        self._ids: set[int] = set()
        self._chosen: list[list[_Choice]] = [[] for _ in lists]
        #: What is not told because the chat knows it.
        self._known: set[int] = set()
        #: For each list its stories that are told under another, as bits.
        self._theirs = _theirs(lists)

    def digest(self) -> Digest:
        lists = self._lists
        keyed = [self._keyed(one, position) for position, one in enumerate(lists)]
        self._cap = min(self._budget.per_source, self._share())
        self._best(keyed, self._first_of_each(keyed))
        if self._room > 0:
            # Places nobody else wants go to sources that had their share.
            self._cap = self._budget.max_stories
            self._best(keyed, [0] * len(keyed))
        sections = self._sections()
        unread = held = muted = _NOBODY
        if any(one.aside for one in lists):
            unread = self._left([one.unread for one in lists])
            held = self._left([one.held for one in lists])
            muted = self._left([one.muted for one in lists])
        return Digest(
            sections=sections,
            lists=tuple(lists),
            unread=unread,
            held=held,
            muted=muted,
            known=frozenset(self._known),
        )

    def _share(self) -> int:
        """Twice a source's equal part, so that one with better stories may have more of them."""
        places = 2 * self._budget.max_stories
        if any(len(one.sources) >= places for one in self._lists):
            return 1
        sources = _NONE.union(*[one.sources for one in self._lists])
        return max(1, -(-places // max(1, len(sources))))

    def _keyed(self, one: TopList, position: int) -> list[Keyed]:
        """The stories of a list, best first, with what is added to single ones."""
        keyed, worth = one.keyed(position), self._worth
        if not worth or one.ids.isdisjoint(worth):
            return keyed
        found = [
            ((key[0] - worth.get(key[2], 0.0), *key[1:]), ranked, number)
            for key, ranked, number in keyed
        ]
        return sorted(found, key=_BY_KEY)

    def _left(self, spoken: Sequence[Sequence[Spoken]]) -> tuple[int, ...]:
        """The articles of stories that no list has and that were not told."""
        left: dict[int, int] = {}
        for story_id, article_id in chain.from_iterable(spoken):
            if story_id in self._told or story_id in self._alerted:
                self._known.add(story_id)
            elif not any(story_id in one.ids for one in self._lists):
                left.setdefault(story_id, article_id)
        return tuple(left.values())

    def _first_of_each(self, keyed: list[list[Keyed]]) -> list[int]:
        """Choose the best story of each list, best lists first; how far each list was read."""
        passed = [0] * len(keyed)
        for _, position in sorted([(each[0][0], at) for at, each in enumerate(keyed) if each]):
            if self._room <= 0:
                break
            at = 0
            for each in keyed[position]:
                at += 1
                if self._take(each):
                    break
            passed[position] = at
        return passed

    def _best(self, keyed: list[list[Keyed]], start: list[int]) -> None:
        """Choose by score alone while there is room."""
        heads = [
            (each[at][0], at, each) for each, at in zip(keyed, start, strict=True) if at < len(each)
        ]
        heapify(heads)
        take = self._take
        while heads and self._room > 0:
            _, at, each = heads[0]
            take(each[at])
            at += 1
            if at < len(each):
                heapreplace(heads, (each[at][0], at, each))
            else:
                heappop(heads)

    def _take(self, keyed: Keyed) -> bool:
        """Choose a story if it may be told here; whether it was."""
        key, ranked, number = keyed
        _, _, story_id, owner = key
        ids, places = self._ids, self._used
        if story_id in ids or story_id in self._alerted:
            return False
        if self._theirs[owner] >> number & 1:
            key, ranked = self._moved(key, ranked)
            owner = key[3]
        source_id = ranked.source_id
        used = places.get(source_id, 0)
        if used >= self._cap:
            return False
        # The first story is told however long it is: silence would look like a fault.
        read_s = ranked.title_s if self._compact else ranked.read_s * self._longer
        if read_s > self._left_s and ids:
            return False
        told = _NONE
        if story_id in self._told:
            told = frozenset(self._told[story_id])
            update = ranked.update(told)
            if update is None:
                return False
            source_id = update.speaker.source_id
            used = places.get(source_id, 0)
            if used >= self._cap:
                return False
        self._left_s -= read_s
        self._room -= 1
        places[source_id] = used + 1
        ids.add(story_id)
        story = ranked.placed(owner, told)
        if self._worth and story_id in self._worth:
            story = replace(story, score={**story.score, "liking": self._worth[story_id]})
        self._chosen[owner].append((key, story))
        return True

    def _moved(self, key: Key, ranked: RankedStory) -> tuple[Key, RankedStory]:
        """A story that an earlier interest has, as it is told there."""
        story_id, position = key[2], key[3]
        owner = -1
        for at, one in enumerate(self._lists):
            if story_id in one.ids:
                if story_id not in one.foreign:
                    owner = at
                    break
                if owner < 0:
                    owner = at
        score = key[0] + topic_worth(position) - topic_worth(owner)
        there = self._lists[owner].by_id.get(story_id, ranked)
        return (score, key[1], story_id, owner), there

    def _sections(self) -> tuple[Section, ...]:
        """A section for each list that has something to tell, with what did not fit."""
        sections = []
        also_left = self._budget.also
        for place, (one, chosen) in enumerate(zip(self._lists, self._chosen, strict=True)):
            rest: Sequence[int] = ()
            if len(one.order) > self._theirs[place].bit_count() + len(chosen):
                rest = self._rest(place)
            more = len(rest)
            if chosen or more:
                if len(chosen) > 1:
                    chosen.sort(key=_BY_KEY)
                also: tuple[Story, ...] = ()
                if also_left > 0 and more:
                    also = one.best(rest[:also_left])
                    also_left -= len(also)
                sections.append(
                    Section(
                        title=one.title,
                        stories=tuple([story for _, story in chosen]),
                        more=more,
                        rest=rest,
                        also=also,
                        place=place,
                    )
                )
        return tuple(sections)

    def _rest(self, place: int) -> Sequence[int]:
        """The articles of an interest's own stories that did not fit."""
        one = self._lists[place]
        gone = self._theirs[place]
        if self._told or self._alerted:
            mine = one.ids
            repeats = [each for each in mine.intersection(self._told) if self._repeat(one, each)]
            known = mine.intersection(self._alerted).union(repeats)
            self._known |= known
            gone |= one.bits(known)
        # a story that was chosen is told under one list, and is elsewhere for all others
        return Rest(one, gone, [key[2] for key, _ in self._chosen[place]])

    def _repeat(self, one: TopList, story_id: int) -> bool:
        """True if a story was told before and has nothing new."""
        ranked = one.by_id.get(story_id)
        return ranked is None or ranked.update(self._told[story_id]) is None


#: No article.
_NOBODY: tuple[int, ...] = ()


def told_elsewhere(lists: Sequence[TopList]) -> list[frozenset[int]]:
    """For each list the stories that are told under another.

    Under the first that has them, or the first that has them in a language that is read.
    """
    return [one.at(bits) for one, bits in zip(lists, _theirs(lists), strict=True)]


def _theirs(lists: Sequence[TopList]) -> list[int]:
    """The same as bits, by the numbers of each list."""
    theirs = []
    for at, one in enumerate(lists):
        found = 0
        for earlier in lists[:at]:
            found |= one.after(earlier)
        if one.foreign:
            for later in lists[at + 1 :]:
                found |= one.before(later)
        theirs.append(found)
    return theirs
