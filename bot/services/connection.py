"""Reaching Telegram: tried until it works, while everything else goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.domain.errors import RetryError
from bot.domain.readiness import Finding
from bot.log import log_event

logger = logging.getLogger(__name__)

#: The first wait after a failure and the longest, in seconds.
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0


class TelegramConnection:
    """The first requests to Telegram (who we are, the menu), retried until they succeed."""

    def __init__(
        self, steps: Callable[[], Awaitable[None]], *, first_wait_s: float = FIRST_WAIT_S
    ) -> None:
        """`steps` may be begun again from the first; it raises `RetryError` for a while only."""
        self._steps = steps
        self._first_wait_s = first_wait_s
        self._failure: RetryError | None = None
        self.reached = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Try until it works or `stop` is set.

        Raises:
            ConfigError: Telegram said no, and will say so again.
        """
        wait_s = self._first_wait_s
        while not stop.is_set():
            try:
                await self._steps()
            except RetryError as error:
                self._failure = error
                wait = max(wait_s, error.retry_after_s or 0.0)
                log_event(
                    logger, logging.WARNING, "telegram.not_reached", why=error, again_in_s=wait
                )
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await stop.wait()
                wait_s = min(wait_s * 2, LONGEST_WAIT_S)
            else:
                self._failure = None
                self.reached.set()
                log_event(logger, logging.INFO, "telegram.reached")
                return

    async def look(self) -> list[Finding]:
        """The obstacles in the way: nothing once Telegram was reached."""
        if self.reached.is_set():
            return []
        words = str(self._failure) if self._failure else "Telegram was not reached yet"
        return [Finding(name="telegram", words=words)]
