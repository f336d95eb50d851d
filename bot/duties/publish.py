"""Puts into the outbox what is due: editions, alerts, notices."""

from __future__ import annotations

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.services.alerts import AlertService
from bot.services.notices import NoticeService
from bot.services.recaps import RecapService
from bot.store.alerts import AlertStore
from bot.store.editions import EditionStore
from bot.store.notices import NoticeStore
from bot.store.recaps import RecapStore


def publish(parts: ProcessParts) -> list[Duty]:
    """Editions and notices by any process, alerts by one alone."""
    database = parts.database
    alerts = AlertService(
        store=AlertStore(database),
        editions=EditionStore(database),
        clock=parts.clock,
        an_hour=parts.settings.alerts_per_hour,
    )
    notices = NoticeService(store=NoticeStore(database), clock=parts.clock)
    return [
        Duty(name="publish", tick=parts.editions(database).tick),
        Duty(name="alerts", tick=alerts.tick, leader=parts.leader("alerts")),
        Duty(name="notices", tick=notices.tick),
        Duty(name="recaps", tick=RecapService(store=RecapStore(database), clock=parts.clock).tick),
    ]
