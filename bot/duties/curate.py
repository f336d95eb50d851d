"""Gives articles their story and their place in the one order."""

from __future__ import annotations

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.services.curate import CurateService
from bot.store.curation import CurationStore


def curate(parts: ProcessParts) -> list[Duty]:
    """Curating, by one process alone."""
    service = CurateService(store=CurationStore(parts.database), clock=parts.clock)
    return [Duty(name="curate", tick=service.tick, leader=parts.leader("curate"))]
