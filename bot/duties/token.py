"""A token that Telegram knows, knew once, or never did."""

from __future__ import annotations

from collections.abc import Awaitable

from bot.domain.errors import ConfigError, TokenRefusedError
from bot.duties.parts import ProcessParts
from bot.store.inbox import InboxStore


async def known_again(parts: ProcessParts, asked: Awaitable[None]) -> None:
    """Wait for the question who the bot is; remember a token that was accepted.

    A token that Telegram accepted before is no wrong setting when it does not just now: servers
    have forgotten tokens for a while. It is asked again, as it is under way.

    Raises:
        ConfigError: Telegram has never known the token.
        TokenRefusedError: it did before.
    """
    inbox, token = InboxStore(parts.database), parts.settings.token
    refused: ConfigError | None = None
    try:
        await asked
    except ConfigError as error:
        refused = error
    if refused is None:
        await inbox.accept(token)
    elif await inbox.accepted(token):
        raise TokenRefusedError(str(refused))
    else:
        raise refused
