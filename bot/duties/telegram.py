"""The ways to Telegram that listening and delivering share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import ConfigError
from bot.duties.parts import ProcessParts
from bot.duties.pauses import StoredPauses
from bot.duties.role import Role
from bot.store.delivery_state import SharedRateStore
from bot.store.units import let_go
from bot.telegram.limiter import Limiter
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.transport import AiohttpRequest, Transport
from bot.telegram.updates import BotUpdates, LedeBot, build_bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Telegram:
    """All that asks Telegram, under one rate for everything that is sent."""

    transport: Transport
    limiter: Limiter
    bot: LedeBot
    updates: BotUpdates


def sending_rate(parts: ProcessParts) -> tuple[float, float] | None:
    """The pace of a process that sends, and the most it takes; messages a second."""
    if parts.roles.isdisjoint((Role.DELIVER, Role.LISTEN)):
        return None
    limiter = parts.shared(telegram).limiter
    return limiter.rate, limiter.cap


def telegram(parts: ProcessParts) -> Telegram:
    """The ways to Telegram of a process.

    Raises:
        ConfigError: there is no token.
    """
    settings = parts.settings
    if not settings.token:
        raise ConfigError(
            "TELEGRAM_BOT_TOKEN is empty; put the token of @BotFather into .env, "
            "or try Lede without one by: lede playground"
        )
    rate = settings.paid_rate if settings.paid_broadcast else settings.send_rate
    limiter = Limiter(rate=rate, shared=SharedRateStore.of(parts.database, cap=rate))
    parts.stack.callback(limiter.close)
    transport = Transport(on_date=parts.server_clock.note, proxy=settings.telegram_proxy)
    parts.stack.push_async_callback(transport.aclose)
    poll_transport = Transport(
        connections=2, on_date=parts.server_clock.note, proxy=settings.telegram_proxy
    )
    parts.stack.push_async_callback(poll_transport.aclose)
    poll_request = AiohttpRequest(poll_transport)
    bot = build_bot(
        token=settings.token,
        api_url=settings.telegram_api_url,
        request=AiohttpRequest(transport),
        poll_request=poll_request,
        limiter=ReplyRateLimiter(limiter, on_pause=StoredPauses(parts.database, parts.clock).keep),
        before=let_go,
    )
    parts.stack.push_async_callback(bot.shutdown)
    updates = BotUpdates(bot, poll_request)
    return Telegram(transport=transport, limiter=limiter, bot=bot, updates=updates)
