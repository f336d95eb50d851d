"""Failing sources in, a word to those who follow them out: once for each time it happens."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.domain.notices import Notice
from bot.log import log_event
from bot.ports import Clock, NoticeBoard
from bot.render.notice import render_failure

logger = logging.getLogger(__name__)

#: How often it is looked for; a source must have failed for a day, so minutes do not matter.
EVERY = timedelta(minutes=10)

#: Chats told in one transaction.
BATCH = 500


class NoticeService:
    """Tells chats of sources that fail. Several processes may run it; each chat is told once."""

    def __init__(self, *, store: NoticeBoard, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._next_at: datetime | None = None

    async def tick(self) -> int:
        """Tell whoever is to be told, when it is time to look again; how many chats."""
        now = self._clock.now()
        if self._next_at is not None and self._next_at - EVERY <= now < self._next_at:
            return 0
        told = 0
        while untold := await self._store.untold(now=now, limit=BATCH):
            notices = [Notice(about=each, message=render_failure(each, now=now)) for each in untold]
            added = await self._store.tell(notices, now=now)
            told += added
            if len(untold) < BATCH or not added:
                break
        self._next_at = now + EVERY
        if told:
            log_event(logger, logging.INFO, "notices.written", chats=told)
        return told
