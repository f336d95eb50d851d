"""Chats that were away: asked now and then, without a message, whether they are back."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.domain.outcomes import Outcome, RefusalReason
from bot.log import log_event
from bot.ports import ChatReach, Clock
from bot.services.interval import Interval
from bot.store.outbox.away import AwayStore
from bot.store.outbox.delivery_chats import DeliveryChatStore

logger = logging.getLogger(__name__)

#: How often some are asked, and how many at the most: they are never in the way of a message.
EVERY, BATCH = timedelta(minutes=1), 20
#: After so long a chat is asked of which nothing was learned.
LATER = timedelta(hours=1)


class ReturnService:
    """Wakes chats that can be written to again though nobody told."""

    def __init__(
        self, *, away: AwayStore, chats: DeliveryChatStore, reach: ChatReach, clock: Clock
    ) -> None:
        self._away = away
        self._chats = chats
        self._reach = reach
        self._clock = clock
        self._interval = Interval(EVERY)

    async def tick(self) -> int:
        """Ask some, when it is time; how many are back."""
        now = self._clock.now()
        if self._interval.waits(now):
            return 0
        self._interval.begin(now)
        back = 0
        for telegram_id in await self._away.claim(now=now, limit=BATCH):
            verdict = await self._reach.reach(telegram_id)
            if verdict.outcome is Outcome.SENT:
                back += await self._chats.reactivate(telegram_id)
                log_event(logger, logging.INFO, "chat.back", telegram_id=telegram_id)
            elif verdict.migrate_to is not None:
                await self._chats.migrate(telegram_id, verdict.migrate_to, now=now)
                await self._away.put_off(verdict.migrate_to, now)
            elif verdict.outcome is not Outcome.REFUSED or verdict.reason is RefusalReason.TOKEN:
                await self._away.put_off(telegram_id, now + LATER)
        return back
