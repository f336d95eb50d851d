"""What is broken in a database is counted, and mended where it can be."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.store.tables import article, article_text, bot_state, briefing, match, outbox
from bot.store.verify import look_through
from tests.support.articles import NOW, add_source, new_article, store
from tests.support.editions import add_editions


async def broken(database: Database, *, mend: bool = False) -> dict[str, tuple[int, int]]:
    return {
        look.promise: (look.broken, look.mended)
        async for look in look_through(database, now=NOW, mend=mend)
        if look.broken
    }


@pytest.fixture
async def filled(database: Database) -> Database:
    """Articles in their order, and editions of two parts."""
    paper = await add_source(database)
    await store(database, paper, *(new_article(f"a{n}") for n in range(3)))
    async with database.write() as connection:
        await connection.execute(update(article).values(seq=article.c.id + 40))
    await add_editions(database, 2, now=NOW, parts=2)
    return database


async def run(database: Database, *statements: Any) -> None:
    async with database.write() as connection:
        for statement in statements:
            await connection.execute(statement)


async def test_a_sound_database_keeps_every_promise(filled: Database) -> None:
    """With data, and after mending nothing."""
    assert await broken(filled) == {}
    assert await broken(filled, mend=True) == {}


async def test_states_and_places_are_mended(filled: Database) -> None:
    """Each is found once, told in rows, and gone after mending."""
    first = select(func.min(outbox.c.id)).scalar_subquery()
    interest = text("INSERT INTO interest (kind, ref, title) VALUES ('query', 'x', 'x')")
    await run(
        filled,
        update(outbox).where(outbox.c.id == first).values(state="sent"),
        update(outbox).where(outbox.c.part == 2).values(state="waiting"),
        update(briefing).values(cursor=900),
        insert(bot_state).values(name="alerts_seq", value=900),
        delete(article_text).where(article_text.c.article_id == 1),
        interest,
        insert(match).values(interest_id=1, seq=77, article_id=1),
    )
    found = await broken(filled)
    assert found == {
        "a waiting part waits for one before it": (1, 0),
        "a part that is final says since when": (1, 0),
        "no briefing is ahead of the newest article": (2, 0),
        "alerts are not ahead of the newest article": (1, 0),
        "an article has its text": (1, 0),
        "an interest has an article at its own place": (1, 0),
    }
    mended = await broken(filled, mend=True)
    assert all(count == put_right for count, put_right in mended.values())
    assert await broken(filled) == {}


async def test_a_state_nobody_knows_is_told_and_left(filled: Database) -> None:
    """What is right there only a person can say."""
    await run(filled, update(outbox).values(state="gone fishing"))
    found = await broken(filled, mend=True)
    assert found == {"outbox.state is one of the table of moves": (4, 0)}


async def test_what_an_engine_breaks_in_its_own_way_is_mended(filled: Database) -> None:
    """SQLite: rows without their owner, an index without an article; PostgreSQL: keys behind."""
    if filled.dialect.name == "sqlite":
        async with filled.engine.connect() as connection:
            raw: Any = (await connection.get_raw_connection()).driver_connection
            await raw.execute("PRAGMA foreign_keys=OFF")
            await raw.execute("DELETE FROM source")
            await raw.execute("PRAGMA foreign_keys=ON")
        await run(filled, text("INSERT INTO article_fts(article_fts) VALUES ('delete-all')"))
        found = await broken(filled, mend=True)
        assert found["article has its source"] == (3, 3)
        assert found["the text index holds every article's words"] == (1, 1)
    else:
        await run(
            filled,
            text("SELECT setval(pg_get_serial_sequence('source', 'id'), 1, false)"),
        )
        assert await broken(filled, mend=True) == {"new keys come after old ones": (1, 1)}
        await add_source(filled, "new")
        assert len(await SourceStore(filled).all()) == 2
    assert await broken(filled) == {}
