"""A probe of the database: read, written to, of this version, not held."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The PostgreSQL server behind an address."""

    #: As in `170002`: the major version times 10,000.
    version: int
    #: Something stands between it and us that gives a connection's transactions to others, too.
    pooled: bool


async def server_of(database: Database) -> Server | None:
    """The server; None on SQLite.

    A pooler shows itself by the number of the process that it says serves us: it makes one up.

    Raises:
        StoreBusyError: it cannot be reached.
    """
    if database.sqlite:
        return None
    async with database.read() as connection:
        version = await connection.scalar(text("SELECT current_setting('server_version_num')"))
        pid = await connection.scalar(text("SELECT pg_backend_pid()"))
        raw = (await connection.get_raw_connection()).driver_connection
        said = raw.get_server_pid() if raw is not None else pid
    return Server(version=int(version), pooled=said != pid)


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
            statement = insert(connection, bot_state).values(name=_PROBE, value=now.isoformat())
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=[bot_state.c.name], set_={"value": statement.excluded.value}
                )
            )
        return found
