"""Single questions to the Bot API, for commands that look whether all is set up."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import orjson

from bot.config import Settings
from bot.domain.errors import RetryError, TokenRefusedError
from bot.domain.outcomes import RefusalReason, RequestVerdict
from bot.ports import Clock
from bot.telegram.outcome import classify_answer
from bot.telegram.sender import method_url
from bot.telegram.server_clock import ServerClock
from bot.telegram.transport import Transport, to_json


class RefusedError(RetryError):
    """Telegram read the question and said no."""

    def __init__(self, verdict: RequestVerdict) -> None:
        super().__init__(verdict.text or verdict.reason.value or verdict.outcome.value)
        self.verdict = verdict


class Questions:
    """Asks with the settings' token; used as `async with`."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.server_clock = ServerClock(clock)
        self._settings = settings
        self._transport = Transport(
            connections=1, on_date=self.server_clock.note, proxy=settings.telegram_proxy
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self._transport.aclose()

    async def ask(self, method: str, **given: object) -> Any:
        """The result of a method.

        Raises:
            TransportError: Telegram cannot be reached.
            TokenRefusedError: it does not accept the token.
            RefusedError: it said no.
        """
        url = method_url(self._settings.telegram_api_url, self._settings.token, method)
        status, body = await self._transport.post(url, to_json(given))
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError:
            answer = None
        if isinstance(answer, dict) and answer.get("ok") is True and status < 400:
            return answer.get("result")
        verdict = classify_answer(status, body)
        if verdict.reason is RefusalReason.TOKEN:
            raise TokenRefusedError(f"Telegram does not accept the token ({verdict.text})")
        raise RefusedError(verdict)
