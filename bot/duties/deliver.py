"""Sends what waits in the outbox."""

from __future__ import annotations

from bot.domain.readiness import Finding
from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.sending import sending
from bot.services.deliver import DeliverService
from bot.services.returns import ReturnService
from bot.store.outbox.away import AwayStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.outbox.ledger import OutboxStore


def deliver(parts: ProcessParts) -> list[Duty]:
    """Sending, by any process."""
    way = parts.shared(sending)
    service = DeliverService(
        outbox=OutboxStore(parts.database),
        sender=way.sender,
        limiter=way.limiter,
        clock=parts.clock,
        on_ambiguous=parts.settings.on_ambiguous,
    )

    async def look() -> list[Finding]:
        trouble = service.health.trouble
        if not trouble:
            return []
        return [Finding(name="sending", words=f"nothing is sent: {trouble.value}")]

    parts.readiness.add("sending", look)
    returns = ReturnService(
        away=AwayStore(parts.database),
        chats=DeliveryChatStore(parts.database),
        reach=way.sender,
        clock=parts.clock,
    )
    return [Duty(name="deliver", pump=service.run), Duty(name="returns", tick=returns.tick)]
