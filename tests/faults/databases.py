"""The rows of the fault matrix in which a database or its disk fails, or two workers share it."""

from __future__ import annotations

import asyncio
import resource
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.faults.matrix import BrokenPromiseError, Rows, keep, through
from tests.faults.receiver import Tally
from tests.faults.testbed import Testbed

row = Rows()


@row("33", "two workers: no faster together than one", "0 doubled", "postgres")
async def two_workers(testbed: Testbed) -> Tally:
    await testbed.fill()
    pids = [await testbed.start(), await testbed.start()]
    await testbed.drained()
    for pid in pids:
        await testbed.kill(pid)
    tally = keep(testbed.tally())
    if tally.rate > testbed.scale.rate * 1.05:
        raise BrokenPromiseError(f"too fast: {tally}")
    return tally


async def _server_away(
    testbed: Testbed, end: Callable[[], None], away_s: float
) -> tuple[Tally, int]:
    """The database's server ends in the middle and comes back; requests made while it was away."""
    await testbed.fill()
    await asyncio.to_thread(testbed.server.write_down)  # what is due is safe in any case
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.total // 4)
    await asyncio.to_thread(end)
    before = testbed.requests
    await asyncio.sleep(away_s)
    while_away = testbed.requests - before
    await asyncio.to_thread(testbed.server.start_again)
    await testbed.drained()
    await testbed.kill(pid)
    return testbed.tally(), while_away


@row(
    "35",
    "PostgreSQL crashes and is started again",
    "<= in flight",
    "postgres",
    server="synchronous_commit = on",
)
async def database_restarted(testbed: Testbed) -> Tally:
    tally, _ = await _server_away(testbed, testbed.server.crash, 0.0)
    return keep(tally, doubled=testbed.scale.in_flight)


@row(
    "36",
    "PostgreSQL is away for a while: no request without a recorded intent",
    "<= in flight",
    "postgres",
    server="synchronous_commit = on",
)
async def database_away(testbed: Testbed) -> Tally:
    tally, while_away = await _server_away(testbed, testbed.server.shut, testbed.scale.long_s)
    tally.notes["while_away"] = while_away
    if while_away > testbed.scale.in_flight:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=testbed.scale.in_flight)


@row(
    "37",
    "PostgreSQL crashes and has lost its last second of commits",
    "<= in flight + 3 s of sends (what it may lose by its own documentation)",
    "postgres",
    server="synchronous_commit = off\nwal_writer_delay = 1000ms",
)
async def commits_lost(testbed: Testbed) -> Tally:
    tally, _ = await _server_away(testbed, testbed.server.crash, 0.0)
    return keep(tally, doubled=testbed.scale.in_flight + int(3 * testbed.scale.rate))


@row(
    "38",
    "the disk is full for a while: no request without a recorded intent",
    "<= in flight",
    "sqlite",
)
async def disk_full(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    # No file of the worker may grow any more; what it has may be written over, as on a full disk.
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    await asyncio.sleep(max(0.2, 4 * scale.latency_s))
    before = testbed.requests
    await asyncio.sleep(scale.long_s)
    while_full = testbed.requests - before
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await testbed.drained()
    await testbed.kill(pid)
    _intact(testbed.database_url.removeprefix("sqlite:///"))
    tally = testbed.tally()
    tally.notes["while_full"] = while_full
    if while_full > scale.in_flight:
        raise BrokenPromiseError(str(tally))
    return keep(tally, doubled=scale.in_flight)


def _intact(file: str) -> None:
    connection = sqlite3.connect(file)
    try:
        (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    finally:
        connection.close()
    if found != "ok":
        raise BrokenPromiseError(f"the file is damaged: {found}")


@row("41", "power is lost: what no fsync has put on the disk is gone", "<= in flight", "sqlite")
async def power_lost(testbed: Testbed) -> Tally:
    scale = testbed.scale
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= scale.total // 4)
    testbed.signal(pid, signal.SIGSTOP)
    file = Path(testbed.database_url.removeprefix("sqlite:///"))
    # Every commit is followed by an fsync of the log (synchronous=FULL, checked by a test of the
    # store), so the log up to its last whole commit is on the disk, and nothing behind it need be.
    log = file.with_name(file.name + "-wal")
    kept = file.read_bytes(), log.read_bytes()
    await testbed.kill(pid)
    file.with_name(file.name + "-shm").unlink(missing_ok=True)
    file.write_bytes(kept[0])
    log.write_bytes(kept[1][: _last_commit(kept[1])])
    tally = await through(testbed)
    _intact(str(file))
    return keep(tally, doubled=scale.in_flight)


def _last_commit(log: bytes) -> int:
    """Where the last commit of SQLite's write-ahead log ends (https://sqlite.org/walformat.html)."""
    page_size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    end = at = 32
    while log[at + 8 : at + 16] == salts:
        pages_after_commit = int.from_bytes(log[at + 4 : at + 8], "big")
        at += 24 + page_size
        if pages_after_commit:
            end = at
    return end


@row("40", "another process holds the write lock", "0 doubled", "sqlite")
async def locked(testbed: Testbed) -> Tally:
    await testbed.fill()
    pid = await testbed.start()
    await testbed.until(lambda: testbed.accepted >= testbed.scale.total // 4)
    connection = sqlite3.connect(testbed.database_url.removeprefix("sqlite:///"))
    connection.isolation_level = None
    connection.execute("BEGIN IMMEDIATE")
    await asyncio.sleep(testbed.scale.long_s / 3)
    connection.execute("ROLLBACK")
    connection.close()
    await testbed.drained()
    await testbed.kill(pid)
    return keep(testbed.tally())
