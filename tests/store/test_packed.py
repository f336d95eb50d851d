"""Texts of articles take few bytes on SQLite, and nobody who reads them can tell."""

from __future__ import annotations

from sqlalchemy import delete, insert, select, text

from bot.domain.sight import EVERYTHING
from bot.store.database import Database
from bot.store.search import SearchStore
from bot.store.tables import article_text
from bot.store.text_packing import PIECE, TextPacking
from bot.store.verify import look_through
from tests.support.articles import NOW, add_source, new_article, store

_BODIES = (
    "The ÉLYSÉE said on Monday that banks may lend again. " * 9,
    "Der Fluß ist über die Ufer getreten. Река вышла из берегов. 👋 𝔘 «x»",
    "x",
    "",
)


async def _found(database: Database, words: str) -> int:
    page = await SearchStore(database).search(words, sight=EVERYTHING, now=NOW)
    return page.total


async def _kinds(database: Database) -> set[str]:
    """How SQLite holds the texts."""
    async with database.read() as connection:
        kinds = text("SELECT typeof(body) || ' ' || typeof(search_text) FROM article_text")
        return set((await connection.execute(kinds)).scalars())


async def _broken(database: Database) -> list[str]:
    looks = [each async for each in look_through(database, now=NOW, mend=False)]
    return [each.promise for each in looks if each.broken]


async def test_texts_come_back_however_they_were_written(database: Database) -> None:
    """From a source, edited, copied as they are: read and searched as they were given."""
    source = await add_source(database)
    await store(database, source, *(new_article(str(n), body=b) for n, b in enumerate(_BODIES)))
    edited = "The ministry said that rates may rise."
    await store(database, source, new_article("0", body=edited))
    copied = {"article_id": 4, "body": "Copied words.", "search_text": "copied copi words word"}
    async with database.write() as connection:
        await connection.execute(delete(article_text).where(article_text.c.article_id == 4))
        await connection.execute(insert(article_text), copied)
    async with database.read() as connection:
        rows = list(
            await connection.execute(select(article_text).order_by(article_text.c.article_id))
        )
    assert [row.body for row in rows] == [edited, *_BODIES[1:3], "Copied words."]
    assert rows[3].search_text == copied["search_text"]
    asked = ("rates", "lend", "fluß", "берегов", '"copied words"', '"words copied"')
    assert [await _found(database, each) for each in asked] == [1, 0, 1, 1, 1, 0]
    assert await _broken(database) == []
    if database.dialect.name == "sqlite":
        assert await _kinds(database) == {"blob blob"}


async def test_texts_of_before_are_packed_a_piece_at_a_time(database: Database) -> None:
    """They are found before and after, nothing is left in the index, and it is done once."""
    packing = TextPacking(database)
    source = await add_source(database)
    count = PIECE + 50
    await store(database, source, *(new_article(str(n), body=f"Dams {n}") for n in range(count)))
    if database.dialect.name == "sqlite":
        async with database.write() as connection:
            rows = list(await connection.execute(select(article_text)))
            for row in rows:
                await connection.exec_driver_sql(
                    "UPDATE article_text SET body = ?, search_text = ? WHERE article_id = ?",
                    (row.body, row.search_text, row.article_id),
                )
        assert await _kinds(database) == {"text text"}
    assert await _found(database, "dams 7") == 1
    assert await packing.retire(NOW) == await packing.retire(NOW) == 0
    async with database.write() as connection:
        await connection.execute(delete(article_text).where(article_text.c.article_id == 8))
    assert [await _found(database, each) for each in ("dams 7", '"dams 6"')] == [0, 1]
    if database.dialect.name == "sqlite":
        assert await _kinds(database) == {"blob blob"}
        async with database.write() as connection:
            check = "INSERT INTO article_fts(article_fts, rank) VALUES ('integrity-check', 1)"
            await connection.exec_driver_sql(check)
