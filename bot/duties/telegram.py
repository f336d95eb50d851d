"""The bot that answers people, as the library has it, on the way that everything is sent."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.duties.parts import ProcessParts
from bot.duties.pauses import StoredPauses
from bot.duties.sending import sending
from bot.duties.token import known_again
from bot.log import log_event
from bot.store.inbox import InboxStore
from bot.store.units import let_go
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.request import AiohttpRequest
from bot.telegram.transport import Transport
from bot.telegram.updates import (
    BotUpdates,
    LedeBot,
    build_bot,
    open_bot,
    take_by_polling,
    take_by_webhook,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """The bot, and where its updates come from."""

    bot: LedeBot
    updates: BotUpdates


def telegram(parts: ProcessParts) -> Telegram:
    """The bot of a process.

    Raises:
        ConfigError: there is no token.
    """
    settings, way = parts.settings, parts.shared(sending)
    poll_transport = Transport(
        connections=2, on_date=parts.server_clock.note, proxy=settings.telegram_proxy
    )
    parts.stack.push_async_callback(poll_transport.aclose)
    poll_request = AiohttpRequest(poll_transport)
    pauses = StoredPauses(parts.database, parts.clock)
    bot = build_bot(
        token=settings.token,
        api_url=settings.telegram_api_url,
        request=AiohttpRequest(way.transport),
        poll_request=poll_request,
        limiter=ReplyRateLimiter(way.limiter, on_pause=pauses.keep),
        before=let_go,
    )
    parts.stack.push_async_callback(bot.shutdown)
    return Telegram(bot=bot, updates=BotUpdates(bot, poll_request))


async def open_ears(parts: ProcessParts) -> None:
    """Ask all that must be asked before updates are taken. May be begun again from the first.

    Raises:
        ConfigError: Telegram has never known the token.
        RetryError: Telegram does not know it any more, or cannot be reached.
    """
    settings, bot = parts.settings, parts.shared(telegram).bot
    await _own(parts)
    await known_again(parts, open_bot(bot))
    await parts.introduce(f"https://t.me/{bot.username}")
    if settings.webhook_url:
        secret = settings.webhook_secret.get_secret_value()
        await take_by_webhook(bot, url=settings.webhook_url, secret=secret)
    else:
        await take_by_polling(bot)


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
