"""Articles of a window of time beside each other: what is rare, and what pairs have in common."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.likeness import Compared, likeness
from bot.domain.merging import StoryLink, link_of
from bot.domain.telling import Mark, Telling

#: Articles the window is thought to hold besides its own: an early word is not a rare word.
_PRIOR_ARTICLES = 3000
#: The number of articles is counted in steps of so many, so that logarithms can be kept.
ARTICLES_STEP = 64
#: An article is entered under so many of its words.
_ENTERED = 24
_TELLING = int(Mark.HEADLINE | Mark.NAME | Mark.NUMBER)


@dataclass(slots=True)
class WindowArticle:
    """An article in the window."""

    story_id: int
    at: float
    source_id: int
    telling: Telling
    entries: int


class Rarities(dict[int, float]):
    """Inverse document frequencies by the number of articles that hold a word."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step
        self._articles = step * ARTICLES_STEP + _PRIOR_ARTICLES

    def __missing__(self, count: int) -> float:
        rarity = self[count] = math.log(1 + self._articles / (count + 1))
        return rarity


class Pairs:
    """The common ground of pairs of articles, each looked at once."""

    def __init__(
        self, members: dict[int, WindowArticle], rarity_of: Callable[[Telling], list[float]]
    ) -> None:
        self._members = members
        self._rarity_of = rarity_of
        self._ready: dict[int, Compared] = {}
        self._links: dict[tuple[int, int], StoryLink] = {}
        #: By article: what others are found by, as far as was looked.
        self.found: dict[int, dict[int, float]] = {}

    def ready(self, article_id: int) -> Compared:
        """An article made ready to be compared."""
        found = self._ready.get(article_id)
        if found is None:
            telling = self._members[article_id].telling
            found = self._ready[article_id] = Compared(telling, self._rarity_of(telling))
        return found

    def link(self, a: int, b: int) -> StoryLink:
        """The common ground of two articles."""
        pair = (a, b) if a < b else (b, a)
        found = self._links.get(pair)
        if found is None:
            one, other = self._members[pair[0]].source_id, self._members[pair[1]].source_id
            found = self._links[pair] = link_of(
                likeness(self.ready(pair[0]), self.ready(pair[1])), one_source=0 != one == other
            )
        return found


def connected(near: dict[int, list[int]]) -> list[list[int]]:
    """The stories that have to do with each other, in groups, each in order."""
    leader: dict[int, int] = {}

    def lead(story_id: int) -> int:
        while leader.setdefault(story_id, story_id) != story_id:
            story_id = leader[story_id]
        return story_id

    for story_id, others in near.items():
        for other in others:
            a, b = lead(story_id), lead(other)
            leader[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = {}
    for story_id in sorted(leader):
        groups.setdefault(lead(story_id), []).append(story_id)
    return list(groups.values())


def entered(telling: Telling) -> list[int]:
    """The words an article is entered under: of its headline, names and numbers, then others."""
    words = [*zip(telling.words, telling.marks, strict=True)]
    first = [word for word, mark in words if mark & _TELLING]
    return [*first, *(word for word, mark in words if not mark & _TELLING)][:_ENTERED]
