"""Reaches Telegram: what is asked of it first, by every process that speaks to it."""

from __future__ import annotations

import asyncio

from bot.domain.errors import ConfigError, RetryError
from bot.domain.outcomes import Outcome, RefusalReason
from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.sending import sending
from bot.duties.token import known_again
from bot.services.connection import TelegramConnection
from bot.telegram.sender import UNKNOWN_BOT


def connection(parts: ProcessParts) -> TelegramConnection:
    """Asks of Telegram what must be asked first, until it answers; all else goes on."""
    made = TelegramConnection(lambda: ask_first(parts))
    parts.readiness.add("clock", parts.server_clock.look)
    parts.readiness.add("telegram", made.look)
    return made


async def ask_first(parts: ProcessParts) -> None:
    """Ask all that the process has to know of Telegram. May be begun again from the first.

    Raises:
        ConfigError: Telegram has never known the token.
        RetryError: Telegram does not know it any more, or cannot be reached.
    """
    if Role.LISTEN not in parts.roles:
        await known_again(parts, _ask(parts))
        return
    from bot.duties.telegram import open_ears  # with all that answers people

    await open_ears(parts)


async def _ask(parts: ProcessParts) -> None:
    """Ask who the bot is: all that a process which only sends has to know.

    Raises:
        ConfigError: Telegram does not know the token.
        RetryError: Telegram cannot be reached, or asks to wait.
    """
    verdict = await parts.shared(sending).sender.probe()
    if verdict.reason is RefusalReason.TOKEN:
        raise ConfigError(UNKNOWN_BOT)
    if verdict.outcome is not Outcome.SENT:
        words = verdict.text or verdict.outcome.value
        raise RetryError(
            f"Telegram cannot be reached: {words}", retry_after_s=verdict.retry_after_s
        )


def connect(parts: ProcessParts) -> list[Duty]:
    """Reaching Telegram, by every process that speaks to it."""
    parts.shared(sending)  # without a token it is said at once
    made = parts.shared(connection)

    async def pump(stop: asyncio.Event) -> None:
        await made.run(stop)
        if made.reached.is_set() and Role.LISTEN in parts.roles:
            from bot.duties.telegram import telegram
            from handlers.registry import publish_menus

            await publish_menus(parts.shared(telegram).bot)  # nobody waits for it

    return [Duty(name="connect", pump=pump)]
