"""Whether the database can be worked with: read, written to, of this version, not held."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from bot.domain.readiness import Finding, disk_finding
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.dialect import insert
from bot.store.migrate import current_revision, newest_revision
from bot.store.tables import bot_state

_PROBE = "probe"


def free_bytes(database: Database) -> int | None:
    """The free space beside a SQLite file; None on PostgreSQL, whose disk is elsewhere."""
    if database.path is None:
        return None
    folder = database.path.absolute().parent
    while not folder.exists() and folder != Path(folder.anchor):
        folder = folder.parent
    return shutil.disk_usage(folder).free


class ProbeStore:
    """Looks at the database as a process that works with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, now: datetime) -> list[Finding]:
        """What is in the way.

        Raises:
            StoreBusyError: it cannot be read or written to; the text says why.
        """
        free = free_bytes(self._database)
        disk = disk_finding(free) if free is not None else None
        found = [disk] if disk else []
        revision, newest = await current_revision(self._database), newest_revision()
        if revision != newest:
            words = f"the database is at version {revision or '-'}, this program needs {newest}"
            return [*found, Finding(name="database", words=words)]
        why = (await DeliveryStateStore(self._database).gate()).hold
        if why:
            words = f"sending is held: {why}"
            found.append(Finding(name="held", words=words, blocking=False))
        async with self._database.write() as connection:
            statement = insert(connection, bot_state).values(name=_PROBE, value=now.isoformat())
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[bot_state.c.name], set_={"value": statement.excluded.value}
                )
            )
        return found
