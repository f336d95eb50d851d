"""More and fewer of something: what a chat wished, and how much of a digest that changes.

A wish moves stories up or down among those that there are. It hides nothing: what it moves out
is among what did not fit, and no more than a fifth of a digest is moved.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.choice import Digest
from bot.domain.digest import Budget, merge
from bot.domain.mutes import Mute
from bot.domain.toplists import TopList

#: Wishes of one chat.
MAX_LIKINGS = 50

#: Of so many stories one may be another for the wishes' sake.
ONE_OF = 5

#: What a wish is worth in a story's rank, where all else together gives 1.15 at the most.
WORTH = 0.5
#: Several wishes about one story count as so many at the most.
_MOST_WISHES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Liking:
    """A preference of a chat: words or a source it wants more or less of."""

    id: int
    #: As of a mute: a query in its normal form, or a source.
    words: str
    #: As a person knows it.
    title: str
    more: bool

    @property
    def query(self) -> Mute:
        """The query that articles are matched with, in the form that mutes have, too."""
        return Mute(id=self.id, words=self.words, title=self.title)


def merge_liked(
    lists: Sequence[TopList],
    *,
    told: Mapping[int, Collection[int]],
    budget: Budget,
    alerted: frozenset[int] = frozenset(),
    liked: Mapping[int, int],
) -> Digest:
    """The digest of a briefing as `merge` makes it, with the chat's wishes.

    `liked` gives, by story, how many wishes want it more, less those that want it less. Of the
    stories that would be told without any wish, no more than one of `ONE_OF` is another.
    """
    plain = merge(lists, told=told, budget=budget, alerted=alerted)
    if not liked:
        return plain
    here = {story.id for story in plain.stories}
    room = len(here) // ONE_OF
    moving = [
        story_id for story_id, wish in liked.items() if wish and (wish < 0) == (story_id in here)
    ]
    moving.sort(key=lambda story_id: (-abs(liked[story_id]), liked[story_id] > 0, story_id))
    for count in range(min(room, len(moving)), 0, -1):
        worth = {story_id: worth_of(liked[story_id]) for story_id in moving[:count]}
        digest = merge(lists, told=told, budget=budget, alerted=alerted, worth=worth)
        if len(here.difference(story.id for story in digest.stories)) <= room:
            return digest
    return plain


def worth_of(wishes: int) -> float:
    """The amount that so many preferences add to a story's rank."""
    return WORTH * max(-_MOST_WISHES, min(_MOST_WISHES, wishes))


def too_many(likings: Iterable[Liking]) -> bool:
    """True if a chat has as many wishes as it may have."""
    return sum(1 for _ in likings) >= MAX_LIKINGS
