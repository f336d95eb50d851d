"""The limiter as python-telegram-bot's: replies of handlers stand in the same queue as digests."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram.error import NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.domain.delivery import RETRY_MARGIN_S
from bot.domain.errors import TransportError
from bot.domain.outbox import Lane
from bot.telegram.edits import Edits
from bot.telegram.limiter import Limiter

#: Methods that put something into a chat, by their beginnings; all others cost nothing there.
_WRITES = ("send", "edit", "copy", "forward", "stop", "pin")
_ANSWERS = ("answerCallbackQuery", "answerInlineQuery")
_ATTEMPTS = 4
#: A person does not wait longer than this for an answer; the wait itself is still kept.
_MAX_WAIT_S = 60.0

Pauses = Callable[[int | None, float], Awaitable[None]]
Result = bool | dict[str, Any] | list[dict[str, Any]]


class ReplyRateLimiter(BaseRateLimiter[Lane]):
    """Puts the library's requests into the limiter's lanes.

    `rate_limit_args` is the lane; without it callback answers go first and what is written into
    chats goes as a reply. Retries a 429 and what surely was not sent, nothing else.

    `on_pause` is told of every 429 (chat or None for the whole bot, seconds) before the wait.
    """

    def __init__(self, limiter: Limiter, *, on_pause: Pauses | None = None) -> None:
        self._limiter = limiter
        self._on_pause = on_pause
        self._edits = Edits()

    async def initialize(self) -> None:
        """Nothing to set up."""

    async def shutdown(self) -> None:
        """Make the edits that wait; the limiter belongs to whoever made it."""
        await self._edits.aclose()

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | None,
    ) -> Result:
        """Wait for a turn, send, and send again where that is safe."""
        lane = rate_limit_args or _lane(endpoint)
        if lane is None:
            return await callback(*args, **kwargs)
        chat = _chat(data)

        async def request() -> Result:
            return await self._request(lambda: callback(*args, **kwargs), lane, chat, endpoint)

        if endpoint.startswith("edit") and chat is not None and "message_id" in data:
            answer: Result = await self._edits.send((endpoint, chat, data["message_id"]), request)
            return answer
        return await request()

    async def _request(
        self,
        send: Callable[[], Coroutine[Any, Any, Result]],
        lane: Lane,
        chat: int | None,
        endpoint: str,
    ) -> Result:
        # In a private chat edits are no messages; in a group they are counted like them.
        edit = endpoint.startswith("edit") and chat is not None and chat > 0
        for attempt in range(1, _ATTEMPTS + 1):
            await self._limiter.acquire(
                lane, None if edit else chat, group=chat is not None and chat < 0
            )
            try:
                return await send()
            except RetryAfter as error:
                wait_s = _seconds(error) + RETRY_MARGIN_S
                await self._refused(chat, wait_s)
                if attempt == _ATTEMPTS or wait_s > _MAX_WAIT_S:
                    raise
            except NetworkError as error:
                if attempt == _ATTEMPTS or not _surely_not_sent(error):
                    raise
                await asyncio.sleep(0.25 * 2**attempt * (0.5 + random.random()))
            finally:
                self._limiter.release(lane)
        raise AssertionError("the last attempt returns or raises")

    async def _refused(self, chat: int | None, wait_s: float) -> None:
        bot_wide = self._limiter.refused(chat, wait_s)
        if self._on_pause is not None:
            await self._on_pause(None if bot_wide else chat, wait_s)


def _lane(endpoint: str) -> Lane | None:
    if endpoint in _ANSWERS:
        return Lane.CALLBACK
    if endpoint.startswith(_WRITES) and endpoint != "sendChatAction":
        return Lane.REPLY
    return None


def _chat(data: dict[str, Any]) -> int | None:
    """The chat's number; names of channels have none and are spaced by the pace alone."""
    try:
        return int(data["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int) else wait.total_seconds()


def _surely_not_sent(error: NetworkError) -> bool:
    cause = error.__cause__
    return isinstance(cause, TransportError) and not cause.maybe_sent
