"""The top lists of interests, each built once for all briefings that share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.domain.models import LOOK_BACK, Article, Interest, Subscription
from bot.domain.mutes import Mute
from bot.domain.parting import Parting, concerned, parted
from bot.domain.planning import DueBriefing
from bot.domain.ranking import Candidates, story_of, top_list
from bot.domain.reads import by_its_stories, reads_of, told_in
from bot.domain.toplists import TopList
from bot.services.mutes import MuteSieve
from bot.store.planning import PlanStore
from bot.text.sentences.splitting import split_sentences
from bot.text.story.tellings import is_nearer

#: Of a longer window only the newest are looked at, the others counted.
WINDOW_LIMIT = 300
#: Beside the newest, the stories of a longer window that most sources tell.
_LEADERS = 60

_NO_STORIES: frozenset[int] = frozenset()

#: An interest, after which seq its window begins, and since when what stood there counts.
_Window = tuple[int, int, datetime | None]
#: A window, the languages read, what is told apart in it, what is muted, and the days covered.
_Key = tuple[_Window, frozenset[str] | None, frozenset[Parting], frozenset[int], int]

#: So many of a window's newest articles are asked whether they are muted.
_MUTE_LIMIT = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What an interest has in a window."""

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


class Lists:
    """Top lists of windows that end at one seq, by interest, beginning and languages read."""

    def __init__(self, store: PlanStore) -> None:
        self._store = store
        self.newest = -1
        self._found: dict[_Window, _Found] = {}
        self._lists: dict[_Key, TopList] = {}
        self._sieve = MuteSieve()
        self._older: dict[_Window, Sequence[Article]] = {}
        self._told_in: dict[tuple[int, frozenset[str]], bool] = {}

    def reach(self, newest: int) -> bool:
        """Let windows end there; whether that is further than before, and all is to be built anew."""
        if newest == self.newest:
            return False
        self.newest = newest
        self._found.clear()
        self._lists.clear()
        self._older.clear()
        self._told_in.clear()
        return True

    async def know(self, mutes: Iterable[Mute]) -> None:
        """Be ready for what these mutes take."""
        known = list(mutes)
        if known:
            self._sieve.set_topics(await self._store.topics())
            self._sieve.add(known)

    async def top(
        self,
        interest: Interest,
        *,
        after: int,
        since: datetime | None,
        reads: frozenset[str] | None,
        now: datetime,
        partings: Sequence[Parting] = (),
        muted: frozenset[int] = frozenset(),
        days: int = 1,
    ) -> TopList:
        """The top list of an interest's articles with a seq above `after`.

        `since` is for a new follower: of what stood there `LOOK_BACK` after it, when the interest
        was followed, older articles are left out. What was seen first later is news. `partings`
        are what the reader said is not the same news, `muted` stories they do not want. Over more `days` it counts
        less how old a story is.
        """
        window = (interest.id, after, since)
        found = await self._in(window)
        # who reads other languages as well shares the list with who does not
        shown = None if reads is None or found.languages <= reads else reads & found.languages
        apart = concerned(partings, found.articles, found.coverage) if partings else frozenset()
        gone = muted & found.stories if muted else muted
        key = (window, shown, apart, gone, days)
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
                muted_ids=gone,
                days=days,
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
        mutes: Sequence[Mute] = (),
        days: int = 1,
    ) -> list[TopList]:
        """The top lists of what a briefing follows, in its order; its `mutes` must be known."""
        reads = reads_of(item.chat, follows)
        muted = await self._muted(item, follows, mutes) if mutes else _NO_STORIES
        lists = []
        for followed in follows:
            window = _window(item, followed)
            _, after, since = window
            told = told_in(item.chat, followed, reads)
            if told is not None and by_its_stories(item.chat, followed):
                met = (await self._in(window)).languages
                if not told & met and not await self._ever(followed.interest.id, told):
                    told = None
            lists.append(
                await self.top(
                    followed.interest,
                    after=after,
                    since=since,
                    reads=told,
                    now=now,
                    partings=partings,
                    muted=muted,
                    days=days,
                )
            )
        return lists

    async def _ever(self, interest_id: int, languages: frozenset[str]) -> bool:
        """Whether an interest is told in one of these languages, if not in this window."""
        key = (interest_id, languages)
        if key not in self._told_in:
            self._told_in[key] = await self._store.is_told_in(interest_id, languages)
        return self._told_in[key]

    async def _muted(
        self, item: DueBriefing, follows: Sequence[Subscription], mutes: Sequence[Mute]
    ) -> frozenset[int]:
        """The stories of a briefing's windows of which any article known is muted.

        What everybody can read of a story counts, so that one that was muted for an earlier
        article is not told by a later one.
        """
        muted: set[int] = set()
        for followed in follows:
            window = _window(item, followed)
            found = await self._in(window)
            articles = found.articles
            if found.counted:
                if window not in self._older:
                    self._older[window] = await self._store.window(
                        window[0], after_seq=window[1], to_seq=self.newest, limit=_MUTE_LIMIT
                    )
                articles = self._older[window]
            known = chain(articles, chain.from_iterable(found.coverage.values()))
            muted.update(story_of(one) for one in known if self._sieve.takes(mutes, one))
        return frozenset(muted)

    async def _in(self, window: _Window) -> _Found:
        """What is in a window; read once."""
        found = self._found.get(window)
        if found is None:
            found = self._found[window] = await self._read(window)
        return found

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
            newest = {found.id for found in articles}
            leading = await self._store.leaders(
                interest_id, after_seq=after, to_seq=self.newest, stories=_LEADERS
            )
            articles = [*articles, *(one for one in leading if one.id not in newest)]
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


def _window(item: DueBriefing, followed: Subscription) -> _Window:
    """From where on a briefing is told what it follows."""
    if followed.start_seq is None:
        return followed.interest.id, item.briefing.cursor, None
    return followed.interest.id, followed.start_seq, followed.since_at


def is_news(article: Article, since: datetime) -> bool:
    """Whether an article is news to who followed its interest `LOOK_BACK` after `since`."""
    return article.first_seen_at > since + LOOK_BACK or article.effective_at >= since
