"""The top lists of interests, each built once for all briefings that share it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain

from bot.breath import Breath
from bot.domain.editions import DueBriefing
from bot.domain.likings import Liking
from bot.domain.models import Article, Interest, Subscription
from bot.domain.mutes import Mute
from bot.domain.narrowing import narrowing
from bot.domain.parting import Parting, concerned, parted
from bot.domain.ranking import Candidates, story_of, top_list
from bot.domain.reads import by_its_stories, reads_of, told_in
from bot.domain.toplists import RankedStory, TopList
from bot.services.long_windows import LongWindows
from bot.services.mutes import MuteSieve
from bot.services.narrowing import left_by
from bot.services.windows import (
    WINDOW_LIMIT,
    InterestWindow,
    NewestArticles,
    Window,
    is_news,
    window_of,
)
from bot.store.editions import EditionStore
from bot.text.sentences.splitting import split_sentences
from bot.text.story.tellings import is_nearer

_NO_STORIES: frozenset[int] = frozenset()

#: What is found, the languages read, what is told apart in it, what is muted, the days covered.
_Key = tuple["InterestWindow", frozenset[str] | None, frozenset[Parting], frozenset[int], int]

#: Stories numbered together: a list's set of bits is no longer than that.
_MOST_NUMBERS = 16_384

#: So many of a window's newest articles are asked whether they are muted.
_MUTE_LIMIT = 5000


class WindowLists:
    """Top lists of windows that end at one seq, by interest, beginning and languages read.

    However many cursors there are, an interest is read once, and windows that hold the same
    articles share a list.
    """

    def __init__(self, store: EditionStore) -> None:
        self._store = store
        self.newest = -1
        self._interests: dict[int, NewestArticles] = {}
        self._articles: dict[int, Article] = {}
        self._coverage: dict[int, Sequence[Article]] = {}
        self._found: dict[Window, InterestWindow] = {}
        self._same: dict[tuple[int, tuple[int, ...], frozenset[int]], InterestWindow] = {}
        self._lists: dict[_Key, TopList] = {}
        #: Stories of lists, for others that have the same articles of them.
        self._made: dict[object, RankedStory] = {}
        #: Stories by number, see `TopList`.
        self._numbers: dict[int, int] = {}
        self._moment: datetime | None = None
        self._sieve = MuteSieve()
        self._long = LongWindows(store)
        self._older: dict[Window, Sequence[Article]] = {}
        self._narrow: dict[tuple[Window, str], InterestWindow] = {}
        self._told_in: dict[tuple[int, frozenset[str]], bool] = {}

    def reach(self, newest: int) -> bool:
        """Let windows end there; whether that is further than before, and all is to be built anew."""
        if newest == self.newest:
            return False
        self.newest = newest
        for kept in (self._interests, self._articles, self._coverage, self._found, self._same):
            kept.clear()
        self._lists.clear()
        self._made.clear()
        self._numbers = {}
        self._long.clear()
        self._older.clear()
        self._narrow.clear()
        self._told_in.clear()
        return True

    async def read(self, due: Iterable[tuple[DueBriefing, Sequence[Subscription]]]) -> None:
        """Read what briefings follow, all in a few statements."""
        wanted = {window_of(item, followed) for item, follows in due for followed in follows}
        narrowed = {each.words for _, follows in due for each in follows if each.words}
        self._sieve.add(chain.from_iterable(narrowing(each).queries for each in sorted(narrowed)))
        await self._read([window for window in wanted if window not in self._found])

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
        words: str = "",
    ) -> TopList:
        """The top list of an interest's articles with a seq above `after`.

        `since` is for a new follower: of what stood there `LOOK_BACK` after it, when the interest
        was followed, older articles are left out. What was seen first later is news. `partings`
        are what the reader said is not the same news, `muted` stories they do not want, `words`
        narrow the interest down. Over more `days` it counts less how old a story is.
        """
        found = await self._narrowed((interest.id, after, since), words)
        # who reads other languages as well shares the list with who does not
        shown = None if reads is None or found.languages <= reads else reads & found.languages
        apart = concerned(partings, found.articles, found.coverage) if partings else frozenset()
        gone = muted & found.stories if muted else muted
        key = (found, shown, apart, gone, days)
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
            if len(self._numbers) > _MOST_NUMBERS:  # lists of other numbers: without bits
                self._numbers = {}
            self._lists[key] = top_list(
                candidates,
                now=now,
                coverage=coverage,
                sentences=split_sentences,
                made=None if apart else self._made_at(now),
                numbers=self._numbers,
            )
            await asyncio.sleep(0)  # some milliseconds: others have a turn between two lists
        return self._lists[key]

    def _made_at(self, now: datetime) -> dict[object, RankedStory]:
        """The stories made for lists of a moment: an older story counts less."""
        if now != self._moment:
            self._moment = now
            self._made.clear()
        return self._made

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
            window = window_of(item, followed)
            _, after, since = window
            told = told_in(item.chat, followed, reads)
            if told is not None and by_its_stories(item.chat, followed):
                met = (await self._narrowed(window, followed.words)).languages
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
                    words=followed.words,
                )
            )
        return lists

    def liked(self, lists: Iterable[TopList], likings: Sequence[Liking]) -> dict[int, int]:
        """By story, how many of a chat's wishes want it more, less those that want it less.

        They must be known as mutes are.
        """
        found: dict[int, int] = {}
        if not likings:
            return found
        for ranked in chain.from_iterable(one.stories for one in lists):
            if ranked.story.id not in found:
                wishes = 0
                for each in likings:
                    if self._sieve.takes((each.query,), ranked.story.speaker):
                        wishes += 1 if each.more else -1
                found[ranked.story.id] = wishes
        return found

    async def _ever(self, interest_id: int, languages: frozenset[str]) -> bool:
        """True if an interest is told in one of these languages, if not in this window."""
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
            window = window_of(item, followed)
            found = await self._in(window)
            articles = found.articles
            if found.counted:
                articles = await self._all(window)
            known = chain(articles, chain.from_iterable(found.coverage.values()))
            muted.update(story_of(one) for one in known if self._sieve.takes(mutes, one))
        return frozenset(muted)

    async def _all(self, window: Window) -> Sequence[Article]:
        """The articles of a long window, also those that are only counted."""
        if window not in self._older:
            self._older[window] = await self._store.window(
                window[0], after_seq=window[1], to_seq=self.newest, limit=_MUTE_LIMIT
            )
        return self._older[window]

    async def _narrowed(self, window: Window, words: str) -> InterestWindow:
        """The articles of a window that match the words, however old; all without words."""
        found = await self._in(window)
        if not words:
            return found
        key = (window, words)
        if key not in self._narrow:
            articles = found.articles
            if found.counted:
                since = window[2]
                long = await self._all(window)
                articles = [one for one in long if since is None or is_news(one, since)]
                await self._cover(articles)
            mine = await left_by(words, articles, self._coverage, self._sieve)
            told, rest = mine[:WINDOW_LIMIT], mine[WINDOW_LIMIT:]
            self._narrow[key] = self._window_of(told, frozenset(map(story_of, rest)))
        return self._narrow[key]

    async def _cover(self, articles: Iterable[Article]) -> None:
        """Know everything there is of these articles' stories."""
        stories = {one.story_id for one in articles}
        missing = {each for each in stories if each is not None and each not in self._coverage}
        if missing:
            self._coverage |= dict.fromkeys(missing, ())
            self._coverage |= await self._store.coverage(missing, to_seq=self.newest)

    def _window_of(self, articles: Sequence[Article], counted: frozenset[int]) -> InterestWindow:
        """A window of these articles, whose stories are known."""
        mine = {one.story_id for one in articles if one.story_id is not None}
        return InterestWindow(
            articles=articles,
            counted=counted,
            coverage={each: self._coverage[each] for each in mine},
            languages=frozenset({one.language for one in articles if one.language}),
        )

    async def _in(self, window: Window) -> InterestWindow:
        """The articles of a window; read once."""
        if window not in self._found:
            await self._read([window])
        return self._found[window]

    async def _read(self, windows: Sequence[Window]) -> None:
        """Read windows that are not known yet."""
        await self._read_interests(windows)
        newest: dict[Window, Sequence[Article]] = {}
        cuts, breath = {}, Breath()
        for window in windows:
            if breath.over:
                await breath.take()
            known = self._interests.get(window[0])
            newest[window] = known.above(window[1]) if known else ()
        long = [window for window, found in newest.items() if len(found) == WINDOW_LIMIT]
        await self._long.read(long, to_seq=self.newest)
        for window in windows:
            if breath.over:
                await breath.take()
            cuts[window] = await self._cut(window, newest[window])
        await self._cover(chain.from_iterable(cut for cut, _ in cuts.values()))
        for window, (articles, counted) in cuts.items():
            if breath.over:
                await breath.take()
            same = window[0], tuple([one.id for one in articles]), counted
            found = self._same.get(same)
            if found is None:
                found = self._same[same] = self._window_of(articles, counted)
            self._found[window] = found

    async def _read_interests(self, windows: Iterable[Window]) -> None:
        """Know the newest articles of these windows' interests as far back as they begin."""
        floors: dict[int, int] = {}
        for interest_id, after, _ in windows:
            known = self._interests.get(interest_id)
            if after < self.newest and (known is None or not known.reaches(after)):
                floors[interest_id] = min(after, floors.get(interest_id, after))
        if not floors:
            return
        newest = await self._store.newest(floors, to_seq=self.newest, limit=WINDOW_LIMIT)
        missing = set(chain.from_iterable(newest.values())).difference(self._articles)
        self._articles |= {one.id: one for one in await self._store.articles(missing)}
        for interest_id, ids in newest.items():
            # what is gone since is not told
            articles = [self._articles[each] for each in ids if each in self._articles]
            self._interests[interest_id] = NewestArticles(
                floor=floors[interest_id], articles=articles
            )

    async def _cut(
        self, window: Window, articles: Sequence[Article]
    ) -> tuple[Sequence[Article], frozenset[int]]:
        """The articles of a window, and the stories that are only counted."""
        counted, since = _NO_STORIES, window[2]
        if len(articles) == WINDOW_LIMIT:
            known = {found.id for found in articles}
            counted, leading = await self._long.around(window, to_seq=self.newest)
            articles = [*articles, *(one for one in leading if one.id not in known)]
        if since is not None:
            articles = [found for found in articles if is_news(found, since)]
        return articles, counted
