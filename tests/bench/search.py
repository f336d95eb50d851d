"""Search as what is stored grows: `python -m tests.bench.search [--most ARTICLES]`.

The articles of `tests.bench.search_world`, on SQLite and PostgreSQL, at three sizes each four times
the last. A figure that stays as it is while the size grows is the aim. Processor time is of this
process and of the server's; that on the clock has others in it where a machine does more. Beside
it what the engine's own index takes for the newest ids alone, asked as its manual says.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.domain.sight import EVERYTHING
from bot.store.search import SearchStore
from tests.bench.search_world import Growing, bare, seen_at, word
from tests.support.databases import PostgresServer, prepare_database

#: Each question is asked with so many other words.
_ASKED = 20
#: As many hits as a page of ours looks for, and how long the bare index may take for them.
_BARE, _MOST_BARE_S = 55, 2
#: It is asked so often.
_BARE_ASKED = 3

#: The ranks of the words of each query, what a person types from the commonest to the rarest, and
#: how many results are before the page.
_QUERIES: dict[str, tuple[str, tuple[int, ...], int]] = {
    "common word": ("{}", (20,), 0),
    "two common words": ("{} {}", (20, 45), 0),
    "three words": ("{} {} {}", (20, 300, 900), 0),
    "middling word": ("{}", (2_000,), 0),
    "rare word": ("{}", (40_000,), 0),
    "common and rare": ("{} {}", (20, 40_000), 0),
    "two rare words": ("{} {}", (20_000, 40_000), 0),
    "common without common": ("{} -{}", (20, 45), 0),
    "phrase, common": ('"{} {}"', (20, 45), 0),
    "phrase of three, common": ('"{} {} {}"', (20, 45, 70), 0),
    "phrase, common middling": ('"{} {}"', (20, 2_000), 0),
    "phrase, rare": ('"{} {}"', (900, 5_000), 0),
    "second page": ("{}", (20,), 5),
    "tenth page": ("{}", (20,), 45),
    "of most's language": ("{} lang:en", (20,), 0),
    "of a rare language": ("{} lang:it", (20,), 0),
    "of nearly no language": ("{} lang:eo", (20,), 0),
    "of a large source": ("{} source:s2.example", (20,), 0),
    "of a small source": ("{} source:s900.example", (20,), 0),
    "rare, of a small source": ("{} source:s900.example", (40_000,), 0),
    "of seven days": ("{} since:7d", (20,), 0),
    "middling, of a day": ("{} since:1d", (2_000,), 0),
    "of a month": ("{} in:2025-03", (20,), 0),
    "phrase, of a month": ('"{} {}" in:2025-03', (20, 45), 0),
    "of a day of a month": ("{} in:2025-03-12", (300,), 0),
}


@dataclass(slots=True)
class Taken:
    """Seconds that something took, each time."""

    clock_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)

    async def of(self, work: Callable[[], Awaitable[int]], cpu_s: Callable[[], float]) -> int:
        """Do it once."""
        cpu, start = cpu_s(), time.perf_counter()
        found = await work()
        self.clock_s.append(time.perf_counter() - start)
        self.cpu_s.append(cpu_s() - cpu)
        return found

    def __str__(self) -> str:
        return f"{_ms(self.cpu_s)} cpu {_ms(self.clock_s)}"


def _ms(taken: list[float]) -> str:
    """The median and the highest but one of twenty."""
    taken = sorted(taken)
    return f"{taken[len(taken) // 2] * 1000:5.1f}/{taken[len(taken) * 19 // 20 - 1] * 1000:5.1f}"


def _server_s(pid: int) -> float:
    """Processor seconds of a server's processes that there are now."""
    total = 0.0
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
        with suppress(OSError):  # it has gone
            told = Path(f"/proc/{child}/schedstat").read_text(encoding="ascii")
            total += int(told.split()[0]) / 1e9
    return total


async def ask(growing: Growing, name: str, cpu_s: Callable[[], float]) -> str:
    """Ask a question with several words, and say what it took."""
    search = SearchStore(growing.database)
    form, ranks, offset = _QUERIES[name]
    ours, theirs, found = Taken(), Taken(), 0
    now = seen_at(growing.count) + timedelta(minutes=1)
    for step in range(_ASKED):
        words = form.format(*(word(rank + step) for rank in ranks))

        async def page(words: str = words) -> int:
            page = await search.search(words, sight=EVERYTHING, now=now, offset=offset)
            return page.total

        async def bare_index(words: str = words) -> int:
            await bare(growing, words, most=_BARE, limit_s=_MOST_BARE_S)
            return 0

        found += await ours.of(page, cpu_s)
        if step < _BARE_ASKED and ":" not in words and "-" not in words and not offset:
            await theirs.of(bare_index, cpu_s)
    beside = f", bare {_ms(theirs.clock_s)}" if theirs.clock_s else ""
    return f"{ours} ({found / _ASKED:4.1f} found{beside})"


async def measure(
    engine: str, growing: Growing, sizes: list[int], cpu_s: Callable[[], float]
) -> None:
    """Print a row for each kind of question at each size."""
    for size in sizes:
        began = time.perf_counter()
        await growing.grow(size)
        took = time.perf_counter() - began
        print(f"\n{engine}, {size:,} articles (stored in {took:.0f} s): ms, median/95 of 100")
        for name in _QUERIES:
            print(f"  {name:24} {await ask(growing, name, cpu_s)}", flush=True)


async def main(most: int) -> None:
    """Both engines at a sixteenth, a quarter and the whole."""
    sizes = [most // 16, most // 4, most]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'lede.db'}"
        await asyncio.to_thread(prepare_database, url)
        growing = Growing(url)
        await measure("SQLite", growing, sizes, time.process_time)
        await growing.database.aclose()
    server = PostgresServer("autovacuum = off\nshared_buffers = 512MB\nmax_wal_size = 4GB\n")
    try:
        server.start()
        url = await asyncio.to_thread(server.make_database, "search")
        await asyncio.to_thread(prepare_database, url)
        growing = Growing(url)

        def cpu_s() -> float:
            return time.process_time() + _server_s(server.pid)

        await measure("PostgreSQL", growing, sizes, cpu_s)
        await growing.database.aclose()
    finally:
        server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search")
    parser.add_argument("--most", type=int, default=160_000)
    asyncio.run(main(parser.parse_args().most))
