"""Articles put together into stories, the surest first: average link from any start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush

from bot.domain.merging import StoryLink, apart, grown, mixed, strength

#: Articles of each of two groups that are compared, at the most.
_MOST_MEMBERS = 8
#: No link at all, where an average begins.
_NONE = StoryLink(alike=0.0, same=0.0, dates=0.0, dated=0.0, brief=0.0, shared=0.0)


class Grouping:
    """Groups of articles by number, and what two of them have in common."""

    def __init__(
        self, groups: Iterable[Sequence[int]], link: Callable[[int, int], StoryLink]
    ) -> None:
        """`link` gives what two articles have in common."""
        self._groups = dict(enumerate(groups))
        self._link = link
        self._links: dict[int, dict[int, StoryLink]] = {number: {} for number in self._groups}
        self._heap: list[tuple[float, int, int, int]] = []
        #: How often each group has changed: what was thought before is stale.
        self._changes: Counter[int] = Counter()

    def consider(self, a: int, b: int) -> None:
        """Think of two groups as one story."""
        if a != b and b not in self._links[a]:
            self._note(a, b, self._between(a, b))

    def is_one(self, a: int, b: int) -> bool:
        """True if two groups are one story, as far as they alone tell."""
        ours, theirs = self._groups[a], self._groups[b]
        return strength(self._between(a, b), len(ours), len(theirs)) > 0

    def run(self) -> list[Sequence[int]]:
        """Put together what is one story; the groups there are then."""
        while self._heap:
            _, a, b, change = heappop(self._heap)
            if a not in self._groups or b not in self._groups:
                continue
            if change == self._changes[a] + self._changes[b] and not self._apart(a, b):
                self._join(a, b)
        return list(self._groups.values())

    def _join(self, a: int, b: int) -> None:
        ours, theirs = self._groups[a], self._groups.pop(b)
        mine, gone = self._links[a], self._links.pop(b)
        links = {}
        for other in (mine.keys() | gone.keys()) - {a, b}:
            x = mine[other] if other in mine else self._between(a, other)
            y = gone[other] if other in gone else self._average(theirs, self._groups[other])
            links[other] = mixed(x, y, len(ours), len(theirs))
            self._links[other].pop(b, None)
        self._groups[a] = (*ours, *theirs)
        self._changes[a] += 1
        mine.clear()
        for other in sorted(links):
            self._note(a, other, links[other])

    def _note(self, a: int, b: int, link: StoryLink) -> None:
        self._links[a][b] = self._links[b][a] = link
        sure = strength(link, len(self._groups[a]), len(self._groups[b]))
        if sure > 0:
            first, second = min(a, b), max(a, b)
            heappush(self._heap, (-sure, first, second, self._changes[a] + self._changes[b]))

    def _apart(self, a: int, b: int) -> bool:
        ours, theirs = self._groups[a], self._groups[b]
        if not grown(len(ours), len(theirs)):
            return False
        return apart(self._links[a][b], self._inner(ours), self._inner(theirs))

    def _between(self, a: int, b: int) -> StoryLink:
        return self._average(self._groups[a], self._groups[b])

    def _average(self, ours: Sequence[int], theirs: Sequence[int]) -> StoryLink:
        return _mean(self._link(x, y) for x in _some(ours) for y in _some(theirs))

    def _inner(self, members: Sequence[int]) -> StoryLink:
        some = _some(members)
        return _mean(self._link(x, y) for place, x in enumerate(some) for y in some[place + 1 :])


def _some(members: Sequence[int]) -> Sequence[int]:
    """Some of a group's articles, from its first to its last."""
    if len(members) <= _MOST_MEMBERS:
        return members
    last = len(members) - 1
    return [members[last * n // (_MOST_MEMBERS - 1)] for n in range(_MOST_MEMBERS)]


def _mean(links: Iterable[StoryLink]) -> StoryLink:
    average = _NONE
    for number, link in enumerate(links):
        average = mixed(average, link, number, 1)
    return average
