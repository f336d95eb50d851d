"""A page of a search is read from the index, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event

from bot.domain.sight import EVERYTHING
from bot.store.database import Database
from bot.store.search import AHEAD, SearchStore
from tests.support.articles import NOW, add_source, new_article, store


async def _statements(database: Database, words: str) -> list[tuple[str, Any]]:
    """What a search says to the database."""
    said: list[tuple[str, Any]] = []

    def hear(_c: Any, _u: Any, statement: str, parameters: Any, *_: Any) -> None:
        said.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", hear)
    try:
        await SearchStore(database).search(words, sight=EVERYTHING, now=NOW)
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", hear)
    return said


async def _plan(database: Database, statement: str, parameters: Any) -> str:
    explain = "EXPLAIN QUERY PLAN " if database.dialect.name == "sqlite" else "EXPLAIN "
    async with database.read() as connection:
        if database.dialect.name != "sqlite":
            # the fewest articles are read soonest one after the other
            await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        rows = await connection.exec_driver_sql(explain + statement, parameters)
        return "\n".join(str(row[-1]) for row in rows)


async def test_no_plan_of_a_search_walks_a_table(database: Database) -> None:
    """The words are asked of the index, newest first; articles are looked up by their ids."""
    source = await add_source(database)
    await store(database, source, *(new_article(str(n), headline="A bank") for n in range(30)))
    for words in ("bank", "bank rates", '"a bank"', "bank -rates", "bank OR rates lang:en"):
        asked = [
            await _plan(database, statement, parameters)
            for statement, parameters in await _statements(database, words)
            if "MATCH" in statement or "to_tsquery" in statement
        ]
        assert asked, words
        for plan in asked:
            if database.dialect.name == "sqlite":
                assert plan.startswith("SCAN article_fts VIRTUAL TABLE"), (words, plan)
                assert "SCAN article\n" not in plan + "\n", (words, plan)
                assert "TEMP B-TREE" not in plan, (words, plan)
            else:
                assert "Bitmap Index Scan" in plan, (words, plan)
                assert "'#0:0'" in plan, (words, plan)  # no more of the index than a block
                assert "Seq Scan" not in plan, (words, plan)


async def test_older_hits_are_found_whatever_stands_between(database: Database) -> None:
    """Ranges of ids that hold nothing are passed over; the count ends some pages on."""
    source = await add_source(database)
    await store(database, source, *(new_article(str(n), headline="A bank") for n in range(70)))
    if database.dialect.name != "sqlite":
        async with database.write() as connection:
            await connection.exec_driver_sql("SELECT setval('article_id_seq', 100000)")
    await store(database, source, new_article("new", headline="A newer bank"))
    search = SearchStore(database)
    first = await search.search("bank", sight=EVERYTHING, now=NOW)
    assert first.results[0].article.url.endswith("new")
    assert (first.total, first.more) == (5 + AHEAD, True)
    last = await search.search("bank", sight=EVERYTHING, now=NOW, offset=70)
    urls = [result.article.url for result in last.results]
    assert ([url[-1] for url in urls], last.total, last.more) == (["0"], 71, False)


#: Questions, and the keys of the articles that answer them, the newest first.
_NARROWED = {
    "bank": "edited late french newer older",
    "bank lang:fr": "edited french",
    "bank -lang:fr": "late newer older",
    "bank source:courier": "french",
    "bank -source:courier": "edited late newer older",
    "bank source:nobody": "",
    "bank in:2026-02": "late",
    "bank in:2026-02-20": "late",
    "bank in:2026-01": "older",
    "bank in:2026-01-12": "",
    "bank since:2026-03-01": "edited french newer",
    "bank since:2019-01-01": "edited late french newer older",
    "bank since:2026-02-20": "edited late french newer",
    "bank in:2019-01": "",
    '"bank of courts" in:2026-02': "late",
    '"bank of courts" -"two rates"': "edited late",
    '"courts of bank"': "",
    'bank -"of courts"': "french newer older",
    '"bank of courts" OR "two rates"': "edited late newer",
}


async def test_what_a_search_is_narrowed_to_is_the_same_on_both_engines(database: Database) -> None:
    """By language, also one that an edit changed, by source, by days, also of what came late."""
    gazette, courier = await add_source(database), await add_source(database, "courier")
    began = NOW - timedelta(days=50)
    await store(database, gazette, new_article("older", headline="A bank"), now=began)
    await store(database, gazette, new_article("newer", headline="A bank of two rates"))
    await store(database, courier, new_article("french", headline="Bank", language="fr"))
    came = datetime(2026, 2, 20, 7, tzinfo=UTC)
    await store(
        database,
        gazette,
        new_article("late", headline="Bank of the courts", published_at=came),
        new_article("edited", headline="Bank", language="en"),
    )
    await store(database, gazette, new_article("edited", headline="Bank of courts", language="fr"))
    for words, keys in _NARROWED.items():
        page = await SearchStore(database).search(words, sight=EVERYTHING, now=NOW, limit=10)
        found = [each.article.url.rpartition("/")[2] for each in page.results]
        assert found == keys.split(), words
