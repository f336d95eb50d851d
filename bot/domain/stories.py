"""The articles that tell the same news: online clustering in a rolling window of time."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nlargest
from itertools import combinations

from bot.domain.grouping import Grouping
from bot.domain.merging import related
from bot.domain.postings import Postings
from bot.domain.story_window import (
    ARTICLES_STEP,
    Pairs,
    Rarities,
    WindowArticle,
    connected,
    entered,
)
from bot.domain.telling import Telling

#: Words are counted in so many places; a word that shares one counts as a little less rare.
_PLACES, _MOST_COUNTED = 1 << 20, 65535
#: An article is looked for by so many of its words; of a word only the newest articles are looked
#: at.
_ASKED, _NEWEST = 20, 48
#: Entries looked at for an article, from its most telling word on.
_LOOKED = 320
#: Words in more articles than this tell little, and cost most.
_COMMON = 400
#: Articles found that are looked at for their stories, stories an article is compared with at
#: the most, and the share of its own weight that what it is found by must have.
_MOST_FOUND, _MOST_STORIES, _FOUND_SHARE = 64, 6, 0.08
#: Grown stories are those of so many articles; with so many is another compared as a whole,
#: if what it is found by is this share of its weight on average where it is brief.
_LEAST_WHOLE, _MOST_WHOLE, _WHOLE_SHARE = 4, 2, 0.01
#: Stories that news has come near are grouped anew from their articles up to so many.
_ANEW = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An article as it comes."""

    id: int
    telling: Telling
    at: datetime
    #: Whose it is; 0 when that is not known.
    source_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """The stories assigned to a batch of articles."""

    #: Of stories that turned out to be others, the new id.
    stories: dict[int, int] = field(default_factory=dict)
    #: The story of each new article, and of each that belongs to another one by now.
    articles: dict[int, int] = field(default_factory=dict)


class StoryIndex:
    """The stories of the last `window_s` seconds of news.

    Deterministic: the same calls in the same order give the same answers, and `restore` of
    the articles still in the window, in their order, gives an index with equal later answers.
    Not safe for use from several threads at once. About 1.3 kB an article and 6 MB.
    """

    def __init__(self, window_s: float = 72 * 3600) -> None:
        self._window_s = window_s
        self._members: dict[int, WindowArticle] = {}
        self._order: deque[int] = deque()
        #: The articles of each story, in order.
        self._stories: dict[int, array[int]] = {}
        self._postings = Postings()
        #: Articles in the window that hold a word, by the word's place.
        self._counts = array("H", bytes(2 * _PLACES))
        self._rarities = Rarities(0)

    def __len__(self) -> int:
        return len(self._members)

    def story_of(self, article_id: int) -> int | None:
        """The story of an article; None when it has left the window."""
        member = self._members.get(article_id)
        return None if member is None else member.story_id

    def place(self, arrivals: Sequence[Arrival], edited: Sequence[Arrival] = ()) -> Placed:
        """The stories of articles that came together, and what they change.

        A story's id is that of its first article. Stories that the new articles come near are
        grouped anew: what is clear now is put right. An `edited` article is compared by its new
        words from now on, and may so leave its story; one that has left the window stays.
        """
        new = [arrival for arrival in arrivals if arrival.id not in self._members]
        known = {a.id: self._members[a.id].story_id for a in arrivals if a.id in self._members}
        if new:
            self._forget(max(arrival.at for arrival in new).timestamp())
        reworded = [each for each in edited if each.id in self._members]
        if not new and not reworded:
            return Placed(articles=known)
        for arrival in reworded:
            self._reword(arrival)
        for arrival in new:
            self._put(arrival, arrival.id)
        pairs = Pairs(self._members, self._rarity_of)
        near: dict[int, list[int]] = {}
        for arrival in new:
            for story_id in self._near(arrival.id, pairs):
                near.setdefault(arrival.id, []).append(story_id)
        for arrival in reworded:  # its own story as well: it may not belong there any more
            mine = self._members[arrival.id].story_id
            near.setdefault(mine, []).extend((mine, *self._near(arrival.id, pairs)))
        placed = Placed(articles=known | {arrival.id: arrival.id for arrival in new})
        for stories in connected(near):
            self._regroup(stories, near, pairs, placed)
        wholes = self._near_as_wholes(pairs)
        for stories in connected(wholes):
            self._regroup(stories, wholes, pairs, placed)
        return placed

    def restore(self, arrival: Arrival, story_id: int) -> None:
        """Put back an article whose story is known, in the order of the first `place`."""
        if arrival.id not in self._members:
            self._forget(arrival.at.timestamp())
            self._put(arrival, story_id)

    def _regroup(
        self, stories: Sequence[int], near: dict[int, list[int]], pairs: Pairs, placed: Placed
    ) -> None:
        """Group anew stories that have to do with each other."""
        before = {story_id: self._stories[story_id] for story_id in stories}
        articles = sorted(n for members in before.values() for n in members)
        if len(articles) <= _ANEW:
            grouping = Grouping([(n,) for n in articles], pairs.link)
            for a, b in combinations(range(len(articles)), 2):
                grouping.consider(a, b)
        else:
            grouping = Grouping(before.values(), pairs.link)
            place = {story_id: number for number, story_id in enumerate(before)}
            for story_id in stories:
                for other in near.get(story_id, ()):
                    if other != story_id:
                        grouping.consider(place[story_id], place[other])
        # an id goes with its article: while that is here, it can be no other story's
        firsts = {n if n in members else members[0]: n for n, members in before.items()}
        for story_id in stories:
            del self._stories[story_id]
        groups = sorted(sorted(group) for group in grouping.run())
        for group in sorted(groups, key=lambda group: firsts.keys().isdisjoint(group)):
            ids = sorted(firsts[n] for n in group if n in firsts)
            free = (n for n in group if n not in self._stories)
            story_id = ids[0] if ids else next(free, group[0])
            members = array("q", sorted([*self._stories.get(story_id, ()), *group]))
            self._stories[story_id] = members
            for gone in ids[1:]:
                placed.stories[gone] = story_id
            for n in members:
                if self._members[n].story_id != story_id:
                    self._members[n].story_id = placed.articles[n] = story_id

    def _put(self, arrival: Arrival, story_id: int) -> None:
        counts = self._counts
        for word in arrival.telling.words:
            place = word % _PLACES
            if counts[place] < _MOST_COUNTED:
                counts[place] += 1
        self._members[arrival.id] = WindowArticle(
            story_id=story_id,
            at=arrival.at.timestamp(),
            source_id=arrival.source_id,
            telling=arrival.telling,
            entries=self._postings.add(arrival.id, entered(arrival.telling)),
        )
        self._order.append(arrival.id)
        self._stories.setdefault(story_id, array("q")).append(arrival.id)

    def _reword(self, arrival: Arrival) -> None:
        """Give an article of the window another telling."""
        member, counts = self._members[arrival.id], self._counts
        for word in member.telling.words:
            if counts[word % _PLACES]:
                counts[word % _PLACES] -= 1
        for word in arrival.telling.words:
            if counts[word % _PLACES] < _MOST_COUNTED:
                counts[word % _PLACES] += 1
        # Entries go from the oldest end: these go with the newest article.
        words = set(entered(arrival.telling)) - set(entered(member.telling))
        newest = self._members[self._order[-1]]
        newest.entries += self._postings.add(arrival.id, sorted(words))
        member.telling = arrival.telling

    def _forget(self, now: float) -> None:
        """Drop what has left the window, oldest first."""
        counts = self._counts
        while self._order:
            article_id = self._order[0]
            member = self._members[article_id]
            if now - member.at <= self._window_s:
                return
            self._order.popleft()
            del self._members[article_id]
            self._postings.forget(member.entries)
            for word in member.telling.words:
                if counts[word % _PLACES]:
                    counts[word % _PLACES] -= 1
            story = self._stories[member.story_id]
            story.remove(article_id)
            if not story:
                del self._stories[member.story_id]

    def _rarity_of(self, telling: Telling) -> list[float]:
        """The inverse document frequency of each word of an article."""
        step = len(self._members) // ARTICLES_STEP
        if step != self._rarities.step:
            self._rarities = Rarities(step)
        rarities, counts = self._rarities, self._counts
        return [rarities[counts[word % _PLACES]] for word in telling.words]

    def _near(self, article_id: int, pairs: Pairs) -> list[int]:
        """The other stories that share most of an article's most telling words."""
        members, counts, holding = self._members, self._counts, self._postings.holding
        story_id = members[article_id].story_id
        compared = pairs.ready(article_id)
        asked = nlargest(
            _ASKED,
            [
                (weight, word)
                for word, (weight, _, _) in compared.by_word.items()
                if 1 < counts[word % _PLACES] <= _COMMON
            ],
        )
        found: dict[int, float] = {}
        left = _LOOKED
        for weight, word in asked:
            part = weight * weight
            others = holding(word, min(_NEWEST, left))
            for other in others:
                if other in members:  # an edited article may have left before its last words
                    found[other] = found.get(other, 0.0) + part
            left -= len(others)
            if left <= 0:
                break
        pairs.found[article_id] = found
        least = _FOUND_SHARE * compared.square
        nearest = nlargest(
            _MOST_FOUND, [(score, -other) for other, score in found.items() if score > least]
        )
        best: dict[int, int] = {}
        for _, other in nearest:
            if (theirs := members[-other].story_id) != story_id and len(best) < _MOST_STORIES:
                best.setdefault(theirs, -other)
        return [theirs for theirs, other in best.items() if related(pairs.link(article_id, other))]

    def _near_as_wholes(self, pairs: Pairs) -> dict[int, list[int]]:
        """Stories that are near to a grown one on average, though none of their articles is.

        Among those that articles were found in, by what the articles are found by.
        """
        members, stories = self._members, self._stories
        scores: dict[tuple[int, int], float] = {}
        for article_id, found in pairs.found.items():
            mine = members[article_id].story_id
            size = len(stories[mine])
            for other, score in found.items():
                theirs = members[other].story_id
                if theirs != mine and (len(stories[theirs]) if size < _LEAST_WHOLE else size) >= (
                    _LEAST_WHOLE
                ):
                    pair = (mine, theirs) if mine < theirs else (theirs, mine)
                    scores[pair] = scores.get(pair, 0.0) + score
        likely: dict[int, list[tuple[float, int]]] = {}
        for (a, b), score in scores.items():
            size_a, size_b = len(stories[a]), len(stories[b])
            small, large = (a, b) if size_a <= size_b else (b, a)
            likely.setdefault(small, []).append((score / size_a / size_b, -large))
        near: dict[int, list[int]] = {}
        for small, others in likely.items():
            first = stories[small][0]
            share = _WHOLE_SHARE if members[first].telling.brief else _FOUND_SHARE
            least = share * pairs.ready(first).square
            chosen = [-each for score, each in nlargest(_MOST_WHOLE, others) if score > least]
            if not chosen:
                continue
            wholes = Grouping([stories[small], *(stories[each] for each in chosen)], pairs.link)
            if found_near := [each for n, each in enumerate(chosen, 1) if wholes.is_one(0, n)]:
                near[small] = found_near
        return near
