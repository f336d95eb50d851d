"""The one sequencer: uncurated articles get their story, their interests and their seq."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import timedelta

from bot.domain.curation import Decision, KnownArticle, Uncurated
from bot.domain.matching import UNKNOWN, InterestMatcher
from bot.domain.stories import Arrival, Placed, StoryIndex
from bot.log import log_event
from bot.ports import Clock
from bot.store.curation import CurationStore
from bot.text.story.tellings import telling
from bot.text.words.normalise import search_terms

logger = logging.getLogger(__name__)

#: Articles decided on in one transaction.
BATCH = 50

#: Interests taken in without a break: at 0.06 to 0.16 ms each about a hundredth of a second.
PAGE = 100
#: Articles the story index is rebuilt from at a time: some tenths of a second in a thread.
SLICE = 500

#: Stories are told within this time; older ones begin anew.
STORY_WINDOW_S = 72 * 3600


def _all_languages(words: str) -> list[list[str]]:
    """A query's words in the forms of any language: whoever follows it may read several."""
    return search_terms(words, "")


class CurateService:
    """Decides where articles belong. Only one may run; a second one's work is not written."""

    def __init__(self, *, store: CurationStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._stories: StoryIndex | None = None
        self._matcher: InterestMatcher | None = None

    async def tick(self) -> int:
        """Curate everything that waits; how many articles."""
        curated = 0
        while reworded := await self._store.reworded(BATCH):
            await self._take_in(reworded)
            if len(reworded) < BATCH:
                break
        while batch := await self._store.uncurated(BATCH):
            curated += await self._curate(batch)
            if len(batch) < BATCH:
                break
        return curated

    async def _curate(self, batch: list[Uncurated]) -> int:
        started = time.monotonic()
        matcher = await self._current_matcher()
        stories = await self._current_stories()
        self._stories = None  # until written, it knows articles that were not
        placed = await asyncio.to_thread(_placed, stories, batch)
        decisions = [
            Decision(
                article_id=article.id,
                story_id=placed.articles[article.id],
                interest_ids=matcher.match(article) if article.is_news or article.held else (),
            )
            for article in batch
        ]
        newest = await self._store.seal(decisions, version=matcher.version, placed=placed)
        if newest is None:
            self._matcher = None
            return 0
        self._stories = stories
        log_event(
            logger,
            logging.INFO,
            "articles.curated",
            count=len(decisions),
            newest=newest,
            ms=round((time.monotonic() - started) * 1000),
        )
        return len(decisions)

    async def _take_in(self, reworded: list[KnownArticle]) -> None:
        """Compare edited articles by their new words from now on, which may move them."""
        stories = await self._current_stories()
        self._stories = None  # as in `_curate`
        placed = await asyncio.to_thread(_placed, stories, [], reworded)
        await self._store.put_right(placed, reworded=reworded)
        self._stories = stories
        log_event(logger, logging.INFO, "articles.reworded", count=len(reworded))

    async def _current_matcher(self) -> InterestMatcher:
        """The matcher of what can be followed now: the last one, and what was followed since.

        In pages, with the loop's turn between them: thousands are read at a start.
        """
        if self._matcher is not None:
            if self._matcher.version == await self._store.followed_version():
                return self._matcher
            if await self._grow(self._matcher):
                return self._matcher
        self._matcher = InterestMatcher(expand=_all_languages)  # something was forgotten
        await self._grow(self._matcher)
        return self._matcher

    async def _grow(self, matcher: InterestMatcher) -> bool:
        """True if it holds exactly what can be followed, after what is new was added."""
        matcher.version = UNKNOWN
        while True:
            page = await self._store.followed(after=matcher.newest, limit=PAGE)
            matcher.set_topics(page.topics)
            matcher.add(page.interests)
            if len(page.interests) < PAGE:
                break
            await asyncio.sleep(0)
        if len(matcher) != page.count:
            return False
        matcher.version = page.version
        return True

    async def _current_stories(self) -> StoryIndex:
        """The story index, built from the store after a start or a failure."""
        if self._stories is None:
            since = self._clock.now() - timedelta(seconds=STORY_WINDOW_S)
            index = StoryIndex(window_s=STORY_WINDOW_S)
            after = 0
            while told := await self._store.told_since(since, after_seq=after, limit=SLICE):
                await asyncio.to_thread(_restore, index, told)
                after = told[-1].seq
            self._stories = index
        return self._stories


def _placed(
    stories: StoryIndex, batch: Sequence[Uncurated], reworded: Sequence[KnownArticle] = ()
) -> Placed:
    """In a thread: the loop goes on meanwhile."""
    return stories.place(
        [_arrival(article) for article in batch], [_arrival(article) for article in reworded]
    )


def _restore(stories: StoryIndex, told: Sequence[KnownArticle]) -> None:
    """In a thread as well."""
    for article in told:
        stories.restore(_arrival(article), article.story_id)


def _arrival(article: KnownArticle | Uncurated) -> Arrival:
    return Arrival(
        id=article.id,
        telling=telling(article.headline, article.lead, article.language),
        at=article.first_seen_at,
        source_id=article.source_id,
    )
