"""Updates by python-telegram-bot: asked for raw, handled one by one, errors passed on."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

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
from telegram.ext import Application, ApplicationBuilder, BaseRateLimiter
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

_LOG = logging.getLogger(__name__)

#: What the answer to a long poll may take longer than the poll itself.
_SLACK_S = 10.0

#: Under this name of `bot_data` the handlers keep what is done after the last failure.
GIVE_UP = "give_up"

App = Application[Any, Any, Any, Any, Any, Any]


class LedeApplication(Application[Any, Any, Any, Any, Any, Any]):
    """The library's application, whose errors reach whoever gave the update."""

    async def process_error(
        self,
        update: object,  # noqa: ARG002  # the library's signature
        error: Exception,
        job: Any = None,  # noqa: ARG002
        coroutine: Any = None,  # noqa: ARG002
    ) -> bool:
        """Pass the error on: the inbox counts failures and tries again."""
        raise error


def build_application(
    *,
    token: str,
    api_url: str,
    request: BaseRequest,
    poll_request: BaseRequest,
    limiter: BaseRateLimiter[Any] | None = None,
) -> App:
    """An application without an updater: updates come from our own inbox.

    `poll_request` is for getUpdates alone, so that a held poll takes no connection from replies.
    """
    builder = (
        ApplicationBuilder()
        .application_class(LedeApplication)
        .token(token)
        .base_url(f"{api_url}/bot")
        .base_file_url(f"{api_url}/file/bot")
        .request(request)
        .get_updates_request(poll_request)
        .updater(None)
        .job_queue(None)
    )
    if limiter is not None:
        builder = builder.rate_limiter(limiter)
    return builder.build()


async def open_application(application: App) -> None:
    """Make the application ready; asks Telegram who the bot is. May be called until it works.

    Raises:
        ConfigError: Telegram does not know the token.
        RetryError: Telegram cannot be reached.
    """
    failure: ConfigError | RetryError
    try:
        await application.initialize()
        return
    except InvalidToken:
        failure = ConfigError(
            "Telegram does not accept TELEGRAM_BOT_TOKEN; copy it again from @BotFather "
            "(and look at TELEGRAM_API_URL if you set it)"
        )
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
    """Polls for updates and gives them as they came (an `UpdateSource`)."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def get_updates(
        self, *, offset: int | None, timeout_s: float
    ) -> Sequence[Mapping[str, Any]]:
        """Updates from the offset on; see `bot.ports.UpdateSource`."""
        asked: dict[str, Any] = {
            "timeout": int(timeout_s),
            "limit": 100,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        if offset is not None:
            asked["offset"] = offset
        failure: RetryError
        try:
            # Spelt so that the library neither parses the answer nor points to its own method.
            found = await self._bot.do_api_request(
                "get_Updates", asked, read_timeout=timeout_s + _SLACK_S
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


class BotHandler:
    """Has an update handled by the application (an `UpdateHandler`)."""

    def __init__(self, application: App) -> None:
        self._application = application

    async def handle(self, payload: Mapping[str, Any]) -> None:
        """Handle one update.

        Raises:
            DropError: it is not an update as the library knows them.
            RetryError: a reply surely did not leave; nothing is lost by trying again.
        """
        try:
            update = Update.de_json(dict(payload), self._application.bot)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise DropError(f"The update cannot be read ({type(error).__name__})") from error
        failure: Exception | None
        try:
            await self._application.process_update(update)
            return
        except TelegramError as error:
            failure = _translated(error)
        if failure is not None:
            raise failure

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        """Let the handlers' own `GIVE_UP` say that it did not work; never raises."""
        sorry = self._application.bot_data.get(GIVE_UP)
        if sorry is None:
            return
        try:
            update = Update.de_json(dict(payload), self._application.bot)
            await sorry(update, self._application.bot)
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
