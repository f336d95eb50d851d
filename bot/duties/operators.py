"""Tells operators what is wrong, and everybody what operators say."""

from __future__ import annotations

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.services import services
from bot.services.alarms import AlarmService
from bot.services.broadcasts import BroadcastService
from bot.store.alarms import AlarmStore
from bot.store.broadcasts import BroadcastStore


def operators(parts: ProcessParts) -> list[Duty]:
    """Alarms and broadcasts, by the process that listens."""
    alarms = AlarmService(
        store=AlarmStore(parts.database),
        readiness=parts.readiness,
        admin_ids=parts.shared(services).admin_ids,
        clock=parts.clock,
    )
    broadcasts = BroadcastService(store=BroadcastStore(parts.database), clock=parts.clock)
    leader = parts.leader("listen")
    return [
        Duty(name="alarms", tick=alarms.tick, leader=leader),
        Duty(name="broadcasts", tick=broadcasts.tick, leader=leader),
    ]
