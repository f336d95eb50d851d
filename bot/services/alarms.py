"""Tells operators in their chats what is wrong, before readers notice."""

from __future__ import annotations

import logging
from collections.abc import Set
from datetime import timedelta

from bot.domain.alarms import decide
from bot.log import log_event
from bot.ports import Clock
from bot.render.alarm import render_alarm
from bot.services.interval import Interval
from bot.services.readiness import Readiness
from bot.store.alarms import AlarmStore

logger = logging.getLogger(__name__)

#: How often it is looked.
EVERY = timedelta(seconds=20)


class AlarmService:
    """One message when something begins to be wrong, one when it is over; a restart repeats none."""

    def __init__(
        self, *, store: AlarmStore, readiness: Readiness, admin_ids: Set[int], clock: Clock
    ) -> None:
        self._store = store
        self._readiness = readiness
        self._admin_ids = admin_ids
        self._clock = clock
        self._interval = Interval(EVERY)

    async def tick(self) -> int:
        """Look, when it is time to, and tell what is new; how many messages."""
        now = self._clock.now()
        if self._interval.waits(now):
            return 0
        self._interval.begin(now)
        found = {each.name: each.words for each in await self._readiness.findings()}
        found |= await self._store.wrong(now)
        known = await self._store.known()
        decided = decide(known, found, now=now)
        operators = await self._store.operators(sorted(self._admin_ids))
        telling = [
            (
                to,
                f"alarm:{name}:{int(alarm.since_at.timestamp())}:{'over' if over else 'new'}",
                render_alarm(name, alarm, over=over, now=now, zone=to.zone, language=to.language),
            )
            for over, alarms in ((False, decided.begun), (True, decided.over))
            for name, alarm in alarms.items()
            for to in operators
        ]
        for name, alarm in decided.begun.items():
            log_event(logger, logging.WARNING, "alarm.begun", about=name, why=alarm.words)
        for name in decided.over:
            log_event(logger, logging.INFO, "alarm.over", about=name)
        if decided.known != known or telling:
            await self._store.keep(decided.known, telling, now=now)
        return len(telling)
