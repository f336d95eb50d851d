"""A table that another process fills while Lede reads it: every row reaches the reader once."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import func, select

from bot.domain.models import InterestKind, SourceKind
from bot.sources.sql import SqlFetcher
from bot.store.database import Database
from bot.store.interests import InterestStore
from bot.store.tables import article, match
from tests.support.articles import add_source
from tests.support.databases import PostgresServer
from tests.support.pipeline import Pipeline, word

ROWS = 240
#: Written before the others, or at least given lower ids, and visible only after them.
LATE = range(3, ROWS, 7)

#: Writes the rows in pieces, out of order; the late ones when it is told to.
WRITER = """
import asyncio, json, random, sqlite3, sys, time

url, file, late = sys.argv[1], sys.argv[2], set(json.loads(sys.argv[3]))
rows = json.load(open(file))
early = [row for row in rows if row[0] not in late]
early.sort(key=lambda row: row[0] + random.Random(row[0]).randrange(60))
held = [row for row in rows if row[0] in late]
pieces = [early[at : at + 8] for at in range(0, len(early), 8)]

def sqlite():
    connection = sqlite3.connect(url, timeout=30)
    insert = "INSERT INTO articles (id, title, summary) VALUES (?, ?, ?)"
    for piece in pieces:
        with connection:
            connection.executemany(insert, piece)
        time.sleep(0.02)
    print("early", flush=True)
    sys.stdin.readline()
    with connection:
        connection.executemany(insert, held)
    connection.close()

async def postgres():
    import asyncpg
    insert = "INSERT INTO their_articles (id, title, summary) VALUES ($1, $2, $3)"
    slow, quick = await asyncpg.connect(url), await asyncpg.connect(url)
    transaction = slow.transaction()
    await transaction.start()
    await slow.executemany(insert, held)
    for piece in pieces:
        async with quick.transaction():
            await quick.executemany(insert, piece)
        await asyncio.sleep(0.02)
    print("early", flush=True)
    sys.stdin.readline()
    await transaction.commit()
    await quick.close()
    await slow.close()

sqlite() if not url.startswith("postgresql") else asyncio.run(postgres())
"""


def rows() -> list[tuple[int, str, str]]:
    """Id, title and summary; no two tell the same."""
    found = []
    for number in range(1, ROWS + 1):
        words = [word(number * 6 + place) for place in range(6)]
        headline = " ".join(words).capitalize()
        found.append((number, headline, f"{headline}, {words[4]} {words[1]}."))
    return found


@asynccontextmanager
async def writing(url: str, folder: Path) -> AsyncGenerator[asyncio.subprocess.Process]:
    """The other process at work; ended at the end whatever happens."""
    file = folder / "rows.json"
    file.write_text(json.dumps(rows()))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, url, str(file), json.dumps(list(LATE))),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def table(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    """The locator of an empty table of another system, and the address its writer opens."""
    columns = "(id BIGINT PRIMARY KEY, title TEXT, summary TEXT)"
    if engine == "sqlite":
        path = tmp_path / "theirs.db"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute(f"CREATE TABLE articles {columns}")
        connection.close()
        return f"sql:sqlite:///{path}#articles", str(path)
    server: PostgresServer = request.getfixturevalue("postgres")
    client = await asyncpg.connect(server.url())
    await client.execute(
        f"DROP TABLE IF EXISTS their_articles; CREATE TABLE their_articles {columns}"
    )
    await client.close()
    return f"sql:{server.url()}#their_articles", server.url()


async def test_every_row_is_delivered_once_however_late_it_is_committed(
    database: Database, table: tuple[str, str], tmp_path: Path
) -> None:
    """Told in a digest or counted there as one more, each row once; none is stored twice."""
    locator, url = table
    room = Pipeline(database)
    room.fetcher = SqlFetcher(now=room.clock.now)
    chat = await room.chat(1)
    briefing = await room.briefing_id(chat)
    (unused,) = await room.briefings.subscriptions(briefing)
    await room.briefings.unsubscribe([briefing], unused.interest.id)
    await room.sources.remove(int(unused.interest.ref))
    source = await add_source(database, "table", kind=SourceKind.SQL, locator=locator)
    followed = await InterestStore(database).ensure(
        InterestKind.SOURCE, str(source.id), "Table", room.clock.now()
    )
    await room.briefings.subscribe(briefing, followed, room.clock.now())
    editions = 0

    async def round_trip() -> None:
        nonlocal editions
        editions += 1
        await room.poll()
        await room.curate.tick()
        await room.editions.commit_now(briefing, key=str(editions), now=room.clock.now())

    async with asyncio.timeout(120), writing(url, tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        early = asyncio.create_task(process.stdout.readline())
        while not early.done():
            await round_trip()
        assert await early == b"early\n"
        await round_trip()
        stored = await room.sources.get(source.id)
        assert stored is not None
        assert stored.articles == ROWS - len(LATE)
        process.stdin.write(b"\n")
        await process.stdin.drain()
        await round_trip()
        assert await process.wait() == 0
    await round_trip()
    await round_trip()

    async with database.read() as connection:
        counted = await connection.execute(
            select(func.count(), func.count(func.distinct(article.c.headline)))
        )
        assert counted.one() == (ROWS, ROWS)
        matched = select(func.count()).where(match.c.interest_id == followed.id)
        assert await connection.scalar(matched) == ROWS
    told = await room.told()
    more = sum(one.more for one in await room.left_out())
    assert max(told.values()) == 1
    assert told.total() + more == ROWS
