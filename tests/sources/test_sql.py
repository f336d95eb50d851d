"""Tables of articles in another database: every row once, however late it becomes visible."""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import tempfile
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import FetchError, FetchReason, InputError
from bot.domain.models import Source, SourceKind
from bot.sources.locators import parse_locator
from bot.sources.sql import MOST_ROWS, SqlFetcher
from bot.sources.sql_ledger import Ledger, load_ledger
from tests.support.clock import FakeClock
from tests.support.databases import PostgresServer
from tests.support.sources import NOW, fake_clock

COLUMNS = "id BIGINT PRIMARY KEY, title TEXT, url TEXT, summary TEXT, body TEXT, language TEXT"


@dataclass(kw_only=True)
class Foreign:
    """A table of another system, and a source that reads it."""

    url: str
    clock: FakeClock
    connection: Any
    postgres: bool
    table: str = "articles"
    query: str = ""
    memory: dict[str, Any] | None = None

    async def execute(self, statement: str) -> None:
        if self.postgres:
            await self.connection.execute(statement)
        else:
            self.connection.executescript(statement)
            self.connection.commit()

    async def insert(self, *ids: int) -> None:
        values = ", ".join(f"({number}, 'Number {number}')" for number in ids)
        await self.execute(f"INSERT INTO {self.table} (id, title) VALUES {values}")

    @property
    def source(self) -> Source:
        return Source(
            id=1,
            kind=SourceKind.SQL,
            locator=f"sql:{self.url}#{self.table}{self.query}",
            title="",
            memory=self.memory or {},
            added_at=NOW,
        )

    async def poll(self) -> Fetched:
        fetched = await SqlFetcher(now=self.clock.now).fetch(self.source)
        # As the store does it: the memory goes through JSON.
        self.memory = json.loads(json.dumps(dict(fetched.memory)))
        return fetched

    async def drain(self) -> list[Draft]:
        """Poll until nothing is left to be had at once."""
        drafts: list[Draft] = []
        for _ in range(200):
            fetched = await self.poll()
            drafts += fetched.drafts
            if not fetched.more:
                return drafts
        raise AssertionError("it never ends")

    async def ids(self) -> list[int]:
        return sorted(int(draft.key) for draft in await self.drain())


@pytest_asyncio.fixture
async def foreign(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncGenerator[Foreign]:
    """An empty table on either engine."""
    if engine == "sqlite":
        path = tmp_path / "their data.db"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = wal")
        table = Foreign(
            url=f"sqlite:///{path}", clock=fake_clock(), connection=connection, postgres=False
        )
        await table.execute(f"CREATE TABLE articles ({COLUMNS}, published_at TIMESTAMP)")
        yield table
        connection.close()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    client = await asyncpg.connect(server.url())
    await client.execute("CREATE SCHEMA IF NOT EXISTS theirs; DROP TABLE IF EXISTS theirs.articles")
    table = Foreign(
        url=server.url(),
        clock=fake_clock(),
        connection=client,
        postgres=True,
        table="theirs.articles",
    )
    await table.execute(f"CREATE TABLE theirs.articles ({COLUMNS}, published_at TIMESTAMPTZ)")
    yield table
    await client.close()


async def test_rows_become_drafts(foreign: Foreign) -> None:
    """All columns, the newest first; HTML is told from text."""
    await foreign.execute(
        f"INSERT INTO {foreign.table} VALUES"
        " (1, 'One', 'https://news.example/1', 'Short.', 'Plain text.', 'de',"
        " '2026-11-20 10:00:00+00:00'), (2, 'Two', NULL, NULL, '<p>Rich</p>', NULL, NULL)"
    )
    two, one = await foreign.drain()
    assert (one.key, one.headline, one.url, one.html) == (
        "1",
        "One",
        "https://news.example/1",
        False,
    )
    assert (one.summary, one.body, one.language) == ("Short.", "Plain text.", "de")
    assert one.published_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (two.key, two.url, two.html, two.published_at) == ("2", "", True, None)


async def test_columns_may_have_other_names(foreign: Foreign) -> None:
    """Names in any spelling, quoted safely; columns that are missing are missed by nobody."""
    table = foreign.table.replace("articles", "other")
    await foreign.execute(
        f'DROP TABLE IF EXISTS {table}; CREATE TABLE {table} (nr INTEGER, "The Title" TEXT);'
        f"INSERT INTO {table} VALUES (7, 'Seven')"
    )
    foreign.table, foreign.query = table, "?title=The+Title&id=nr"
    assert [(draft.key, draft.headline) for draft in await foreign.drain()] == [("7", "Seven")]


async def test_each_row_comes_once(foreign: Foreign) -> None:
    """A poll without anything new says so."""
    await foreign.insert(1, 2, 3)
    assert await foreign.ids() == [1, 2, 3]
    assert (await foreign.poll()).not_modified
    await foreign.insert(4, 5)
    assert await foreign.ids() == [4, 5]


async def test_rows_that_appear_late_below_others_are_found(foreign: Foreign) -> None:
    """Ids are handed out before their transactions commit."""
    await foreign.insert(1, 2, 5, 9)
    assert await foreign.ids() == [1, 2, 5, 9]
    await foreign.insert(3, 8, 10)
    assert await foreign.ids() == [3, 8, 10]
    await foreign.insert(-4, 4)
    assert await foreign.ids() == [-4, 4]


async def test_rows_that_appear_very_late_are_found_too(foreign: Foreign) -> None:
    """Far below everything that is known one by one: a single one, and several in many places."""
    await foreign.insert(*range(2, 13_000, 2))
    assert await foreign.ids() == list(range(2, 13_000, 2))
    assert len(json.dumps(foreign.memory)) < 50_000
    await foreign.insert(101)
    assert await foreign.ids() == [101]
    late = [1, 5001, 5003, 12_345]
    await foreign.insert(*late)
    assert set(late) <= set(await foreign.ids())
    assert await foreign.ids() == []


async def test_rows_that_are_deleted_hide_none(foreign: Foreign) -> None:
    """Their blocks are read again; what was known is recognised by its key."""
    await foreign.insert(*range(1, 6001))
    assert len(await foreign.ids()) == 6000
    await foreign.execute(f"DELETE FROM {foreign.table} WHERE id BETWEEN 100 AND 200")
    await foreign.drain()
    await foreign.insert(150)
    assert await foreign.ids() == [150]


async def test_a_large_table_gives_its_newest_rows_first(foreign: Foreign) -> None:
    """Readers want today's, and nobody waits for the archive."""
    await foreign.insert(*range(1, 2001))
    first = await foreign.poll()
    assert [int(draft.key) for draft in first.drafts] == list(range(2000, 2000 - MOST_ROWS, -1))
    assert first.more
    await foreign.insert(2001)
    assert 2001 in [int(draft.key) for draft in (await foreign.poll()).drafts]
    assert len(await foreign.ids()) == 2001 - MOST_ROWS - 1 - (MOST_ROWS - 1)


async def test_blocks_of_a_large_table_are_compared_once_an_hour(foreign: Foreign) -> None:
    """The bound for what appears very late, where there are too many blocks for every poll."""
    await foreign.insert(*range(2, 3000, 2))
    await foreign.drain()
    assert foreign.memory is not None
    # As if it were large: its one block in fifty pieces, most of them empty.
    padded = [[-100 + number, 0, 0] for number in range(50)]
    foreign.memory["ledger"]["blocks"] = padded + foreign.memory["ledger"]["blocks"]
    await foreign.drain()
    await foreign.insert(-60)
    assert await foreign.ids() == []
    foreign.clock.advance(hours=1, minutes=1)
    assert await foreign.ids() == [-60]


async def test_the_table_is_only_read(foreign: Foreign) -> None:
    """Even a locator that tries cannot write: names are quoted, the session is read-only."""
    await foreign.insert(1)
    locator = f"{foreign.source.locator}?title=title&url=x%22%3B+DROP+TABLE+articles%3B+--"
    source = replace(foreign.source, locator=locator)
    fetched = await SqlFetcher(now=foreign.clock.now).fetch(source)
    assert [draft.key for draft in fetched.drafts] == ["1"]
    foreign.memory = None
    assert await foreign.ids() == [1]


@pytest.mark.parametrize(
    ("table", "query", "told"),
    [
        ("nowhere", "", "nowhere"),
        ("", "?title=headline", "no column headline"),
        ("", "?id=title", "whole numbers"),
    ],
)
async def test_a_table_that_cannot_be_read_is_explained(
    foreign: Foreign, table: str, query: str, told: str
) -> None:
    """The operator learns which column or table is wrong."""
    await foreign.insert(1)
    foreign.table, foreign.query = table or foreign.table, query
    with pytest.raises(FetchError, match=told) as caught:
        await foreign.poll()
    assert caught.value.reason is FetchReason.UNREADABLE


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@127.0.0.1:1/x", "sqlite:////nowhere/at/all.db"]
)
async def test_a_database_that_is_not_there_is_explained_without_its_password(url: str) -> None:
    """The text is shown to operators and logged."""
    source = Source(
        id=1, kind=SourceKind.SQL, locator=f"sql:{url}#t", title="", memory={}, added_at=NOW
    )
    with pytest.raises(FetchError) as caught:
        await SqlFetcher(now=fake_clock().now).fetch(source)
    assert "secret" not in str(caught.value)


async def test_rows_committed_out_of_order_by_two_writers_all_come(foreign: Foreign) -> None:
    """A filling table, polled all the while: nothing is lost and nothing comes twice."""
    numbers = list(range(1, 1501))
    order = sorted(numbers, key=lambda number: number + random.Random(number).randrange(300))
    got: list[int] = []

    async def write() -> None:
        for at in range(0, len(order), 50):
            await foreign.insert(*order[at : at + 50])
            await asyncio.sleep(0)

    writer = asyncio.create_task(write())
    while not writer.done():
        got += [int(draft.key) for draft in (await foreign.poll()).drafts]
    await writer
    got += await foreign.ids()
    assert sorted(got) == numbers


@pytest.mark.parametrize(
    "text", ["sql:mysql://h/x#t", "sql:postgresql://h/x", "sql:sqlite:///x.db#a;b", "sql:x"]
)
def test_a_wrong_locator_is_refused_with_an_example(text: str) -> None:
    """Before anything is stored."""
    with pytest.raises(InputError) as caught:
        parse_locator(text)
    assert caught.value.example.startswith("sql:")


@given(st.lists(st.sets(st.integers(-(2**62), 2**62), max_size=60), max_size=8))
@settings(deadline=None, max_examples=40)
def test_a_ledger_survives_being_stored(groups: list[set[int]]) -> None:
    """Ids of any size and sign."""
    ledger = Ledger()
    for group in groups:
        ledger.note(sorted(group), pending=None)
    stored = load_ledger(json.loads(json.dumps(ledger.dump())))
    assert stored == ledger
    assert stored.near == set().union(*groups)


@given(st.integers(0, 2**32), st.integers(1, 6))
@settings(deadline=None, max_examples=5)
def test_whatever_the_order_every_row_comes_at_least_once_and_hardly_one_twice(
    seed: int, spread: int
) -> None:
    """Random ids, random lateness, polls in between, on a real table."""
    chance = random.Random(seed)
    numbers = chance.sample(range(10**spread * 2000), 2000)
    order = sorted(numbers, key=lambda number: number + chance.randrange(10**spread * 1500))

    async def work(path: Path, connection: sqlite3.Connection) -> list[int]:
        got: list[int] = []
        table = Foreign(
            url=f"sqlite:///{path}", clock=fake_clock(), connection=connection, postgres=False
        )
        await table.execute(f"CREATE TABLE articles ({COLUMNS}, published_at TIMESTAMP)")
        at = 0
        while at < len(order):
            step = chance.randrange(1, 900)
            await table.insert(*order[at : at + step])
            at += step
            got += [int(draft.key) for draft in (await table.poll()).drafts]
        return got + await table.ids()

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "theirs.db"
        connection = sqlite3.connect(path)
        try:
            got = asyncio.run(work(path, connection))
        finally:
            connection.close()
    assert set(got) == set(numbers)
    assert len(got) <= len(numbers) * 1.5
