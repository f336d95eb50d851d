"""All data goes from one engine to the other, and what was broken off goes on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from bot.domain.errors import ConfigError
from bot.store.copying import checksum, copy_all
from bot.store.database import Database
from bot.store.opening import check_whole, open_existing
from bot.store.tables import article, article_text, digest, metadata, source
from bot.store.verify import look_through
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.databases import PostgresServer, prepare_database
from tests.support.editions import add_editions


@pytest.fixture
def other_url(engine: str, postgres: PostgresServer, tmp_path: Path) -> Iterator[str]:
    """An empty database of the other engine."""
    if engine == "sqlite":
        url = postgres.make_database("other")
        prepare_database(url)
        yield url
        postgres.drop_database("other")
        return
    prepare_database(f"sqlite:///{tmp_path / 'other.db'}")
    yield f"sqlite:///{tmp_path / 'other.db'}"


async def fill(database: Database) -> None:
    """A bit of everything; the highest key of sources is gone again."""
    for name in ("gazette", "herald"):
        paper = await add_source(database, name, language="ü")
        await store(database, paper, *(new_article(f"{name}{n}") for n in range(5)))
    await add_editions(database, 7, now=NOW, parts=2, window=(0, 0))
    async with database.write() as connection:
        await connection.execute(
            update(source).values(
                memory={"b": 1.0, "a": [1, 2.5, None, "ñ"], "n": {"z": 1e15}}, weight=0.1
            )
        )
        await connection.execute(
            update(article).values(published_at=NOW + timedelta(microseconds=1))
        )
        await connection.execute(update(digest).values(packed=b"\x00\xff\x80packed"))


async def everything(database: Database) -> dict[str, tuple[int, int]]:
    async with database.read() as connection:
        return {table.name: await checksum(connection, table) for table in metadata.sorted_tables}


class CutError(Exception):
    """The copy is broken off."""


def cut_after(batches: int) -> object:
    left = [batches]

    def tell(_table: str, _done: int, _of: int) -> None:
        left[0] -= 1
        if not left[0]:
            raise CutError

    return tell


async def test_all_of_it_comes_over_and_keys_go_on(database: Database, other_url: str) -> None:
    """Counted and summed alike in both; new rows get new keys; the promises hold in both."""
    await fill(database)
    other = Database(other_url)
    try:
        copied = await copy_all(database, other, batch=3)
        assert copied.rows["outbox"] == 14
        assert await everything(other) == await everything(database)
        assert (await add_source(other, "new")).id == 3
        await add_editions(
            other, 1, now=NOW, first_chat=100, slot="2026-03-03T08:00", window=(0, 0)
        )
        for each in (database, other):
            assert [look async for look in look_through(each, now=NOW) if look.broken] == []
        with pytest.raises(ConfigError, match="holds data already"):
            await copy_all(database, other)
    finally:
        await other.aclose()


@pytest.mark.parametrize("batches", [1, 9])
@pytest.mark.parametrize("changed", [False, True])
async def test_what_was_broken_off_goes_on(
    database: Database, other_url: str, batches: int, changed: bool
) -> None:
    """Also when the source changed meanwhile; until it is whole nothing else works on it."""
    await fill(database)
    other = Database(other_url)
    try:
        with pytest.raises(CutError):
            await copy_all(database, other, batch=4, progress=cut_after(batches))  # type: ignore[arg-type]  # raises
        with pytest.raises(ConfigError, match="not finished"):
            async with open_existing(other_url):
                pass
        if changed:
            async with database.write() as connection:
                await connection.execute(update(source).values(title="Changed"))
            await add_editions(database, 1, now=NOW, first_chat=50, slot="2026-03-03T08:00")
        copied = await copy_all(database, other, batch=4)
        assert copied.resumed
        assert await everything(other) == await everything(database)
        await check_whole(other)
    finally:
        await other.aclose()


@pytest.fixture
def zero_url(postgres: PostgresServer) -> Iterator[str]:
    """An empty PostgreSQL."""
    url = postgres.make_database("zero")
    prepare_database(url)
    yield url
    postgres.drop_database("zero")


async def test_a_zero_character_comes_over_without_it(
    sqlite_template: Path, tmp_path: Path, zero_url: str
) -> None:
    """SQLite holds what PostgreSQL cannot."""
    file = tmp_path / "lede.db"
    shutil.copyfile(sqlite_template, file)
    old, new = Database(f"sqlite:///{file}"), Database(zero_url)
    try:
        paper = await add_source(old, "gazette")
        await store(old, paper, new_article("a", headline="Zürich\0 news"))
        await copy_all(old, new)
        async with new.read() as connection:
            assert await connection.scalar(select(article.c.headline)) == "Zürich news"
    finally:
        await old.aclose()
        await new.aclose()


async def test_rows_are_counted_where_they_went(database: Database) -> None:
    """A checksum sees every column of every row, in no order."""
    await fill(database)
    before = await everything(database)
    async with database.write() as connection:
        row = (await connection.execute(select(article_text).limit(1))).one()
        await connection.execute(
            update(article_text)
            .where(article_text.c.article_id == row.article_id)
            .values(body=row.body + " ")
        )
        assert await connection.scalar(select(func.count()).select_from(article_text)) == 10
    after = await everything(database)
    assert {name for name in before if before[name] != after[name]} == {"article_text"}
