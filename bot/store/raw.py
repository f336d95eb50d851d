"""Statements in the engines' own words, for the few places where thousands of rows pass.

SQLAlchemy's row with its types costs 25 microseconds, the driver's own tuple one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.models import Article
from bot.store.engines.registry import behind

#: What `Raw.articles` makes articles of: `article` as a, its source as s.
ARTICLE_WORDS = (
    "a.id, a.source_id, s.title, a.headline, a.lead, a.url, a.language, a.published_at,"
    " a.first_seen_at, a.seq, a.story_id, s.weight, a.held, s.public"
)

#: Rows in one statement: a megabyte of texts, which the driver writes out while others wait.
_SHARED_PIECE = 100
_SHARED = {"fingerprint": "text", "created_at": "timestamptz"}


class Raw:
    """A connection that is asked in the engine's own words.

    Parameters are written `?1`, `?2` for both engines; many values are one parameter.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._dialect = behind(connection)
        #: A moment as the driver takes it, and from what it gives.
        self.written, self.moment = self._dialect.written, self._dialect.moment
        #: Many values as one parameter.
        self.many = self._dialect.many
        #: Whether an INSERT may stand in a WITH and hand its rows on.
        self.chains = self._dialect.chains
        #: Aggregates of many rows' values, and what the first of them gave.
        self.gathered, self.strung = self._dialect.gathered, self._dialect.strung
        self.gathered_values = self._dialect.gathered_values
        #: A query of pairs of numbers, and its parameters.
        self.pairs = self._dialect.pairs

    def numbers(self, place: int) -> str:
        """The numbers given by `many` as that parameter, for the right side of an `IN`."""
        return self._dialect.listed(place, "bigint")

    def texts(self, place: int) -> str:
        """The texts given by `many` as that parameter, for the right side of an `IN`."""
        return self._dialect.listed(place, "text")

    async def fetch(self, words: str, *parameters: Any) -> Sequence[Any]:
        """The rows of a statement."""
        found = await self._connection.exec_driver_sql(self._dialect.worded(words), parameters)
        return found.fetchall()

    async def carry_out(self, words: str, *parameters: Any) -> None:
        """Carry out a statement that brings nothing."""
        await self._connection.exec_driver_sql(self._dialect.worded(words), parameters)

    async def each(self, words: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Carry out a statement for each of these parameters."""
        if rows:
            await self._connection.exec_driver_sql(self._dialect.worded(words), list(rows))

    async def insert(
        self,
        table: str,
        columns: Mapping[str, str],
        rows: Sequence[tuple[Any, ...]],
    ) -> None:
        """Insert rows, but for those whose unique key is there already.

        `columns` are those of `rows` with their types in PostgreSQL.
        """
        if rows:
            await self._dialect.insert_rows(self._connection, table, columns, rows)

    async def shared(
        self,
        table: str,
        columns: Mapping[str, str],
        wanted: Mapping[str, tuple[Any, ...]],
        at: object,
    ) -> dict[str, int]:
        """The ids of rows named by their fingerprint, written where they are missing."""
        rows = [(mark, at, *values) for mark, values in wanted.items()]
        for first in range(0, len(rows), _SHARED_PIECE):
            some = rows[first : first + _SHARED_PIECE]
            await self.insert(table, {**_SHARED, **columns}, some)
        if not wanted:
            return {}
        found = await self.fetch(
            f"SELECT fingerprint, id FROM {table} WHERE fingerprint IN {self.texts(1)}",
            self.many(wanted),
        )
        return {row[0]: row[1] for row in found}

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
        if rows:
            await self._dialect.update_rows(self._connection, table, values, columns, rows)

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
                public=bool(row[13]),
            )
            for row in await self.fetch(words, *parameters)
        ]
