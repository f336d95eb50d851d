"""What a command costs from the update that comes in to its answer: transactions and CPU time.

Through the whole bot in one process, on SQLite and on PostgreSQL; only Telegram is made up. The
CPU time is that of the process, with the driver's threads and without the server's. Run it with
`python -m tests.bench.commands`.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import event

from bot.domain.models import InterestKind
from bot.services.quotas import Quotas
from bot.store.database import Database
from bot.store.interests import InterestStore
from tests.support.databases import PostgresServer, prepare_database
from tests.support.harness import Harness, open_harness
from tests.support.people import NOW, message, press, publish_articles

#: How often each is done; the clock goes on between, so that no press is the second of two.
ROUNDS = 60

ACTS = (
    "/subscribe space",
    "/list",
    "/settings",
    "/search headline",
    "/digest",
    "press un::0",
    "/help",
)


@asynccontextmanager
async def _opened(url: str) -> AsyncGenerator[Database]:
    await asyncio.to_thread(prepare_database, url)
    database = Database(url)
    try:
        yield database
    finally:
        await database.aclose()


async def _do(bot: Harness, number: int, act: str) -> None:
    update = message(number, act, at=bot.clock.now())
    if act.startswith("press "):
        update = press(number, act.removeprefix("press "))
    await bot.services.inbox.store([update], bot.clock.now())
    await bot.listen.dispatch()
    bot.clock.advance(seconds=5)


async def measure(url: str) -> dict[str, tuple[float, float]]:
    """For each act its transactions and its CPU time in milliseconds."""
    begun: list[int] = []
    found = {}
    async with (
        _opened(url) as database,
        open_harness(database, quotas=Quotas(commands=10**9, searches=10**9)) as bot,
    ):
        event.listen(database.engine.sync_engine, "begin", lambda _: begun.append(1))
        interests = InterestStore(database)
        topic = await interests.add_topic(name="space", title="Space", words="moon", now=NOW)
        space = await interests.ensure(InterestKind.TOPIC, str(topic.id), "Space", NOW)
        await publish_articles(database, space, dict.fromkeys(range(1, 21), NOW))
        await _do(bot, 1, "/start")
        await _do(bot, 2, "/subscribe space")
        number = 10
        for act in ACTS:
            for _ in range(3):
                number += 1
                await _do(bot, number, act)
            begun.clear()
            started = time.process_time()
            for _ in range(ROUNDS):
                number += 1
                await _do(bot, number, act)
            spent = time.process_time() - started
            found[act] = (len(begun) / ROUNDS, 1000 * spent / ROUNDS)
        assert await bot.services.inbox.dead() == 0, "something failed"
    return found


def main() -> None:
    """Print a table."""
    folder = Path(tempfile.mkdtemp(prefix="lede-commands-"))
    server = PostgresServer()
    try:
        server.start()
        engines = {
            "SQLite": f"sqlite:///{folder / 'lede.db'}",
            "PostgreSQL": server.make_database("commands"),
        }
        table = {name: asyncio.run(measure(url)) for name, url in engines.items()}
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{'':20}" + "".join(f"{name:>26}" for name in table))
    for act in ACTS:
        cells = (
            f"{table[name][act][0]:8.1f} tx {table[name][act][1]:9.1f} ms CPU" for name in table
        )
        print(f"{act:20}" + "  ".join(cells))


if __name__ == "__main__":
    main()
