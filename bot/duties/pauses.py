"""Pauses that Telegram asked for, kept so that a restart honours them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from bot.domain.errors import StoreBusyError
from bot.ports import Clock
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.outbox.delivery_chats import DeliveryChatStore


class StoredPauses:
    """Writes down how long nothing may be sent, to one chat or to all."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._state = DeliveryStateStore(database)
        self._chats = DeliveryChatStore(database)
        self._clock = clock

    async def keep(self, telegram_id: int | None, wait_s: float) -> None:
        """Keep a pause of so many seconds of a chat; None is the whole bot."""
        until = self._clock.now() + timedelta(seconds=wait_s)
        with suppress(StoreBusyError):  # the limiter waits all the same
            if telegram_id is None:
                await self._state.pause(until)
            else:
                await self._chats.hold(telegram_id, until)
