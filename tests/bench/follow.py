"""Following one more query among ever more: `python -m tests.bench.follow [--queries N …]`.

Milliseconds that the event loop was busy at a time, in CPU time of its thread: at the curator's
start, when all that can be followed is taken in, and when one more is followed after it.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.domain.models import InterestKind
from bot.services.curate import CurateService
from bot.store.curation import CurationStore
from bot.store.interests import InterestStore
from bot.store.tables import interest
from tests.bench.world import NOW, Stalls, opened, watched_loop, write
from tests.support.articles import add_source, new_article, store
from tests.support.clock import FakeClock
from tests.support.databases import PostgresServer, prepare_database

_WORDS = 20_000


def _query(rng: random.Random) -> str:
    """Two words, as common as words are."""
    return " ".join(f"word{int(_WORDS ** rng.random())}x" for _ in range(2))


async def followed(url: str, count: int, stalls: Stalls) -> list[float]:
    """Milliseconds: the longest at the start, and the longest of one more."""
    rng = random.Random(3)
    queries = {_query(rng) for _ in range(2 * count)}
    async with opened(url) as database:
        source = await add_source(database)
        kept = sorted(queries)[:count]
        rows = ({"kind": "query", "ref": each, "title": each} for each in kept)
        await write(database, interest, rows)
        service = CurateService(store=CurationStore(database), clock=FakeClock(NOW))
        taken = []
        for number in range(2):
            await store(database, source, new_article(f"a{number}"))
            gc.collect()
            gc.disable()  # its pauses grow with all that the process holds
            await asyncio.sleep(0)
            stalls.longest_s = 0.0
            if number:
                await InterestStore(database).ensure(
                    InterestKind.QUERY, "something new", "Something new", NOW
                )
            assert await service.tick() == 1
            taken.append(stalls.longest_s * 1000)
            gc.enable()
    return taken


def measure(url: str, count: int) -> list[float]:
    """On an empty database."""
    prepare_database(url)
    loop, stalls = watched_loop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(followed(url, count, stalls))


def table(counts: Sequence[int], engines: Sequence[str]) -> None:
    """The figures of every size."""
    print("| engine | queries | longest at the start, ms | longest of one more, ms |")
    print("|--|--|--|--|")
    server = PostgresServer() if "postgres" in engines else None
    try:
        if server:
            server.start()
        for engine in engines:
            for count in counts:
                with tempfile.TemporaryDirectory() as folder:
                    url = f"sqlite:///{Path(folder) / 'bench.db'}"
                    if engine != "sqlite":
                        assert server is not None
                        url = server.make_database(f"follow_{count}")
                    start, more = measure(url, count)
                print(f"| {engine} | {count} | {start:.1f} | {more:.1f} |", flush=True)
    finally:
        if server:
            server.stop()


def main() -> None:
    """The table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.follow")
    parser.add_argument("--queries", type=int, nargs="+", default=[1_250, 5_000, 20_000])
    parser.add_argument("--engines", nargs="+", default=["sqlite", "postgres"])
    options = parser.parse_args()
    table(options.queries, options.engines)


if __name__ == "__main__":
    main()
