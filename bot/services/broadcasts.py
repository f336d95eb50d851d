"""Tells who sent a message to everybody what became of it, once it has gone to all."""

from __future__ import annotations

import logging

from bot.domain.models import RenderedMessage
from bot.log import log_event
from bot.ports import Clock
from bot.render.catalogue import label, text
from bot.store.broadcasts import BroadcastStore

logger = logging.getLogger(__name__)


class BroadcastService:
    """Ends broadcasts of which nothing is waiting any more."""

    def __init__(self, *, store: BroadcastStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def tick(self) -> int:
        """End what is over and tell it, once each; how many."""
        ended = 0
        for number in await self._store.going():
            progress = await self._store.progress(number)
            if progress.open or not progress.all:
                continue
            given = {"sent": progress.sent, "open": progress.open, "lost": progress.lost}
            values = {name: str(count) for name, count in given.items()}
            language = progress.language
            message = RenderedMessage(
                html=text("broadcast.result", language, **values),
                plain=label("broadcast.result", language, **values),
            )
            if await self._store.end(number, message, now=self._clock.now()):
                log_event(logger, logging.INFO, "broadcast.ended", broadcast=number, **given)
                ended += 1
        return ended
