"""Search as what is stored grows: `python -m tests.bench.search [--most ARTICLES]`.

Articles of 120 words whose frequencies follow Zipf's law, on SQLite and PostgreSQL, at three
sizes each four times the last. A figure that stays as it is while the size grows is the aim.
Beside it what the engine's own index takes for the newest ids alone, asked as its manual says.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy import insert

from bot.domain.sight import EVERYTHING
from bot.store.database import Database
from bot.store.engines.sqlite.packing import FUNCTIONS, pack, pack_words
from bot.store.search import SearchStore
from bot.store.tables import source
from tests.support.databases import PostgresServer, prepare_database

_NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
_WORDS, _LENGTH, _ASKED, _BATCH = 60_000, 120, 15, 5_000
#: As many hits as a page of ours looks for, and how long PostgreSQL may take for them.
_BARE, _MOST_BARE_S = 55, 10

#: The ranks of the words of each query: what a person types, from the commonest to the rarest.
_QUERIES: dict[str, tuple[str, tuple[int, ...]]] = {
    "common word": ("{}", (20,)),
    "two common words": ("{} {}", (20, 45)),
    "three words": ("{} {} {}", (20, 300, 900)),
    "middling word": ("{}", (2_000,)),
    "rare word": ("{}", (40_000,)),
    "common and rare": ("{} {}", (20, 40_000)),
    "phrase, common": ('"{} {}"', (20, 45)),
    "phrase, rare": ('"{} {}"', (900, 5_000)),
    "common, of a day": ("{} since:2026-01-02", (20,)),
    "common, of a source": ("{} source:x", (20,)),
    "common, no language": ("{} lang:de", (20,)),
}
#: Further pages of the first of these.
_PAGES = {"second page": 5, "tenth page": 45}


def _word(rank: int) -> str:
    return f"w{rank:05d}x"


class Texts:
    """Texts of a language with so many words."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        self._words = [_word(rank) for rank in range(_WORDS)]
        self._odds = list(accumulate(1 / (rank + 10) for rank in range(_WORDS)))

    def __iter__(self) -> Iterator[str]:
        while True:
            yield " ".join(self._rng.choices(self._words, cum_weights=self._odds, k=_LENGTH))


def _rows(first: int, count: int, texts: Iterator[str]) -> tuple[list[Any], list[Any]]:
    articles, bodies = [], []
    for number in range(first, first + count):
        seen = _NOW - timedelta(days=60) + timedelta(seconds=number)
        articles.append((number, 1, f"k{number}", "https://example.org", "Headline", "Lead.", seen))
        text = next(texts)
        bodies.append((number, text[:80], text))
    return articles, bodies


class Growing:
    """A database that gets more and more articles."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.count = 0
        self._texts = iter(Texts(7))

    async def grow(self, upto: int) -> None:
        """Store articles until there are so many."""
        if not self.count:
            async with self.database.write() as connection:
                row = {"kind": "feed", "locator": "x", "title": "X", "added_at": _NOW}
                row |= {"next_poll_at": _NOW, "memory": {}}
                await connection.execute(insert(source), row)
        while self.count < upto:
            number = min(_BATCH, upto - self.count)
            await self._store(*_rows(self.count + 1, number, self._texts))
            self.count += number
        if self.database.dialect.name != "sqlite":
            await self._raw("VACUUM ANALYZE article_text")
            await self._raw("VACUUM ANALYZE article")

    async def _store(self, articles: list[Any], bodies: list[Any]) -> None:
        columns = ["id", "source_id", "key", "url", "headline", "lead", "first_seen_at"]
        names = ", ".join([*columns, "language", "content_hash", "is_news", "edits"])
        if self.database.dialect.name != "sqlite":
            pg = await asyncpg.connect(_plain(self.database))
            try:
                rows = [(*row, "en", "", True, 0) for row in articles]
                await pg.copy_records_to_table("article", records=rows, columns=names.split(", "))
                await pg.copy_records_to_table(
                    "article_text",
                    records=bodies,
                    columns=["article_id", "body", "search_text"],
                )
            finally:
                await pg.close()
            return
        assert self.database.path is not None
        with sqlite3.connect(self.database.path) as lite:
            for name, (arguments, function) in FUNCTIONS.items():
                lite.create_function(name, arguments, function)
            moment = [(*row[:-1], int(row[-1].timestamp() * 1_000_000)) for row in articles]
            lite.executemany(
                f"INSERT INTO article ({names}) VALUES (?, ?, ?, ?, ?, ?, ?, 'en', '', 1, 0)",
                moment,
            )
            packed = [(n, pack(body), pack_words(words, body)) for n, body, words in bodies]
            lite.executemany("INSERT INTO article_text VALUES (?, ?, ?)", packed)
        lite.close()

    async def bare(self, words: str) -> float:
        """Seconds that the engine's own index takes for the newest ids alone, at most ten."""
        if self.database.dialect.name == "sqlite":
            return await asyncio.to_thread(self._bare_sqlite, words)
        query = " & ".join(words.split())
        if words.startswith('"'):
            query = " <-> ".join(words.strip('"').split())
        pg = await asyncpg.connect(_plain(self.database))
        try:
            await pg.execute(f"SET statement_timeout = {_MOST_BARE_S}000")
            start = time.perf_counter()
            with suppress(asyncpg.QueryCanceledError):
                await pg.fetch(
                    "SELECT article_id FROM article_text WHERE tsv @@ to_tsquery('simple', $1) "
                    f"ORDER BY article_id DESC LIMIT {_BARE}",
                    query,
                )
            return time.perf_counter() - start
        finally:
            await pg.close()

    def _bare_sqlite(self, words: str) -> float:
        assert self.database.path is not None
        with closing(sqlite3.connect(self.database.path)) as lite:
            start = time.perf_counter()
            lite.execute(
                "SELECT rowid FROM article_fts WHERE article_fts MATCH ? "
                f"ORDER BY rowid DESC LIMIT {_BARE}",
                (words,),
            ).fetchall()
            return time.perf_counter() - start

    async def _raw(self, statement: str) -> None:
        pg = await asyncpg.connect(_plain(self.database))
        try:
            await pg.execute(statement)
        finally:
            await pg.close()


def _plain(database: Database) -> str:
    url = database.url.set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _ms(taken: list[float]) -> str:
    """The median and the highest."""
    taken.sort()
    return f"{taken[len(taken) // 2] * 1000:6.1f} /{taken[-1] * 1000:6.1f}"


async def measure(engine: str, growing: Growing, sizes: list[int]) -> None:
    """Print a row for each kind of query: milliseconds at each size, median and 95 of 100."""
    search = SearchStore(growing.database)
    cells: dict[str, list[str]] = {}
    for size in sizes:
        began = time.perf_counter()
        await growing.grow(size)
        print(f"# {engine}: {size:,} stored after {time.perf_counter() - began:.0f} s", flush=True)
        first = next(iter(_QUERIES.values()))
        asked = [(name, *query, 0) for name, query in _QUERIES.items()]
        asked += [(name, *first, offset) for name, offset in _PAGES.items()]
        for name, form, ranks, offset in asked:
            taken, bare, total = [], [], 0
            for step in range(_ASKED):
                words = form.format(*(_word(rank + step) for rank in ranks))
                start = time.perf_counter()
                page = await search.search(words, sight=EVERYTHING, now=_NOW, offset=offset)
                taken.append(time.perf_counter() - start)
                total = page.total
                if ":" not in words and not offset:
                    bare.append(await growing.bare(words))
            cells.setdefault(name, []).append(
                f"{_ms(taken)} ({total:4})" + (f" bare {_ms(bare)}" if bare else "")
            )
    print(f"\n{engine}: ms, median / highest of {_ASKED} (found), at {sizes}")
    for name, row in cells.items():
        print(f"  {name:18} " + "   ".join(row))


async def main(most: int) -> None:
    """Both engines at a sixteenth, a quarter and the whole."""
    sizes = [most // 16, most // 4, most]
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'lede.db'}"
        await asyncio.to_thread(prepare_database, url)
        growing = Growing(url)
        await measure("SQLite", growing, sizes)
        await growing.database.aclose()
    server = PostgresServer("autovacuum = off\nshared_buffers = 512MB\nmax_wal_size = 4GB\n")
    try:
        server.start()
        url = await asyncio.to_thread(server.make_database, "search")
        await asyncio.to_thread(prepare_database, url)
        growing = Growing(url)
        await measure("PostgreSQL", growing, sizes)
        await growing.database.aclose()
    finally:
        server.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.search")
    parser.add_argument("--most", type=int, default=160_000)
    asyncio.run(main(parser.parse_args().most))
