"""A world of any size, written straight into the tables: sources, articles, interests, chats.

Interests are followed by Zipf's law. Everything is given by the seed.
"""

from __future__ import annotations

import asyncio
import random
import selectors
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, insert

from bot.store.database import Database
from bot.store.tables import article, briefing, chat, interest, match, source, subscription

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
#: What is due at `NOW`.
SLOT_AT = NOW
_BATCH = 5000
_LEAD = "The council agreed on Monday to change rule {} of the town. "


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How large a world is."""

    chats: int
    articles: int = 3000
    sources: int = 200
    interests: int = 300
    #: How many interests a chat follows.
    follows: int = 4
    #: So many different choices of interests; 0 for each chat its own.
    profiles: int = 0
    #: So many different cursors.
    cursors: int = 1
    seed: int = 7


async def write(database: Database, table: Any, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows in batches."""
    batch: list[Mapping[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            await _write(database, table, batch)
            batch = []
    if batch:
        await _write(database, table, batch)


async def _write(database: Database, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    async with database.write() as connection:
        await connection.execute(insert(table), rows)


async def add_sources(database: Database, size: Size) -> None:
    """The sources of a world."""
    await write(
        database,
        source,
        (
            {
                "id": n,
                "kind": "feed",
                "locator": f"https://s{n}.example/feed",
                "title": f"Source {n}",
            }
            | {"added_at": NOW, "next_poll_at": NOW + timedelta(days=9), "memory": {}}
            for n in range(1, size.sources + 1)
        ),
    )


async def add_articles(database: Database, size: Size) -> None:
    """Curated articles of the last day, two of three a story of its own; each in some interests."""
    rng = random.Random(size.seed)
    stories: list[int] = []
    matches: list[dict[str, int]] = []
    rows = []
    weights = list(accumulate(1 / (n + 3) for n in range(size.interests)))
    interests = range(1, size.interests + 1)
    for n in range(1, size.articles + 1):
        story = n if rng.random() < 0.66 or not stories else rng.choice(stories[-500:])
        stories.append(story)
        seen = NOW - timedelta(days=1) + timedelta(days=1) * n / size.articles
        rows.append(
            {"id": n, "source_id": rng.randint(1, size.sources), "key": f"k{n}", "seq": n}
            | {"url": f"https://example.org/{n}", "language": "en", "story_id": story}
            | {"headline": f"Headline {n} of what happened somewhere", "first_seen_at": seen}
            | {"lead": _LEAD.format(n) * rng.randint(1, 5), "published_at": seen}
        )
        chosen = set(rng.choices(interests, cum_weights=weights, k=6))
        matches += [{"interest_id": each, "seq": n, "article_id": n} for each in chosen]
    await write(database, article, rows)
    await write(
        database,
        interest,
        ({"id": n, "kind": "query", "ref": f"q{n}", "title": f"Topic {n}"} for n in interests),
    )
    await write(database, match, matches)


async def add_chats(database: Database, size: Size) -> None:
    """Chats with a briefing each, all due at `NOW`."""
    rng = random.Random(size.seed + 1)
    weights = list(accumulate(1 / (n + 3) for n in range(size.interests)))

    def choice() -> list[int]:
        chosen: dict[int, None] = {}
        while len(chosen) < size.follows:
            chosen[rng.choices(range(1, size.interests + 1), cum_weights=weights)[0]] = None
        return list(chosen)

    profiles = [choice() for _ in range(size.profiles)]
    numbers = range(1, size.chats + 1)
    await write(
        database,
        chat,
        (
            {"id": n, "telegram_id": n, "kind": "private", "status": "active", "created_at": NOW}
            | {"language": "en", "zone": "Europe/Berlin"}
            for n in numbers
        ),
    )
    await write(
        database,
        briefing,
        (
            {"id": n, "chat_id": n, "name": "main", "times": "08:00", "next_slot_at": SLOT_AT}
            | {"cursor": n % size.cursors, "max_stories": 10}
            for n in numbers
        ),
    )
    await write(
        database,
        subscription,
        (
            {"briefing_id": n, "interest_id": each, "position": at}
            | {"since_at": NOW - timedelta(days=30)}
            for n in numbers
            for at, each in enumerate(rng.choice(profiles) if profiles else choice())
        ),
    )


class Statements:
    """Counts what is asked of a database: a statement for many rows at once is one."""

    def __init__(self, database: Database) -> None:
        self.count = 0
        event.listen(database.engine.sync_engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self.count += 1


async def stored_bytes(database: Database, tables: Sequence[str]) -> int:
    """How much these tables take, with their indexes."""
    async with database.read() as connection:
        if database.dialect.name != "sqlite":
            names = ", ".join(f"'{name}'::regclass" for name in tables)
            found = await connection.exec_driver_sql(
                f"SELECT sum(pg_total_relation_size(t)) FROM unnest(ARRAY[{names}]) AS t"
            )
            return int(found.scalar_one())
        named = ", ".join(f"'{name}'" for name in tables)
        found = await connection.exec_driver_sql(
            "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE aggregate = TRUE AND name IN"
            f" (SELECT name FROM sqlite_schema WHERE tbl_name IN ({named}))"
        )
        return int(found.scalar_one())


async def vacuum(database: Database, tables: Sequence[str]) -> None:
    """Give back what deleted rows took, in PostgreSQL."""
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.exec_driver_sql(f"VACUUM FULL {', '.join(tables)}")


class Stalls(selectors.DefaultSelector):
    """Measures for how long an event loop was busy between two looks at what has arrived.

    In CPU time of its thread, so that a busy machine counts for nothing.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self._since: float | None = None

    def select(self, timeout: float | None = None) -> Any:
        """What has arrived; the time since the last answer was the loop's own."""
        if self._since is not None:
            self.longest_s = max(self.longest_s, time.thread_time() - self._since)
        found = super().select(timeout)
        self._since = time.thread_time()
        return found


def watched_loop() -> tuple[asyncio.AbstractEventLoop, Stalls]:
    """An event loop, and what measures its stalls."""
    stalls = Stalls()
    return asyncio.SelectorEventLoop(stalls), stalls


@asynccontextmanager
async def opened(url: str) -> AsyncGenerator[Database]:
    """A database for as long as it is used."""
    database = Database(url)
    try:
        yield database
    finally:
        await database.aclose()
