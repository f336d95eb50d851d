"""Updates by python-telegram-bot: asked for raw, handled one by one, errors passed on."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol
from urllib.parse import urlencode

from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import BaseRequest

from bot.domain.errors import (
    ConfigError,
    DropError,
    PollConflictError,
    RetryError,
    TokenRefusedError,
    TransportError,
)
from bot.domain.updates import ALLOWED_UPDATES
from bot.log import log_event
from bot.telegram.sender import UNKNOWN_BOT

_LOG = logging.getLogger(__name__)

#: What the answer to a long poll may take longer than the poll itself.
_SLACK_S = 10.0

#: The library's bot, with its replies under our own limits.
LedeBot = ExtBot[Any]

Before = Callable[[], Awaitable[None]]


class _First(BaseRateLimiter[Any]):
    """Does something before every request: nothing may be held that others wait for meanwhile."""

    def __init__(self, before: Before, limiter: BaseRateLimiter[Any] | None) -> None:
        self._before = before
        self._limiter = limiter

    async def initialize(self) -> None:
        """Set the limiter up."""
        if self._limiter is not None:
            await self._limiter.initialize()

    async def shutdown(self) -> None:
        """Let the limiter end what it has begun."""
        if self._limiter is not None:
            await self._limiter.shutdown()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Any:
        """Have the limiter make the request, if there is one."""
        await self._before()
        if self._limiter is None:
            return await callback(*args, **kwargs)
        return await self._limiter.process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )


def build_bot(
    *,
    token: str,
    api_url: str,
    request: BaseRequest,
    poll_request: BaseRequest,
    limiter: BaseRateLimiter[Any] | None = None,
    before: Before | None = None,
) -> LedeBot:
    """The library's bot; `before` is awaited before each of its requests.

    `poll_request` is for getUpdates alone, so that a held poll takes no connection from replies.
    """
    return ExtBot(
        token=token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=request,
        get_updates_request=poll_request,
        rate_limiter=_First(before, limiter) if before is not None else limiter,
    )


async def open_bot(bot: LedeBot) -> None:
    """Make the bot ready; asks Telegram who it is. May be called until it works.

    Raises:
        ConfigError: Telegram does not know the token.
        RetryError: Telegram cannot be reached.
    """
    failure: ConfigError | RetryError
    try:
        await bot.initialize()
        return
    except InvalidToken:
        failure = ConfigError(UNKNOWN_BOT)
    except TelegramError as error:
        failure = _unreached(error)
    # Outside of the handler: the library's own words quote the token.
    raise failure


async def take_by_polling(bot: Bot) -> None:
    """Let updates be polled for: takes a webhook away, keeps what waits.

    Raises:
        RetryError: Telegram cannot be reached.
    """
    failure: RetryError
    try:
        await bot.delete_webhook(drop_pending_updates=False)
        return
    except TelegramError as error:
        failure = _unreached(error)
    raise failure


async def take_by_webhook(bot: Bot, *, url: str, secret: str) -> None:
    """Have updates brought to an address.

    Raises:
        ConfigError: Telegram brings nothing to such an address.
        RetryError: Telegram cannot be reached, or cannot find the address just now.
    """
    failure: ConfigError | RetryError
    try:
        await bot.set_webhook(
            url,
            secret_token=secret,
            allowed_updates=list(ALLOWED_UPDATES),
            max_connections=40,
            drop_pending_updates=False,
        )
        return
    except BadRequest as error:
        words = f"Telegram refuses WEBHOOK_URL={url}: {error.message}"
        # A name that is not found today may be found tomorrow.
        failure = RetryError(words) if "resolve" in words.lower() else ConfigError(words)
    except TelegramError as error:
        failure = _unreached(error)
    raise failure


def _unreached(error: TelegramError) -> RetryError:
    """A failed request in our own words, which never quote the token."""
    if isinstance(error, InvalidToken | EndPointNotFound):
        return TokenRefusedError("Telegram does not accept the token", retry_after_s=30.0)
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        wait_s = float(wait) if isinstance(wait, int) else wait.total_seconds()
        return RetryError("Telegram asks to wait", retry_after_s=wait_s)
    return RetryError(f"Telegram cannot be reached ({type(error).__name__})")


class BotUpdates:
    """Polls for updates and gives them as they came (an `UpdateSource`).

    Asked without the library's method, which would make objects of them before they are stored.
    """

    def __init__(self, bot: LedeBot, request: BaseRequest) -> None:
        self._bot = bot
        self._request = request

    async def get_updates(
        self, *, offset: int | None, timeout_s: float
    ) -> Sequence[Mapping[str, Any]]:
        """Updates from the offset on; see `bot.ports.UpdateSource`."""
        asked: dict[str, Any] = {
            "timeout": int(timeout_s),
            "limit": 100,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if offset is not None:
            asked["offset"] = offset
        failure: RetryError
        try:
            found: Any = await self._request.post(
                f"{self._bot.base_url}/getUpdates?{urlencode(asked)}",
                read_timeout=timeout_s + _SLACK_S,
            )
        except Conflict as error:
            # Telegram's own words: another process that polls, or somebody's webhook.
            failure = PollConflictError(error.message)
        except TelegramError as error:
            failure = _unreached(error)
        else:
            listed = found if isinstance(found, list) else []
            return [each for each in listed if isinstance(each, dict)]
        raise failure


class Handles(Protocol):
    """Handles updates of Telegram."""

    async def handle(self, update: Update) -> None:
        """Handle it; errors are for who gave it."""

    async def give_up(self, update: Update) -> None:
        """Say that it did not work, after the last failure."""


class BotHandler:
    """Has updates handled as the library's objects (an `UpdateHandler`)."""

    def __init__(self, bot: LedeBot, router: Handles) -> None:
        self._bot = bot
        self._router = router

    async def handle(self, payload: Mapping[str, Any]) -> None:
        """Handle one update.

        Raises:
            DropError: it is not an update as the library knows them.
            RetryError: a reply surely did not leave; nothing is lost by trying again.
        """
        try:
            update = Update.de_json(dict(payload), self._bot)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise DropError(f"The update cannot be read ({type(error).__name__})") from error
        failure: Exception | None
        try:
            await self._router.handle(update)
            return
        except TelegramError as error:
            failure = _translated(error)
        if failure is not None:
            raise failure

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        """Have the person told that it did not work; never raises."""
        try:
            await self._router.give_up(Update.de_json(dict(payload), self._bot))
        except Exception as error:  # noqa: BLE001  # what made the update fail may fail here too
            log_event(_LOG, logging.INFO, "update.not_excused", reason=type(error).__name__)


def _translated(error: TelegramError) -> Exception | None:
    """A reply's failure in our own words, which never quote the token.

    None for one that may have arrived: a person who misses it asks again.
    """
    if isinstance(error, InvalidToken | EndPointNotFound):
        if "unauthorized" in f"{error.message} {error.__cause__}".lower():
            return _unreached(error)
        return RetryError("Telegram does not know the token or the method")
    if isinstance(error, RetryAfter):
        return RetryError("Telegram asks to wait", retry_after_s=30.0)
    cause = error.__cause__
    if isinstance(error, NetworkError) and isinstance(cause, TransportError):
        if cause.maybe_sent:
            log_event(_LOG, logging.WARNING, "reply.unknown", reason=cause)
            return None
        return RetryError("Telegram cannot be reached")
    return DropError(f"Telegram refused a reply ({type(error).__name__})")
