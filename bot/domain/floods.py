"""What is told of a feed that suddenly brings nothing but unknown articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.polls import NewArticle

#: So few unknown articles are no flood.
_FEW = 5

#: Of a flood of old articles so many are told, the newest.
_TOLD = 3


def without_flood(
    articles: Sequence[NewArticle], *, known: int, last_success_at: datetime | None
) -> list[NewArticle]:
    """The unknown articles of a poll, all but a few counted as seen when it is a flood.

    A flood is a feed that was read before, of which not one in ten articles is known any more:
    its ids changed, or it came back from an old copy. What it published since the last good
    poll is news all the same. `known` is how many articles of the document are known.
    """
    total = known + len(articles)
    if last_success_at is None or len(articles) <= _FEW or known * 10 > total:
        return list(articles)
    news = {
        article.key
        for article in articles
        if article.published_at is not None and article.published_at > last_success_at
    }
    old = [article for article in articles if article.key not in news]
    old.sort(key=lambda article: _published(article, last_success_at), reverse=True)
    told = news | {article.key for article in old[:_TOLD]}
    return [article if article.key in told else replace(article, seen=True) for article in articles]


def _published(article: NewArticle, otherwise: datetime) -> datetime:
    return article.published_at if article.published_at is not None else otherwise
