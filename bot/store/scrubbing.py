"""Scrubbing: makes what was deleted gone from the engine's files: the search index and the log.

SQLite's `secure_delete` overwrites deleted rows in the database file itself. Their words stay in the
index until its pieces are merged, and everything ever written stays in the write-ahead log
until that is emptied. PostgreSQL cleans up by itself (autovacuum, and its own log's life).
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from contextvars import Context
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.errors import StoreBusyError
from bot.log import log_event
from bot.store.database import Database
from bot.store.dialect import insert_ignore
from bot.store.tables import bot_state

_LOG = logging.getLogger(__name__)

#: The row of `bot_state` that says that the search index holds words of deleted articles.
_ASKED = "scrub_asked"

#: How long after somebody was forgotten: the update that asked for it is blanked by then.
_SOON_S = 3.0
#: How often a log that is being read is tried again.
_TRIES = 20


async def ask_for_scrub(connection: AsyncConnection) -> None:
    """Remember, with what is deleted, that the index is to be merged."""
    await connection.execute(insert_ignore(connection, bot_state), {"name": _ASKED, "value": True})


class Scrubber:
    """Empties the log, hourly and soon after somebody was forgotten."""

    def __init__(self, database: Database, *, soon_s: float = _SOON_S) -> None:
        self._database = database
        self._soon_s = soon_s
        self._task: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Scrub in a moment, in the background; once, however often it is asked for."""
        if self._task is None or self._task.done():
            # in no duty of whoever asked: it has to be done when they have it no more, too
            self._task = asyncio.create_task(self._later(), name="scrub", context=Context())

    async def retire(self, _now: datetime) -> int:
        """Scrub; counts nothing."""
        await self.scrub()
        return 0

    async def scrub(self) -> None:
        """Merge the index where it was asked for, and empty the log, as far as the engine needs it."""
        await self._merge()
        await self._empty_log()

    async def aclose(self) -> None:
        """Scrub at once what was to be scrubbed in a moment."""
        task, self._task = self._task, None
        if task is None or task.done():
            return
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await self._guarded()

    async def _later(self) -> None:
        await asyncio.sleep(self._soon_s)
        await self._guarded()

    async def _guarded(self) -> None:
        try:
            await self.scrub()
        except StoreBusyError as error:  # the hourly one will do it
            log_event(_LOG, logging.WARNING, "log.not_emptied", error=error)

    async def _merge(self) -> None:
        """Merge the pieces of the search index, a little at a time, when it was asked for."""
        async with self._database.read() as connection:
            asked = await connection.scalar(
                select(bot_state.c.name).where(bot_state.c.name == _ASKED)
            )
        if not asked:
            return
        await self._database.dialect.merge_search(self._database)
        async with self._database.write() as connection:
            await connection.execute(delete(bot_state).where(bot_state.c.name == _ASKED))

    async def _empty_log(self) -> None:
        """Write the log into the database and cut it to nothing."""
        for _ in range(_TRIES):
            if await self._database.dialect.empty_log(self._database):
                return
            await asyncio.sleep(0.5)
        log_event(_LOG, logging.WARNING, "log.not_emptied", error="it is being read")
