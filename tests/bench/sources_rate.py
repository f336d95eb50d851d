"""How many polls come through while hosts are slow: `python -m tests.bench.sources_rate [N …]`.

Sources of three entries that did not change, all due at once, each at an address of its own; none
and one in ten of the hosts slow. The duty looks for work as often as it does when it runs. Polls a
second, and the share of a core they take: ten thousand sources every quarter of an hour are 11.1 a
second. Of more than a thousand sources those are counted that come through in so many seconds.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.services.ingest import IngestService
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import source
from tests.bench.sources_polls import (
    NOW,
    SLOW_S,
    addresses,
    cpu_of_children_s,
    cpu_s,
    ingesting,
    serving,
)

#: How often the running duty looks for work.
TICK_S = 2.0
#: So many sources are all polled; of more so many seconds are measured.
_ALL, _MOST_S = 1_000, 45.0
#: When all are due again.
_LATER_AT = NOW + timedelta(seconds=1000)


async def _due(database: Database) -> int:
    """Sources that were not polled since all were made due."""
    async with database.read() as connection:
        waiting = select(func.count()).select_from(source).where(source.c.next_poll_at <= _LATER_AT)
        return await connection.scalar(waiting) or 0


async def _tick_until_none(database: Database, service: IngestService) -> tuple[int, float]:
    """How many polls came through until none was due, or time was over, and how long it took."""
    began, due = time.monotonic(), await _due(database)
    left = due
    while left and time.monotonic() - began < _MOST_S:
        await service.tick()
        await asyncio.sleep(TICK_S)
        left = await _due(database)
    return due - left, time.monotonic() - began


async def through(urls: list[str], folder: Path) -> tuple[float, float]:
    """Polls a second and CPU seconds a second, from all being due to none."""
    async with ingesting(urls, folder) as (database, service, clock):
        if len(urls) <= _ALL:
            await service.drain()  # what is new is read once
        clock.set(_LATER_AT)
        await SourceStore(database).poll_now(None, now=clock.now())
        used_s = cpu_s() + cpu_of_children_s()
        count, took_s = await _tick_until_none(database, service)
        return count / took_s, (cpu_s() + cpu_of_children_s() - used_s) / took_s


def main() -> None:
    counts = [int(each) for each in sys.argv[1:]] or [1000]
    with serving():
        for count, slow in [(each, slow) for each in counts for slow in (0, each // 10)]:
            hosts = addresses(slow, "slow") + addresses(count, "small")[slow:]
            hosts = [hosts[n * 7 % count] for n in range(count)]  # slow ones among the others
            with tempfile.TemporaryDirectory() as folder:
                rate, core = asyncio.run(through(hosts, Path(folder)))
            print(
                f"{slow} of {count} take {SLOW_S:.0f} s: {rate:.1f} polls/s "
                f"at {100 * core:.0f} % of a core{', all of them new' if count > _ALL else ''}",
                flush=True,
            )


if __name__ == "__main__":
    main()
