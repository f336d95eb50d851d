"""python-telegram-bot's bot with our transport and limiter, and without its token in its words."""

from __future__ import annotations

from telegram.error import InvalidToken
from telegram.ext import ExtBot

from bot.domain.errors import ConfigError
from bot.domain.models import Lane
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.transport import AiohttpRequest, Transport


class LedeBot(ExtBot[Lane]):
    """The library shows the token in `repr` and in the error of a rejected one; this does not."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}[{self.id if self._bot_initialized else 'not started'}]"

    async def initialize(self) -> None:
        """Ask who we are.

        Raises:
            ConfigError: the token was rejected, or the address is not a Bot API server.
        """
        try:
            await super().initialize()
        except InvalidToken:
            pass
        else:
            return
        # Outside of the handler: the library's error holds the whole token.
        raise ConfigError(
            "The Bot API server rejected the token; check TELEGRAM_BOT_TOKEN and TELEGRAM_API_URL"
        )


def make_bot(
    *,
    token: str,
    api_url: str,
    transport: Transport,
    limiter: ReplyRateLimiter | None,
    poll_transport: Transport | None = None,
) -> LedeBot:
    """A bot over the given transports; `poll_transport` is for `getUpdates` alone."""
    address = api_url.rstrip("/")
    return LedeBot(
        token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=AiohttpRequest(transport),
        get_updates_request=AiohttpRequest(poll_transport or Transport(connections=2)),
        rate_limiter=limiter,
    )
