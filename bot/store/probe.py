"""A probe of the database: read, written to, of this version, not held."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from datetime import datetime
from pathlib import Path

from bot.domain.readiness import Finding, disk_finding
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.dialect import put_fact
from bot.store.migrate import current_revision, newest_revision

_PROBE = "probe"


def free_bytes(database: Database) -> int | None:
    """The free space beside a database's file; None on a server, whose disk is elsewhere."""
    if database.path is None:
        return None
    return shutil.disk_usage(standing(database.path.absolute().parent)).free


def standing(folder: Path) -> Path:
    """The folder, or what of its way there is."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


def fsync_ms(folder: Path) -> float:
    """The time that a folder's disk takes to keep a page for good: the middle of five, in
    milliseconds.

    Raises:
        OSError: nothing can be written there.
    """
    spent = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(5):
            began = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            spent.append(1000 * (time.perf_counter() - began))
    return statistics.median(spent)


class ProbeStore:
    """Looks at the database as a process that works with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def look(self, now: datetime) -> list[Finding]:
        """The obstacles in the way.

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
            await put_fact(connection, _PROBE, now.isoformat())
        return found
