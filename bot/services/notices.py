"""Failing sources and refusing chats in, a word to whom it concerns out: once for each time."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.domain.notices import Notice
from bot.log import log_event
from bot.ports import Clock
from bot.render.notice import (
    render_failure,
    render_lost_topic,
    render_refusal,
    render_story_over,
)
from bot.services.interval import Interval
from bot.store.notices import NoticeStore

logger = logging.getLogger(__name__)

#: How often it is looked for; a source must have failed for a day, so minutes do not matter.
EVERY = timedelta(minutes=10)

#: Chats told in one transaction.
BATCH = 500


class NoticeService:
    """Tells chats of sources that fail. Several processes may run it; each chat is told once."""

    def __init__(self, *, store: NoticeStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._interval = Interval(EVERY)

    async def tick(self) -> int:
        """Tell whoever is to be told, when it is time to look again; how many chats."""
        now = self._clock.now()
        if self._interval.waits(now):
            return 0
        told = await self._tell_of_chats(now)
        while untold := await self._store.untold(now=now, limit=BATCH):
            notices = [Notice(about=each, message=render_failure(each, now=now)) for each in untold]
            added = await self._store.tell(notices, now=now)
            told += added
            if len(untold) < BATCH or not added:
                break
        self._interval.begin(now)
        if told:
            log_event(logger, logging.INFO, "notices.written", chats=told)
        return told

    async def _tell_of_chats(self, now: datetime) -> int:
        """Tell of chats that refuse us, of topics that were deleted, of stories that ended."""
        refusing = await self._store.refusing(now=now, limit=BATCH)
        lost = await self._store.lost_topics(limit=BATCH)
        notices = [Notice(about=each, message=render_refusal(each, now=now)) for each in refusing]
        notices += [Notice(about=each, message=render_lost_topic(each)) for each in lost]
        over = await self._store.over(now=now, limit=BATCH)
        notices += [Notice(about=each, message=render_story_over(each)) for each in over]
        return await self._store.say(notices, now=now) if notices else 0
