"""Bytes of an article on both engines: `LEDE_DATA=… python -m tests.bench.bytes`.

Articles of CNN and XSum, read and stored as a poll does it, by table and index. Copies of each follow,
so that the words of the index weigh as they do among many; all have their place and their story.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from bot.domain.drafts import Draft
from bot.domain.identity import alias_keys
from bot.domain.models import SourceKind
from bot.domain.polls import NewArticle, PollResult
from bot.services.ingest import content_hash
from bot.store.articles import ArticleStore
from bot.store.database import Database
from bot.store.sources import SourceStore
from bot.text.drafts import read_draft
from tests.bench import text_measures as measure
from tests.support.databases import PostgresServer, prepare_database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
_BATCH = 50
#: How often each is stored.
_TIMES = 20
_COLUMNS = (
    *("source_id", "url", "headline", "lead", "language", "published_at", "first_seen_at"),
    *("content_hash", "is_news", "edits"),
)
#: All after the first ones, so many ids on.
_COPIES = (
    f"INSERT INTO article (id, key, seq, story_id, {', '.join(_COLUMNS)}) SELECT id + :on, "
    f"CAST(id + :on AS text) || substr(key, 8), id + :on, id + :on, {', '.join(_COLUMNS)} "
    "FROM article WHERE id <= :first",
    "INSERT INTO article_name SELECT source_id, name / :times + :on, article_id + :on "
    "FROM article_name WHERE article_id <= :first",
    "INSERT INTO article_text (article_id, body, search_text) "
    "SELECT article_id + :on, body, search_text FROM article_text WHERE article_id <= :first",
)


def articles() -> list[NewArticle]:
    """Real articles, read."""
    given = [*measure.load("leads/cnn_400.json"), *measure.load("leads/xsum_250.json")]
    found = []
    for number, each in enumerate(given):
        body = each["article"]
        url = f"https://www.example.org/2026/03/{number:06d}-some-words-of-the-headline"
        headline = body.split(". ")[0][:80]
        draft = Draft(key=url, url=url, headline=headline, body=body, html=False, language="en")
        read = read_draft(draft, "en", frozenset())
        names = alias_keys(draft)
        found.append(
            NewArticle(
                key=names[0],
                aliases=names,
                content_hash=content_hash(draft),
                url=url,
                reading=read.reading,
                search_text=read.search_text,
                published_at=None,
            )
        )
    return found


async def fill(url: str, given: list[NewArticle]) -> None:
    """Store them as polls of one source."""
    database = Database(url)
    try:
        source = await SourceStore(database).add(
            kind=SourceKind.FEED, locator="https://example.org/feed", title="E", now=NOW
        )
        result = PollResult(next_poll_at=NOW + timedelta(hours=1))
        for at in range(0, len(given), _BATCH):
            batch = given[at : at + _BATCH]
            await ArticleStore(database).finish_poll(source.id, batch, result, now=NOW)
        async with database.write() as connection:
            await connection.execute(text("UPDATE article SET seq = id, story_id = id"))
        for times in range(1, _TIMES):
            words = {"on": times * len(given), "first": len(given), "times": times + 1}
            async with database.write() as connection:
                for statement in _COPIES:
                    used = {name: n for name, n in words.items() if f":{name}" in statement}
                    await connection.execute(text(statement), used)
        if database.dialect.name != "sqlite":
            async with database.engine.connect() as connection:
                await connection.execution_options(isolation_level="AUTOCOMMIT")
                await connection.exec_driver_sql("VACUUM")
            async with database.read() as connection:
                rows = await connection.execute(
                    text(
                        "SELECT relname, pg_table_size(oid) FROM pg_class WHERE relkind IN "
                        "('r', 'i') AND relname LIKE '%article%' ORDER BY 2 DESC"
                    )
                )
                sizes = [(name, size) for name, size in rows]
                show("PostgreSQL", sizes, _TIMES * len(given))
    finally:
        await database.aclose()


def show(engine: str, rows: list[tuple[str, int]], count: int) -> None:
    """Bytes of each, for one article."""
    print(f"{engine}, bytes for each of {count} articles")
    for name, size in rows:
        if size / count >= 10:
            print(f"  {name:34} {size / count:7.0f}")
    print(f"  {'all':34} {sum(size for _, size in rows) / count:7.0f}", flush=True)


def main() -> int:
    """Both engines; 0, also when there is no data to measure on."""
    if measure.data_folder() is None:
        print("LEDE_DATA names no folder")
        return 0
    given = articles()
    size = sum(len(each.reading.body.encode()) for each in given) / len(given)
    print(f"{size:.0f} bytes of body on average")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "lede.db"
        prepare_database(f"sqlite:///{file}")
        asyncio.run(fill(f"sqlite:///{file}", given))
        with closing(sqlite3.connect(file)) as connection:
            rows = connection.execute(
                "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE '%article%' "
                "GROUP BY name ORDER BY 2 DESC"
            )
            show("SQLite", list(rows), _TIMES * len(given))
    server = PostgresServer()
    try:
        server.start()
        url = server.make_database("bytes")
        prepare_database(url)
        asyncio.run(fill(url, given))
    finally:
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
