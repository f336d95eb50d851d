"""Chats whose week is over in, a look back at it out: once for each Sunday."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.models import Chat, ChatStatus, RenderedMessage
from bot.domain.recap import TOO_LATE, WEEK, Recap, next_recap, week_of
from bot.log import log_event
from bot.ports import Clock
from bot.render.recap import render_recap
from bot.services.interval import Interval
from bot.store.recaps import RecapStore

logger = logging.getLogger(__name__)

#: How often it is looked for; nobody waits for the minute.
EVERY = timedelta(minutes=1)
#: Chats told in one tick.
BATCH = 200


class RecapService:
    """Tells chats of their week. Several processes may run it; each chat is told once."""

    def __init__(self, *, store: RecapStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._interval = Interval(EVERY)

    async def tick(self) -> int:
        """Tell whoever is due, when it is time to look again; how many chats."""
        now = self._clock.now()
        if self._interval.waits(now):
            return 0
        told = 0
        due = await self._store.due(now=now, limit=BATCH)
        for chat, due_at in due:
            message = await self._message(chat, due_at, now=now)
            told += await self._store.tell(
                chat.id,
                due_at,
                message,
                next_at=next_recap(now, ZoneInfo(chat.zone)),
                now=now,
            )
        if len(due) < BATCH:
            self._interval.begin(now)
        if told:
            log_event(logger, logging.INFO, "recaps.written", chats=told)
        return told

    async def _message(
        self, chat: Chat, due_at: datetime, *, now: datetime
    ) -> RenderedMessage | None:
        """A chat's look back; None when there is nothing to look at, or the chat rests."""
        rests = chat.paused_until is not None and chat.paused_until > now
        if rests or chat.status is not ChatStatus.ACTIVE or now - due_at > TOO_LATE:
            return None
        recap = await self.recap(chat, since=due_at - WEEK)
        return render_recap(recap, language=chat.language) if recap else None

    async def recap(self, chat: Chat, *, since: datetime) -> Recap:
        """The recap of a chat: stories told, saved and missed since then."""
        week = week_of(await self._store.editions(chat.id, since=since))
        count, saved = await self._store.saved(chat.id, since=since)
        return Recap(
            told=week.told,
            digests=week.digests,
            biggest=tuple(await self._store.articles(week.biggest)),
            missed=tuple(await self._store.articles(week.missed)),
            saved=saved,
            saved_count=count,
        )
