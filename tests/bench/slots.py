"""A slot planned for ever more chats: `python -m tests.bench.slots [--chats N …] [--profile]`.

The publish tick from the claims to the committed parts, on both engines: chats per second of our
CPU where each reads something else and where many read the same, statements and bytes for each
edition (also of one that arrived, some days later), how many lists were made, how long the event
loop was busy at a time; beside it the CPU of the bare driver for the same rows (`slots_floor`).
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import gc
import pstats
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from bot.services.editions import EditionService
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.retention import SENT, RetentionStore
from bot.store.tables import listing, outbox
from tests.bench.slots_floor import floor_of
from tests.bench.world import (
    NOW,
    Size,
    Stalls,
    Statements,
    add_articles,
    add_chats,
    add_sources,
    opened,
    stored_bytes,
    vacuum,
    watched_loop,
)
from tests.support.clock import FakeClock
from tests.support.databases import PostgresServer, prepare_database

_WRITTEN = ("edition", "outbox", "digest", "body", "piece", "listing")
#: When of an edition that arrived only what it told is left.
_LATER = NOW + SENT + timedelta(days=1)


async def planned(
    url: str,
    size: Size,
    stalls: Stalls,
    profile: cProfile.Profile | None = None,
    *,
    floor: bool = False,
) -> dict[str, float]:
    """A world of that size, and what one tick of the editions costs in it."""
    async with opened(url) as database:
        await add_sources(database, size)
        await add_articles(database, size)
        await add_chats(database, size)
        before = await stored_bytes(database, _WRITTEN)
        due = await _due(database)
        service = EditionService(store=EditionStore(database), clock=FakeClock(NOW))
        await service.preview(1, now=NOW)  # loads what a language needs, once for a process
        gc.collect()
        gc.disable()  # its pauses grow with all that the process holds: they are no work of a slot
        await asyncio.sleep(0)  # from here on
        statements = Statements(database)
        stalls.longest_s = 0.0
        began = time.process_time()
        if profile:
            profile.enable()
        parts = await service.tick()
        if profile:
            profile.disable()
        cpu_s = time.process_time() - began
        gc.enable()
        asked, stall_s = statements.count, stalls.longest_s
        after = await stored_bytes(database, _WRITTEN)
        floor_s = 0.0
        if floor:
            floor_s = await floor_of(url, due)
        async with database.write() as connection:
            await connection.execute(update(outbox).values(state="sent", done_at=NOW))
        await RetentionStore(database).clean(now=_LATER)
        if database.dialect.name != "sqlite":
            await vacuum(database, _WRITTEN)
        final = await stored_bytes(database, _WRITTEN)
        async with database.read() as connection:
            lists = await connection.scalar(select(func.count()).select_from(listing))
    return {
        "parts": parts,
        "stall_s": stall_s,
        "cpu_s": cpu_s,
        "floor_s": floor_s,
        "statements": asked / size.chats,
        "bytes": (after - before) / size.chats,
        "final_bytes": (final - before) / size.chats,
        "lists": lists or 0,
    }


async def _due(database: Database) -> list[tuple[Any, ...]]:
    """Id, cursor, next slot and last slot of all briefings, as the driver has them."""
    async with database.read() as connection:
        found = await connection.exec_driver_sql(
            "SELECT id, cursor, next_slot_at, last_slot FROM briefing ORDER BY id"
        )
        return [tuple(row) for row in found.fetchall()]


def measure(
    url: str, size: Size, *, profile: cProfile.Profile | None = None, floor: bool = False
) -> dict[str, float]:
    """One slot on an empty database."""
    prepare_database(url)
    loop, stalls = watched_loop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(planned(url, size, stalls, profile, floor=floor))


def table(
    counts: Sequence[int], engines: Sequence[str], kinds: Sequence[str], cursors: int = 1
) -> None:
    """The figures of every size."""
    print(
        "| engine | digests | chats | chats/CPU s | us each | floor us | statements | bytes"
        " | final | lists | stall ms |"
    )
    print("|--|--|--|--|--|--|--|--|--|--|--|")
    server = PostgresServer() if "postgres" in engines else None
    try:
        if server:
            server.start()
        for engine in engines:
            for kind in kinds:
                for count in counts:
                    size = Size(
                        chats=count, profiles=50 if kind == "shared" else 0, cursors=cursors
                    )
                    with tempfile.TemporaryDirectory() as folder:
                        if engine == "sqlite":
                            url = f"sqlite:///{Path(folder) / 'bench.db'}"
                        else:
                            assert server is not None
                            url = server.make_database(f"slots_{kind}_{count}")
                        found = measure(url, size, floor=True)
                    print(
                        f"| {engine} | {kind} | {count} | {count / found['cpu_s']:,.0f} "
                        f"| {found['cpu_s'] / count * 1e6:,.0f} | {found['floor_s'] / count * 1e6:,.0f} "
                        f"| {found['statements']:.3f} "
                        f"| {found['bytes']:,.0f} | {found['final_bytes']:,.0f} | {found['lists']} "
                        f"| {found['stall_s'] * 1000:.0f} |",
                        flush=True,
                    )
    finally:
        if server:
            server.stop()


def main() -> None:
    """The table, or a profile of one slot."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.slots")
    parser.add_argument("--chats", type=int, nargs="+", default=[1000, 2000, 4000])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"])
    parser.add_argument("--kinds", nargs="+", default=["distinct", "shared"])
    parser.add_argument("--cursors", type=int, default=1)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    if not options.profile:
        table(options.chats, options.engines, options.kinds, options.cursors)
        return
    profile = cProfile.Profile()
    with tempfile.TemporaryDirectory() as folder:
        shared = options.kinds == ["shared"]
        size = Size(chats=options.chats[-1], profiles=50 if shared else 0)
        measure(f"sqlite:///{Path(folder) / 'bench.db'}", size, profile=profile)
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    main()
