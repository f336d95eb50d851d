"""The connection to Telegram, under one rate limit, of every process that sends."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.errors import ConfigError
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.store.delivery_state import SharedRateStore
from bot.telegram.limiter import Limiter
from bot.telegram.sender import PartSender
from bot.telegram.transport import Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The connections, the rate for everything that is sent, and what sends the outbox."""

    transport: Transport
    limiter: Limiter
    sender: PartSender


def sending_rate(parts: ProcessParts) -> tuple[float, float] | None:
    """The pace of a process that sends, and the most it takes; messages a second."""
    if parts.roles.isdisjoint((Role.DELIVER, Role.LISTEN)):
        return None
    limiter = parts.shared(sending).limiter
    return limiter.rate, limiter.cap


def sending(parts: ProcessParts) -> Sending:
    """The sender of a process, with its rate limiter.

    Raises:
        ConfigError: there is no token.
    """
    settings = parts.settings
    if not settings.token:
        raise ConfigError(
            "TELEGRAM_BOT_TOKEN is empty; put the token of @BotFather into .env, "
            "or try Lede without one by: lede playground"
        )
    rate = settings.most_rate
    limiter = Limiter(rate=rate, shared=SharedRateStore.of(parts.database, cap=rate))
    parts.stack.callback(limiter.close)
    transport = Transport(on_date=parts.server_clock.note, proxy=settings.telegram_proxy)
    parts.stack.push_async_callback(transport.aclose)
    sender = PartSender(
        transport,
        token=settings.token,
        api_url=settings.telegram_api_url,
        paid=settings.paid_broadcast,
    )
    return Sending(transport=transport, limiter=limiter, sender=sender)
