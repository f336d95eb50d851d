"""Takes updates from Telegram and answers them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.duties.connect import connection
from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.services import services
from bot.duties.telegram import telegram
from bot.services.listen import ListenService
from bot.services.readiness import PollWatch
from bot.store.inbox import InboxStore
from bot.telegram.updates import BotHandler
from bot.web.server import Webhook
from handlers.lines import slow
from handlers.registry import COMMANDS, make_router
from handlers.silence import silence


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateListening:
    """The service that takes updates, and the webhook where Telegram may bring them."""

    service: ListenService
    #: None where they are polled.
    webhook: Webhook | None


def listening(parts: ProcessParts) -> UpdateListening:
    """The service that takes updates, with every handler registered."""
    settings, way = parts.settings, parts.shared(telegram)
    shown = parts.shared(services)
    watch = PollWatch()
    service = ListenService(
        inbox=InboxStore(parts.database),
        handler=BotHandler(way.bot, make_router(shown, way.bot)),
        clock=parts.clock,
        source=None if settings.webhook_url else way.updates,
        watch=watch,
        silenced=silence(shown),
        slow=slow(COMMANDS),
    )
    parts.readiness.add("updates", watch.look)
    if not settings.webhook_url:
        return UpdateListening(service=service, webhook=None)
    webhook = Webhook(
        path=urlsplit(settings.webhook_url).path or "/",
        secret=settings.webhook_secret.get_secret_value(),
        receive=service.receive,
    )
    return UpdateListening(service=service, webhook=webhook)


def listen(parts: ProcessParts) -> list[Duty]:
    """Taking updates, by one process alone, once Telegram was reached."""
    service, looks = parts.shared(listening).service, parts.shared(services).looks
    reached = parts.shared(connection).reached

    async def pump(stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(service.run(stop))
            group.create_task(looks.run(stop))

    return [Duty(name="listen", pump=pump, leader=parts.leader("listen"), may_begin=reached.is_set)]
