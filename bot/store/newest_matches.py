"""The newest articles that hold some words: what a page of a search is cut from.

Both engines answer in a time that does not grow with what is stored. SQLite's index gives its
ids by falling value, so that reading ends at the last one wanted. PostgreSQL's gives all it has in
no order: the newest articles are asked first, then ranges that are longer and longer; common words
fill a page from the first, rare words have little in any. (At 40,000 articles the walk down the
primary key took 359 to 765 ms for a rare word.)
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, column, func, literal_column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.fulltext import Match, postgresql_match, sqlite_match, sqlite_order
from bot.store.tables import article, article_text, source

#: How many ids PostgreSQL looks at first, and how many times as many in each next range.
_FIRST_RANGE = 5_000
_WIDER = 3

_INDEX = table("article_fts", column("rowid"), column("search_text"))

#: A scan of ids, or of the whole table, is what the planner takes when it thinks words common;
#: a plan kept for all words and ranges is right for none.
_BY_INDEXES = (
    "SET LOCAL enable_indexscan = off",
    "SET LOCAL enable_seqscan = off",
    "SET LOCAL plan_cache_mode = force_custom_plan",
)
_BY_CHOICE = ("SET LOCAL enable_indexscan = on", "SET LOCAL enable_seqscan = on")


async def newest_sqlite(
    connection: AsyncConnection, match: Match, narrow: Sequence[ColumnElement[bool]], *, limit: int
) -> list[int]:
    """Ids of at most `limit` articles, newest first; `narrow` is about `article` and `source`."""
    order = sqlite_order(match)
    phrases = [func.lede_phrases_hold(order, _INDEX.c.search_text)] if order else []
    # The plus keeps SQLite from asking the index once for each article.
    rows = await connection.execute(
        select(_INDEX.c.rowid)
        .select_from(_INDEX)
        .join(article, article.c.id == literal_column("+article_fts.rowid"))
        .join(source, source.c.id == article.c.source_id)
        .where(
            text("article_fts MATCH :match").bindparams(match=sqlite_match(match)),
            *phrases,
            *narrow,
        )
        .order_by(_INDEX.c.rowid.desc())
        .limit(limit)
    )
    return list(rows.scalars())


async def newest_postgresql(
    connection: AsyncConnection, match: Match, narrow: Sequence[ColumnElement[bool]], *, limit: int
) -> list[int]:
    """Ids of at most `limit` articles, newest first; `narrow` is about `article` and `source`."""
    found: list[int] = []
    upto = await connection.scalar(select(func.max(article_text.c.article_id))) or 0
    span = _FIRST_RANGE
    while upto > 0 and len(found) < limit:
        ids = await _in_range(connection, match, upto - span, upto)
        if ids:
            rows = await connection.execute(
                select(article.c.id)
                .join(source, source.c.id == article.c.source_id)
                .where(article.c.id == func.any(ids), *narrow)
                .order_by(article.c.id.desc())
                .limit(limit - len(found))
            )
            found += rows.scalars()
        upto, span = upto - span, span * _WIDER
    return found


async def _in_range(connection: AsyncConnection, match: Match, after: int, upto: int) -> list[int]:
    await _set(connection, _BY_INDEXES)
    rows = await connection.execute(
        select(article_text.c.article_id).where(
            and_(
                literal_column("article_text.tsv").op("@@")(
                    func.to_tsquery("simple", postgresql_match(match))
                ),
                article_text.c.article_id > after,
                article_text.c.article_id <= upto,
            )
        )
    )
    ids = list(rows.scalars())
    await _set(connection, _BY_CHOICE)
    return ids


async def _set(connection: AsyncConnection, settings: Sequence[str]) -> None:
    for each in settings:
        await connection.exec_driver_sql(each)
