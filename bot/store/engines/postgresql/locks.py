"""The advisory locks by which one process of several has a duty."""

from __future__ import annotations

import zlib

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engines.dialect import Connections

#: The upper half of every duty's key.
_DUTIES = 0x1ED00000000


async def any_held(database: Connections) -> bool:
    """True if any process has a duty of this database."""
    async with database.read() as connection:
        held = await connection.scalar(
            text(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = :high"
                " AND database = (SELECT oid FROM pg_database"
                " WHERE datname = current_database())"
            ),
            {"high": _DUTIES >> 32},
        )
    return bool(held)


class AdvisoryLock:
    """Leadership by a lock on a connection of its own, so that it ends with the process."""

    def __init__(self, database: Connections, duty: str) -> None:
        self._database = database
        self._key = zlib.crc32(duty.encode()) | _DUTIES
        self._connection: AsyncConnection | None = None

    async def held(self) -> bool:
        """Take the duty when nobody has it; whether this process has it now."""
        try:
            if self._connection is None:
                connection = await self._database.engine.connect()
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                taken = await connection.scalar(
                    text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}
                )
                if not taken:
                    await connection.close()
                    return False
                self._connection = connection
            else:
                await self._connection.scalar(text("SELECT 1"))
        except Exception:  # noqa: BLE001  # any failure means the lock may be gone
            await self.release()
            return False
        return True

    async def release(self) -> None:
        """Give the duty up."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await connection.invalidate()
            await connection.close()
