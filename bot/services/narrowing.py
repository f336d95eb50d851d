"""Filters of subscriptions by words: what they leave of what is followed."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import chain

from bot.domain.models import Article
from bot.domain.narrowing import narrowing
from bot.domain.ranking import story_of
from bot.services.mutes import MuteSieve

#: Articles asked before others have a turn.
_SLICE = 25


async def left_by(
    words: str,
    articles: Sequence[Article],
    coverage: Mapping[int, Sequence[Article]],
    sieve: MuteSieve,
) -> list[Article]:
    """The articles whose story the words leave, in their order.

    A story is left where one of these articles has what is wanted, and none known of it, also of
    other sources, has what is not.
    """
    asked = narrowing(words)
    sieve.add(asked.queries)
    wanted: set[int] = set()
    unwanted: set[int] = set()
    for number, one in enumerate(articles):
        if number % _SLICE == 0:
            await asyncio.sleep(0)
        story = story_of(one)
        if asked.wanted is None or sieve.takes((asked.wanted,), one):
            wanted.add(story)
        if asked.unwanted is not None and story not in unwanted:
            known = chain((one,), coverage.get(story, ()))
            if any(sieve.takes((asked.unwanted,), each) for each in known):
                unwanted.add(story)
    return [one for one in articles if story_of(one) in wanted.difference(unwanted)]


def leaves(words: str, article: Article, sieve: MuteSieve) -> bool:
    """True if the words of a subscription leave an article by itself; its words must be known."""
    asked = narrowing(words)
    if asked.unwanted is not None and sieve.takes((asked.unwanted,), article):
        return False
    return asked.wanted is None or sieve.takes((asked.wanted,), article) is not None
