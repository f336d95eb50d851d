"""Groups of articles put together by average link, as far as they are more alike than by chance."""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Mapping

#: How alike the members of two groups must be on average (cosine): so much for each e-fold of
#: groups there are, and so much more between two single articles, less the larger the groups are:
#: an average over many says more.
_BY_CHANCE, _UNSURE = 0.01, 0.04
#: Terms that stand in more groups than this lead from none to another.
_MOST_FOUND = 200


def merge_groups(
    units: Mapping[int, Mapping[str, float]],
    where: Mapping[str, Collection[int]],
    sizes: Mapping[int, int],
) -> dict[int, int]:
    """The group each merged group has become part of: group -> the lowest id it is now with.

    `units` has each group's sum of its members' vectors of length 1, `where` the groups that
    hold a term, `sizes` the number of members. The nearest pair goes first; deterministic.
    """
    size = dict(sizes)
    near = _neighbours(units, where, size)
    folds = math.log(1 + len(size))
    heap: list[tuple[float, int, int]] = []

    def surplus(a: int, b: int) -> float:
        return near[a][b] - folds * (_BY_CHANCE + _UNSURE / math.sqrt(size[a] * size[b]))

    def offer(a: int, b: int) -> None:
        if (more := surplus(a, b)) > 0:
            heapq.heappush(heap, (-more, min(a, b), max(a, b)))

    for a, others in near.items():
        for b in others:
            if a < b:
                offer(a, b)
    into: dict[int, int] = {}
    while heap:
        offered, a, b = heapq.heappop(heap)
        if a not in size or b not in size or b not in near[a]:
            continue
        if abs(surplus(a, b) + offered) > 1e-12:
            continue  # offered again since, with what it is now
        _join(near, size, a, b)
        into[b] = a
        for other in near[a]:
            offer(a, other)
    return {group: _root(into, group) for group in into}


def _neighbours(
    units: Mapping[int, Mapping[str, float]],
    where: Mapping[str, Collection[int]],
    size: Mapping[int, int],
) -> dict[int, dict[int, float]]:
    """The average likeness of the members of each two groups that share a telling term.

    Two single articles are left out: each was compared with the other when it came.
    """
    near: dict[int, dict[int, float]] = {group: {} for group in units}
    for a, vector in units.items():
        if size[a] == 1:
            continue
        dots: dict[int, float] = {}
        for term, weight in vector.items():
            others = where[term]
            if 1 < len(others) <= _MOST_FOUND:
                for b in others:
                    dots[b] = dots.get(b, 0.0) + weight * units[b][term]
        dots.pop(a, None)
        for b, dot in dots.items():
            near[a][b] = near[b][a] = dot / (size[a] * size[b])
    return near


def _join(near: dict[int, dict[int, float]], size: dict[int, int], a: int, b: int) -> None:
    """Make one group of two; the average to others is that of both."""
    gone = near.pop(b)
    both = size[a] + size[b]
    for other in set(near[a]) | set(gone):
        if other in (a, b):
            continue
        average = size[a] * near[a].get(other, 0.0) + size[b] * gone.get(other, 0.0)
        near[a][other] = near[other][a] = average / both
        near[other].pop(b, None)
    near[a].pop(b, None)
    size[a] = both
    del size[b]


def _root(into: Mapping[int, int], group: int) -> int:
    while group in into:
        group = into[group]
    return group
