"""The known articles of a feed that suddenly brings nothing but unknown ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.polls import NewArticle

#: So few unknown articles are no flood.
_FEW = 5
#: A lead of at least this length that another one begins with is the same opening.
_ALIKE_CHARS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An article that a source brought before."""

    headline: str
    lead: str
    first_seen_at: datetime


def is_flood(*, unknown: int, known: int) -> bool:
    """True if a poll is worth a look: many articles, not one in ten of them known."""
    return unknown > _FEW and known * 10 <= known + unknown


def without_flood(
    articles: Sequence[NewArticle], *, earlier: Iterable[Earlier], last_success_at: datetime | None
) -> list[NewArticle]:
    """The unknown articles of a flood, those held back that the source had under other names.

    A feed may change all its ids and addresses, or come back from an old copy. That takes proof:
    at least half of what is not dated after the last good poll was there before, under the same
    headline and either with a date at which it was known already or, undated, with the same
    opening. Without proof it is a new issue, however it is dated, and only what is proven to be
    old is held back: the same headline alone is any series.
    """
    before: dict[str, list[Earlier]] = {}
    for one in earlier:
        before.setdefault(_bare(one.headline), []).append(one)
    doubtful = [article for article in articles if not _since(article, last_success_at)]
    old = {article.key for article in doubtful if _had(article, before)}
    if len(old) <= _FEW or len(old) * 2 < len(doubtful):
        return list(articles)
    return [replace(article, held=article.key in old) for article in articles]


def _since(article: NewArticle, at: datetime | None) -> bool:
    return at is not None and article.published_at is not None and article.published_at > at


def _had(article: NewArticle, before: dict[str, list[Earlier]]) -> bool:
    """True if the source had this very article before."""
    headline = _bare(article.reading.headline)
    for one in before.get(headline, ()) if headline else ():
        if article.published_at is not None:
            if article.published_at <= one.first_seen_at:
                return True
        elif _begin_alike(_bare(article.reading.lead), _bare(one.lead)):
            return True
    return False


def _begin_alike(one: str, other: str) -> bool:
    """True if two leads are the same, or one of them goes on where the other ends."""
    if min(len(one), len(other)) < _ALIKE_CHARS:
        return one == other
    return one.startswith(other) or other.startswith(one)


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())
