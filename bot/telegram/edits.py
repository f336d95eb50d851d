"""Edits of messages: of several for one message only the newest is sent, at a pace of their own.

Who presses six buttons in a row sees the first change at once and the last soon after, instead
of six changes one after the other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable
from typing import Any

from telegram.error import BadRequest, TelegramError

from bot.log import log_event

_log = logging.getLogger(__name__)

#: Between two edits of one message, in seconds.
GAP_S = 0.35
#: An edit that takes longer is waited for no more: the person's next press is handled meanwhile.
_PATIENCE_S = 0.25
#: What is still to be edited at the end gets so long.
_LAST_S = 3.0

Edit = Callable[[], Awaitable[Any]]


class Edits:
    """Edits under way and waiting, by message."""

    def __init__(self) -> None:
        #: The newest edit that waits for its message, or None; a message that is not in it is free.
        self._newest: dict[Hashable, Edit | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def send(self, message: Hashable, edit: Edit) -> Any:
        """The answer to the edit; True when it is sent later, or a newer one in its place.

        Raises:
            TelegramError: the edit failed while it was waited for; later failures are logged.
        """
        if message in self._newest:
            self._newest[message] = edit
            return True
        self._newest[message] = None
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._run(message, edit, answer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        done, _ = await asyncio.wait((answer,), timeout=_PATIENCE_S)
        if done:
            return answer.result()
        answer.cancel()
        return True

    async def _run(self, message: Hashable, edit: Edit, answer: asyncio.Future[Any]) -> None:
        try:
            await self._first(edit, answer)
            while True:
                await asyncio.sleep(GAP_S)
                newest, self._newest[message] = self._newest[message], None
                if newest is None:
                    return
                await self._later(newest)
        finally:
            del self._newest[message]

    async def _first(self, edit: Edit, answer: asyncio.Future[Any]) -> None:
        try:
            result = await edit()
        except TelegramError as error:
            if answer.done():
                _note(error)
            else:
                answer.set_exception(error)
        else:
            if not answer.done():
                answer.set_result(result)

    async def _later(self, edit: Edit) -> None:
        try:
            await edit()
        except TelegramError as error:
            _note(error)

    async def aclose(self) -> None:
        """Send what still waits, for a few seconds at the most."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_LAST_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _note(error: TelegramError) -> None:
    if not (isinstance(error, BadRequest) and "not modified" in error.message.lower()):
        log_event(_log, logging.INFO, "edit.not_made", reason=type(error).__name__)
