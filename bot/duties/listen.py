"""Takes updates from Telegram and answers them."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.domain.errors import ConfigError, TokenRefusedError
from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.services import services
from bot.duties.telegram import telegram
from bot.log import log_event
from bot.services.connection import TelegramConnection
from bot.services.listen import ListenService
from bot.services.readiness import PollWatch
from bot.store.inbox import InboxStore
from bot.telegram.updates import (
    BotHandler,
    LedeBot,
    open_bot,
    take_by_polling,
    take_by_webhook,
)
from bot.web.server import Webhook
from handlers.lines import slow
from handlers.registry import COMMANDS, make_router, publish_menus
from handlers.silence import silence

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateListening:
    """All that takes updates, and where Telegram may bring them."""

    service: ListenService
    #: None where they are polled.
    webhook: Webhook | None


def listening(parts: ProcessParts) -> UpdateListening:
    """All that takes updates, with every handler registered."""
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


def connection(parts: ProcessParts) -> TelegramConnection:
    """Asks of Telegram what must be asked first, until it answers; all else goes on."""
    settings, bot = parts.settings, parts.shared(telegram).bot

    async def steps() -> None:
        if Role.LISTEN not in parts.roles:
            await _open(parts, bot)
            return
        await _own(parts)
        await _open(parts, bot)
        await parts.introduce(f"https://t.me/{bot.username}")
        if settings.webhook_url:
            secret = settings.webhook_secret.get_secret_value()
            await take_by_webhook(bot, url=settings.webhook_url, secret=secret)
        else:
            await take_by_polling(bot)

    made = TelegramConnection(steps)
    parts.readiness.add("clock", parts.server_clock.look)
    parts.readiness.add("telegram", made.look)
    return made


async def _open(parts: ProcessParts, bot: LedeBot) -> None:
    """Ask Telegram who the bot is.

    A token that it accepted before is no wrong setting when it does not just now: servers have
    forgotten tokens for a while. It is asked again, as it is under way.
    """
    inbox, token = InboxStore(parts.database), parts.settings.token
    refused: ConfigError | None = None
    try:
        await open_bot(bot)
    except ConfigError as error:
        refused = error
    if refused is None:
        await inbox.accept(token)
    elif await inbox.accepted(token):
        raise TokenRefusedError(str(refused))
    else:
        raise refused


async def _own(parts: ProcessParts) -> None:
    """Begin anew with updates when the data were another bot's; say so."""
    bot_id = int(parts.settings.token.partition(":")[0])
    taken = await InboxStore(parts.database).belong_to(bot_id)
    if taken is not None:
        log_event(
            logger,
            logging.WARNING,
            "bot.changed",
            before=taken.before,
            now=bot_id,
            updates_dropped=taken.dropped,
        )


def connect(parts: ProcessParts) -> list[Duty]:
    """Reaching Telegram, by every process that speaks to it."""
    made, bot = parts.shared(connection), parts.shared(telegram).bot

    async def pump(stop: asyncio.Event) -> None:
        await made.run(stop)
        if made.reached.is_set() and Role.LISTEN in parts.roles:
            await publish_menus(bot)  # nobody waits for it

    return [Duty(name="connect", pump=pump)]


def listen(parts: ProcessParts) -> list[Duty]:
    """Taking updates, by one process alone, once Telegram was reached."""
    service, looks = parts.shared(listening).service, parts.shared(services).looks
    reached = parts.shared(connection).reached

    async def pump(stop: asyncio.Event) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(service.run(stop))
            group.create_task(looks.run(stop))

    return [Duty(name="listen", pump=pump, leader=parts.leader("listen"), may_begin=reached.is_set)]
