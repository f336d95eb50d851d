"""Statements in the engines' own words, for the few places where thousands of rows pass.

SQLAlchemy's row with its types costs 25 microseconds, the driver's own tuple one.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import Article
from bot.store.types import from_micros, to_micros

#: What `Raw.articles` makes articles of: `article` as a, its source as s.
ARTICLE_WORDS = (
    "a.id, a.source_id, s.title, a.headline, a.lead, a.url, a.language, a.published_at,"
    " a.first_seen_at, a.seq, a.story_id, s.weight, a.held"
)


class Raw:
    """A connection that is asked in the engine's own words.

    Parameters are written `?1`, `?2` for both engines; many values are one parameter.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.sqlite = connection.dialect.name == "sqlite"
        #: A moment as the driver takes it, and from what it gives.
        self.written = to_micros if self.sqlite else _as_it_is
        self.moment = from_micros if self.sqlite else _as_it_is

    def many(self, values: Collection[Any]) -> Any:
        """Many values as one parameter: a JSON array for SQLite, an array for PostgreSQL."""
        return json.dumps(list(values)) if self.sqlite else list(values)

    def numbers(self, place: int) -> str:
        """The numbers given by `many` as that parameter, for the right side of an `IN`."""
        if self.sqlite:
            return f"(SELECT value FROM json_each(?{place}))"
        return f"(SELECT unnest(?{place}::bigint[]))"

    async def fetch(self, words: str, *parameters: Any) -> Sequence[Any]:
        """The rows of a statement."""
        found = await self._connection.exec_driver_sql(self._worded(words), parameters)
        return found.fetchall()

    async def carry_out(self, words: str, *parameters: Any) -> None:
        """Carry out a statement that brings nothing."""
        await self._connection.exec_driver_sql(self._worded(words), parameters)

    async def each(self, words: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Carry out a statement for each of these parameters."""
        if rows:
            await self._connection.exec_driver_sql(self._worded(words), list(rows))

    def texts(self, place: int) -> str:
        """The texts given by `many` as that parameter, for the right side of an `IN`."""
        if self.sqlite:
            return f"(SELECT value FROM json_each(?{place}))"
        return f"(SELECT unnest(?{place}::text[]))"

    async def insert(
        self,
        table: str,
        columns: Mapping[str, str],
        rows: Sequence[tuple[Any, ...]],
        constants: Mapping[str, str] | None = None,
        *,
        returning: str = "",
    ) -> Sequence[Any]:
        """Insert rows, but for those whose unique key is there already.

        `columns` are those of `rows` with their types in PostgreSQL, `constants` the values of
        others as they are written in a statement. With `returning` (PostgreSQL alone) what it
        names of the rows that were added.
        """
        if not rows:
            return ()
        more = constants or {}
        names = ", ".join((*columns, *more))
        if self.sqlite:
            values = ", ".join((*("?" * len(columns)), *more.values()))
            words = f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING"
            await self.each(words, rows)
            return ()
        # JSON is given as text
        texts = {name: kind.replace("jsonb", "text") for name, kind in columns.items()}
        given = (f"r.{name}::{kind}" for name, kind in columns.items())
        values = ", ".join((*given, *more.values()))
        words = (
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {self.rows(texts)}"
            f" ON CONFLICT DO NOTHING{f' RETURNING {returning}' if returning else ''}"
        )
        found = await self._connection.exec_driver_sql(self._worded(words), turned(rows))
        return found.fetchall() if returning else ()

    async def update(
        self,
        table: str,
        values: str,
        columns: Mapping[str, str],
        rows: Mapping[tuple[Any, ...], Sequence[int]],
    ) -> None:
        """Set `values`, which name `columns` as `r.name`, in the rows of some ids.

        `rows` are the ids by values of `columns`, which are as in `insert`.
        """
        if not rows:
            return
        if self.sqlite:
            for place, name in enumerate(columns, start=2):
                values = values.replace(f"r.{name}", f"?{place}")
            single = [(ids[0], *row) for row, ids in rows.items() if len(ids) == 1]
            several = [(self.many(ids), *row) for row, ids in rows.items() if len(ids) > 1]
            await self.each(f"UPDATE {table} SET {values} WHERE id = ?1", single)
            await self.each(f"UPDATE {table} SET {values} WHERE id IN {self.numbers(1)}", several)
            return
        given = [(each, *row) for row, ids in rows.items() for each in ids]
        named = {"id": "bigint", **columns}
        words = f"UPDATE {table} SET {values} FROM {self.rows(named)} WHERE {table}.id = r.id"
        await self._connection.exec_driver_sql(self._worded(words), turned(given))

    @staticmethod
    def rows(columns: Mapping[str, str]) -> str:
        """Rows given as an array for each column, for PostgreSQL."""
        arrays = ", ".join(f"?{at}::{kind}[]" for at, kind in enumerate(columns.values(), start=1))
        return f"unnest({arrays}) AS r ({', '.join(columns)})"

    async def articles(self, words: str, *parameters: Any) -> list[Article]:
        """The values of a statement's rows of `ARTICLE_WORDS`."""
        moment = self.moment
        return [
            Article(
                id=row[0],
                source_id=row[1],
                source_title=row[2],
                headline=row[3],
                lead=row[4],
                url=row[5],
                language=row[6],
                published_at=moment(row[7]),
                first_seen_at=moment(row[8]),
                seq=row[9],
                story_id=row[10],
                weight=row[11],
                held=bool(row[12]),
            )
            for row in await self.fetch(words, *parameters)
        ]

    def _worded(self, words: str) -> str:
        return words if self.sqlite else words.replace("?", "$")


def turned(rows: Sequence[tuple[Any, ...]]) -> tuple[list[Any], ...]:
    """Rows as columns."""
    return tuple(map(list, zip(*rows, strict=True)))


def _as_it_is(value: datetime | None) -> Any:
    return value
