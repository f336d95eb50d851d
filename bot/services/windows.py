"""Windows of interests: what became visible in one since a chat was told of it last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.editions import DueBriefing
from bot.domain.models import LOOK_BACK, Article, Subscription
from bot.domain.ranking import story_of

#: Of a longer window only the newest are looked at, the others counted.
WINDOW_LIMIT = 300
#: An interest, after which seq its window begins, and since when what stood there counts.
Window = tuple[int, int, datetime | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InterestWindow:
    """The articles of an interest in a window; one object for all windows with equal contents."""

    articles: Sequence[Article] = ()
    #: The stories that are only counted.
    counted: frozenset[int] = frozenset()
    #: By story, everything known of it.
    coverage: Mapping[int, Sequence[Article]]
    languages: frozenset[str]

    @property
    def stories(self) -> frozenset[int]:
        """The ids of its stories."""
        return self.counted.union(map(story_of, self.articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestArticles:
    """The newest articles of an interest, from which its windows are cut."""

    #: It has all above this seq, or `WINDOW_LIMIT`.
    floor: int
    articles: Sequence[Article]

    def above(self, after: int) -> Sequence[Article]:
        """Those of a window that begins there."""
        return [one for one in self.articles if one.seq is not None and one.seq > after]

    def reaches(self, after: int) -> bool:
        """True if a window that begins there can be cut from it."""
        return self.floor <= after or len(self.articles) == WINDOW_LIMIT


def window_of(item: DueBriefing, followed: Subscription) -> Window:
    """From where on a briefing is told what it follows."""
    if followed.start_seq is None:
        return followed.interest.id, item.briefing.cursor, None
    return followed.interest.id, followed.start_seq, followed.since_at


def is_news(article: Article, since: datetime) -> bool:
    """True if an article is news to who followed its interest `LOOK_BACK` after `since`."""
    return article.first_seen_at > since + LOOK_BACK or article.effective_at >= since
