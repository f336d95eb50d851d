"""The top lists of interests, each built once for all briefings that share it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.domain.models import LOOK_BACK, Article, Interest, Subscription
from bot.domain.parting import Parting, concerned, parted
from bot.domain.planning import DueBriefing
from bot.domain.ranking import Candidates, top_list
from bot.domain.reads import reads_of, told_in
from bot.domain.toplists import TopList
from bot.ports import Planning
from bot.text.sentences import split_sentences
from bot.text.tellings import is_nearer

#: Of a longer window only the newest are looked at, the others counted.
WINDOW_LIMIT = 300

#: An interest, after which seq its window begins, and since when what stood there counts.
_Window = tuple[int, int, datetime | None]
#: A window, the languages read, and what is told apart in it.
_Key = tuple[_Window, frozenset[str] | None, frozenset[Parting]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What an interest has in a window."""

    articles: Sequence[Article] = ()
    #: The stories that are only counted.
    counted: frozenset[int] = frozenset()
    #: By story, everything known of it.
    coverage: Mapping[int, Sequence[Article]]
    languages: frozenset[str]


class Lists:
    """Top lists of windows that end at one seq, by interest, beginning and languages read."""

    def __init__(self, store: Planning) -> None:
        self._store = store
        self.newest = -1
        self._found: dict[_Window, _Found] = {}
        self._lists: dict[_Key, TopList] = {}

    def reach(self, newest: int) -> bool:
        """Let windows end there; whether that is further than before, and all is to be built anew."""
        if newest == self.newest:
            return False
        self.newest = newest
        self._found.clear()
        self._lists.clear()
        return True

    async def top(
        self,
        interest: Interest,
        *,
        after: int,
        since: datetime | None,
        reads: frozenset[str] | None,
        now: datetime,
        partings: Sequence[Parting] = (),
    ) -> TopList:
        """The top list of an interest's articles with a seq above `after`.

        `since` is for a new follower: of what stood there `LOOK_BACK` after it, when the interest
        was followed, older articles are left out. What was seen first later is news. `partings`
        are what the reader said is not the same news.
        """
        window = (interest.id, after, since)
        found = self._found.get(window)
        if found is None:
            found = self._found[window] = await self._read(window)
        # who reads other languages as well shares the list with who does not
        shown = None if reads is None or found.languages <= reads else reads & found.languages
        apart = concerned(partings, found.articles, found.coverage) if partings else frozenset()
        key = (window, shown, apart)
        if key not in self._lists:
            articles, coverage = found.articles, found.coverage
            if apart:
                articles, coverage = parted(articles, coverage, apart, is_nearer)
            candidates = Candidates(
                interest_id=interest.id,
                title=interest.title,
                kind=interest.kind,
                articles=articles,
                reads=shown,
                counted_ids=found.counted,
            )
            self._lists[key] = top_list(
                candidates, now=now, coverage=coverage, sentences=split_sentences
            )
        return self._lists[key]

    async def wanted(
        self,
        item: DueBriefing,
        follows: Sequence[Subscription],
        partings: Sequence[Parting],
        *,
        now: datetime,
    ) -> list[TopList]:
        """The top lists of what a briefing follows, in its order."""
        reads = reads_of(item.chat, follows)
        lists = []
        for followed in follows:
            first = followed.start_seq is not None
            lists.append(
                await self.top(
                    followed.interest,
                    after=item.briefing.cursor
                    if followed.start_seq is None
                    else followed.start_seq,
                    since=followed.since_at if first else None,
                    reads=told_in(item.chat, followed, reads),
                    now=now,
                    partings=partings,
                )
            )
        return lists

    async def _read(self, window: _Window) -> _Found:
        interest_id, after, since = window
        articles: Sequence[Article] = ()
        counted: frozenset[int] = frozenset()
        if after < self.newest:
            articles = await self._store.window(
                interest_id, after_seq=after, to_seq=self.newest, limit=WINDOW_LIMIT
            )
        if len(articles) == WINDOW_LIMIT:
            counted = await self._store.window_stories(
                interest_id, after_seq=after, to_seq=self.newest, since=since
            )
        if since is not None:
            articles = [found for found in articles if is_news(found, since)]
        story_ids = {found.story_id for found in articles if found.story_id is not None}
        coverage: Mapping[int, Sequence[Article]] = {}
        if story_ids:
            coverage = await self._store.coverage(story_ids, to_seq=self.newest)
        return _Found(
            articles=articles,
            counted=counted,
            coverage=coverage,
            languages=frozenset({found.language for found in articles if found.language}),
        )


def is_news(article: Article, since: datetime) -> bool:
    """Whether an article is news to who followed its interest `LOOK_BACK` after `since`."""
    return article.first_seen_at > since + LOOK_BACK or article.effective_at >= since
