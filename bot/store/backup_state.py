"""The outcome of the last backup, for whoever looks: alarms, figures, the operator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.backups import BackupState
from bot.store.database import Database
from bot.store.dialect import put_fact
from bot.store.tables import bot_state

_BACKUP = "backup"


class BackupStateStore:
    """One row of `bot_state`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self) -> BackupState:
        """The state of the last backup."""
        async with self._database.read() as connection:
            return await read_state(connection)

    async def write(self, state: BackupState) -> None:
        """Remember what came of one."""
        value = {
            "file": state.file,
            "bytes": state.size_bytes,
            "made": state.made_at.isoformat() if state.made_at else None,
            "error": state.error,
            "failed": state.failed_at.isoformat() if state.failed_at else None,
        }
        async with self._database.write() as connection:
            await put_fact(connection, _BACKUP, value)


async def read_state(connection: AsyncConnection) -> BackupState:
    """The same within a transaction."""
    value: dict[str, Any] = (
        await connection.scalar(select(bot_state.c.value).where(bot_state.c.name == _BACKUP)) or {}
    )
    return BackupState(
        file=value.get("file", ""),
        size_bytes=value.get("bytes", 0),
        made_at=_moment(value.get("made")),
        error=value.get("error", ""),
        failed_at=_moment(value.get("failed")),
    )


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
