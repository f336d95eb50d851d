"""Copies of the database, made by themselves and by hand; what is too old is deleted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.backups import BackupState, due, name_at, to_delete
from bot.domain.errors import LedeError
from bot.log import log_event
from bot.ports import Clock
from bot.store.backup_state import BackupStateStore

logger = logging.getLogger(__name__)

#: After a failure it is tried again this much later.
RETRY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupRules:
    """Rules for copies: when they are made, where, and how long they stay."""

    folder: Path
    #: Zero: only by hand.
    every: timedelta
    #: So many of the newest stay, and none that is older.
    keep: int
    keep_for: timedelta


class BackupService:
    """Only one process need run its tick."""

    def __init__(
        self,
        *,
        make: Callable[[Path], Awaitable[int]],
        ledger: BackupStateStore,
        rules: BackupRules,
        clock: Clock,
    ) -> None:
        self._make = make
        self._ledger = ledger
        self._rules = rules
        self._clock = clock
        self._not_before: datetime | None = None
        self._one = asyncio.Lock()

    async def tick(self) -> int:
        """Make a copy when it is time; how many were made."""
        now = self._clock.now()
        if self._not_before is not None and now < self._not_before:
            return 0
        if not due((await self._ledger.read()).made_at, every=self._rules.every, now=now):
            self._not_before = (
                min(now + RETRY, now + self._rules.every) if self._rules.every else None
            )
            return 0
        made = await self.make_one()
        self._not_before = None if made.made_at == now else now + RETRY
        return int(not made.error)

    async def make_one(self) -> BackupState:
        """Make a copy now and delete those too old; what came of it."""
        async with self._one:
            now = self._clock.now()
            last = await self._ledger.read()
            file = self._rules.folder / name_at(now)
            try:
                await asyncio.to_thread(_make_folder, self._rules.folder)
                size_bytes = await self._make(file)
            except (LedeError, OSError) as error:
                state = last.failed(str(error), now)
                log_event(logger, logging.ERROR, "backup.failed", file=file, why=error)
            else:
                state = BackupState(file=str(file), size_bytes=size_bytes, made_at=now)
                log_event(logger, logging.INFO, "backup.made", file=file, bytes=size_bytes)
                deleted = await asyncio.to_thread(self._delete_old, now)
                if deleted:
                    log_event(logger, logging.INFO, "backups.deleted", count=deleted)
            await self._ledger.write(state)
        return state

    def _delete_old(self, now: datetime) -> int:
        names = [each.name for each in self._rules.folder.iterdir() if each.is_file()]
        gone = to_delete(names, keep=self._rules.keep, keep_for=self._rules.keep_for, now=now)
        for name in gone:
            (self._rules.folder / name).unlink(missing_ok=True)
        return len(gone)


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
