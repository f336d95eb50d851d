"""Many stored articles to search in, on either engine: `tests.bench.search` asks them.

Texts of 120 words whose frequencies follow Zipf's law, those beyond the first 62,500 again and again;
sources by that law as well, languages with very unlike shares, half a minute between two articles,
so that a million are of a year.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

import asyncpg
from sqlalchemy import insert

from bot.store.database import Database
from bot.store.engines.postgresql.search import INDEX, INDEXED
from bot.store.engines.sqlite.packing import FUNCTIONS, pack, pack_words
from bot.store.tables import source

#: When the first article was seen, and how long after it the next one was.
BEGIN, APART = datetime(2025, 3, 2, 8, tzinfo=UTC), timedelta(seconds=31)
#: Of ten thousand articles so many are of a language; of one there are none.
LANGUAGES = {"en": 9_000, "de": 900, "fr": 90, "it": 9, "eo": 1}
SOURCES = 1_000
WORDS, LENGTH, BATCH = 60_000, 120, 5_000
#: So many texts differ; an engine copies them in a tenth of the time.
DISTINCT = 62_500

_COLUMNS = (
    *("id", "source_id", "key", "url", "headline", "lead", "language"),
    *("published_at", "first_seen_at", "content_hash", "is_news", "edits"),
)


def word(rank: int) -> str:
    """The word that is at this place among all, the commonest first."""
    return f"w{rank:05d}x"


def seen_at(number: int) -> datetime:
    """When an article was seen."""
    return BEGIN + APART * number


class _Articles:
    """Articles in the order of their ids."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(seed)
        self._words = [word(rank) for rank in range(WORDS)]
        self._odds = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))
        self._sources = list(accumulate(1 / (rank + 3) for rank in range(SOURCES)))
        self._languages = list(accumulate(LANGUAGES.values()))

    def rows(self, first: int, count: int) -> Iterator[tuple[Any, ...]]:
        """The values of `_COLUMNS`."""
        choices = self._rng.choices
        sources = choices(range(1, SOURCES + 1), cum_weights=self._sources, k=count)
        languages = choices(list(LANGUAGES), cum_weights=self._languages, k=count)
        for number, source_id, language in zip(
            range(first, first + count), sources, languages, strict=True
        ):
            row = (number, source_id, f"k{number}", f"https://example.org/{number}", "Headline")
            seen = seen_at(number)
            yield (*row, "Lead.", language, seen, seen, "", True, 0)

    def text(self) -> str:
        """The next text."""
        return " ".join(self._rng.choices(self._words, cum_weights=self._odds, k=LENGTH))


class Growing:
    """A database that gets more and more articles."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.count = 0
        self._articles = _Articles(7)

    async def grow(self, upto: int) -> None:
        """Store articles until there are so many."""
        if not self.count:
            await self._add_sources()
        if self.database.path is not None:
            self._grow_sqlite(upto)
        else:
            await self._grow_postgresql(upto)
        self.count = upto

    async def _add_sources(self) -> None:
        moment = {"added_at": BEGIN, "next_poll_at": BEGIN, "memory": {}}
        async with self.database.write() as connection:
            await connection.execute(
                insert(source),
                [
                    {"id": n, "kind": "feed", "title": f"Paper {n}", **moment}
                    | {"locator": f"https://s{n}.example/feed"}
                    for n in range(1, SOURCES + 1)
                ],
            )

    def _pieces(self, upto: int) -> Iterator[tuple[int, int]]:
        """The first id and the number of articles that are stored at once."""
        for first in range(self.count + 1, upto + 1, BATCH):
            yield first, min(BATCH, upto + 1 - first)

    def _copies(self, upto: int) -> Iterator[tuple[int, int]]:
        """How far the texts of the first articles are copied, and how many of them."""
        there = max(self.count, min(upto, DISTINCT))
        while there < upto:
            most = min(DISTINCT, upto - there)
            yield there, most
            there += most

    async def _grow_postgresql(self, upto: int) -> None:
        async with self.plain() as pg:
            # made in a fraction of the time once all is stored
            await pg.execute("DROP INDEX ix_article_text_words")
            await pg.execute("SET maintenance_work_mem = '2GB'")
            for first, count in self._pieces(upto):
                rows = list(self._articles.rows(first, count))
                await pg.copy_records_to_table("article", records=rows, columns=_COLUMNS)
                ids = range(first, min(first + count, DISTINCT + 1))
                texts = [(number, self._articles.text()) for number in ids]
                await pg.copy_records_to_table(
                    "article_text",
                    records=[(number, text, text) for number, text in texts],
                    columns=["article_id", "body", "search_text"],
                )
            for there, most in self._copies(upto):
                await pg.execute(
                    "INSERT INTO article_text SELECT article_id + $1, body, search_text "
                    "FROM article_text WHERE article_id <= $2",
                    there,
                    most,
                )
            await pg.execute(INDEX)
            await pg.execute("VACUUM ANALYZE article_text")
            await pg.execute("VACUUM ANALYZE article")

    def _grow_sqlite(self, upto: int) -> None:
        assert self.database.path is not None
        values = ", ".join("?" * len(_COLUMNS))
        with sqlite3.connect(self.database.path) as lite:
            for name, (arguments, function) in FUNCTIONS.items():
                lite.create_function(name, arguments, function)
            for first, count in self._pieces(upto):
                lite.executemany(
                    f"INSERT INTO article ({', '.join(_COLUMNS)}) VALUES ({values})",
                    [tuple(map(_plainly, row)) for row in self._articles.rows(first, count)],
                )
                ids = range(first, min(first + count, DISTINCT + 1))
                texts = [(number, self._articles.text()) for number in ids]
                lite.executemany(
                    "INSERT INTO article_text VALUES (?, ?, ?)",
                    [(number, pack(text), pack_words(text, text)) for number, text in texts],
                )
                lite.commit()
            for there, most in self._copies(upto):
                lite.execute(
                    "INSERT INTO article_text SELECT article_id + ?, body, search_text "
                    "FROM article_text WHERE article_id <= ?",
                    (there, most),
                )
                lite.commit()
        lite.close()

    @asynccontextmanager
    async def plain(self) -> AsyncGenerator[Any]:
        """A connection of the driver alone, where there is a server."""
        url = self.database.url.set(drivername="postgresql")
        pg = await asyncpg.connect(url.render_as_string(hide_password=False))
        try:
            yield pg
        finally:
            await pg.close()


def _plainly(value: Any) -> Any:
    """A value as SQLite has it."""
    return int(value.timestamp() * 1_000_000) if isinstance(value, datetime) else value


async def bare(growing: Growing, words: str, *, most: int, limit_s: int) -> None:
    """Ask the engine's own index for the newest ids, as its manual says; at most so long."""
    if growing.database.path is not None:
        lite = sqlite3.connect(growing.database.path)
        lite.execute(
            "SELECT rowid FROM article_fts WHERE article_fts MATCH ? "
            f"ORDER BY rowid DESC LIMIT {most}",
            (words,),
        ).fetchall()
        lite.close()
        return
    query = " & ".join(words.split())
    if words.startswith('"'):
        query = " <-> ".join(words.strip('"').split())
    async with growing.plain() as pg:
        await pg.execute(f"SET statement_timeout = {limit_s}000")
        with suppress(asyncpg.QueryCanceledError):
            await pg.fetch(
                f"SELECT article_id FROM article_text WHERE {INDEXED} @@ to_tsquery('simple', $1) "
                f"ORDER BY article_id DESC LIMIT {most}",
                query,
            )
