"""Deletes what is too old to be kept."""

from __future__ import annotations

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.services.retention import RetentionService
from bot.store.alerts import AlertStore
from bot.store.buttons import ButtonStore
from bot.store.far_times import FarTimesStore
from bot.store.inbox import InboxStore
from bot.store.orphans import OrphanStore
from bot.store.reactions import ReactionStore
from bot.store.retention import RetentionStore
from bot.store.text_packing import TextPacking


def retain(parts: ProcessParts) -> list[Duty]:
    """Retention, by one process alone."""
    database = parts.database
    service = RetentionService(
        cleaner=RetentionStore(database),
        others=(
            OrphanStore(database),
            InboxStore(database),
            ButtonStore(database),
            AlertStore(database),
            FarTimesStore(database),
            TextPacking(database),
            ReactionStore(database),
            parts.scrubber,
        ),
        clock=parts.clock,
        trusts=parts.server_clock.trusted,
    )
    return [Duty(name="retain", tick=service.tick, leader=parts.leader("retain"))]
