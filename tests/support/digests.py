"""A digest straight from articles, without the lists that chats share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.domain.choice import Digest
from bot.domain.digest import Budget, merge
from bot.domain.models import Article
from bot.domain.novelty import Sentences
from bot.domain.ranking import Candidates, top_list
from bot.text.sentences.splitting import split_sentences


def compose(
    candidates: Sequence[Candidates],
    *,
    told: Mapping[int, Collection[int]],
    budget: Budget,
    now: datetime,
    coverage: Mapping[int, Sequence[Article]] | None = None,
    sentences: Sentences = split_sentences,
) -> Digest:
    """The digest of one briefing, straight from its interests' articles: `top_list` and `merge`."""
    lists = [top_list(each, now=now, coverage=coverage, sentences=sentences) for each in candidates]
    return merge(lists, told=told, budget=budget)
