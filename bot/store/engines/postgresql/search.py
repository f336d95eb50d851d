"""Full-text search in PostgreSQL: a column of `tsvector` with a GIN index.

The index gives all it has in no order: the newest articles are asked first, then ranges that are
longer and longer, so that a page's time does not grow with what is stored. Common words fill it
from the first, rare words have little in any. (At 40,000 articles the walk down the primary key
took 359 to 765 ms for a rare word.)
"""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.query_index import NEAR
from bot.store.engines.dialect import Among
from bot.store.engines.matching import Match, Phrase, either, windows

DDL = (
    "ALTER TABLE article_text ADD COLUMN tsv tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX ix_article_text_tsv ON article_text USING gin (tsv)",
)

#: How many ids PostgreSQL looks at first, and how many times as many in each next range.
_FIRST_RANGE = 5_000
_WIDER = 3

_TEXT = table("article_text", column("article_id"))

#: A scan of ids, or of the whole table, is what the planner takes when it thinks words common;
#: a plan kept for all words and ranges is right for none.
BY_INDEXES = (
    "SELECT set_config('enable_indexscan', 'off', true), set_config('enable_seqscan', 'off', true),"
    " set_config('plan_cache_mode', 'force_custom_plan', true)"
)
_BY_CHOICE = (
    "SELECT set_config('enable_indexscan', 'on', true), set_config('enable_seqscan', 'on', true)"
)

_NEWEST = select(func.max(_TEXT.c.article_id))
_MATCHING = select(_TEXT.c.article_id).where(
    literal_column("tsv").op("@@")(func.to_tsquery("simple", bindparam("match", type_=String))),
    _TEXT.c.article_id > bindparam("after"),
    _TEXT.c.article_id <= bindparam("upto"),
)


def holds(match: Match) -> ColumnElement[bool]:
    """True of articles whose text matches."""
    return literal_column("article_text.tsv").op("@@")(
        func.to_tsquery("simple", expression_of(match))
    )


async def newest(
    connection: AsyncConnection, match: Match, among: Among, *, limit: int
) -> list[int]:
    """The highest ids of articles whose text matches."""
    wanted = _wanted(among.origin, among.key, among.narrow)
    found: list[int] = []
    upto = await connection.scalar(_NEWEST) or 0
    span = _FIRST_RANGE
    while upto > 0 and len(found) < limit:
        ids = await _in_range(connection, match, upto - span, upto)
        if ids:
            given = {"ids": ids, "most": limit - len(found), **among.given}
            rows = await connection.execute(wanted, given)
            found += rows.scalars()
        upto, span = upto - span, span * _WIDER
    return found


@lru_cache(maxsize=8)  # that without fields is asked nearly always, and is put together once
def _wanted(
    origin: FromClause, key: ColumnElement[int], narrow: tuple[ColumnElement[bool], ...]
) -> Select[int]:
    """Those of some ids that are wanted."""
    among = key == func.any(bindparam("ids", type_=ARRAY(BigInteger)))
    return (
        select(key)
        .select_from(origin)
        .where(*narrow, among)
        .order_by(key.desc())
        .limit(bindparam("most", type_=Integer))
    )


async def _in_range(connection: AsyncConnection, match: Match, after: int, upto: int) -> list[int]:
    await connection.exec_driver_sql(BY_INDEXES)
    given = {"match": expression_of(match), "after": after, "upto": upto}
    ids = list((await connection.execute(_MATCHING, given)).scalars())
    await connection.exec_driver_sql(_BY_CHOICE)
    return ids


def expression_of(match: Match) -> str:
    """The match as a `to_tsquery('simple', …)` expression; every word is quoted."""
    parts = [either(map(_tsquery_phrase, clause), "|") for clause in match.clauses]
    parts += [f"!{_tsquery_phrase(phrase)}" for phrase in match.unwanted]
    return " & ".join(parts)


def _tsquery_phrase(phrase: Phrase) -> str:
    return either(map(_tsquery_window, windows(phrase)), "&")


def _tsquery_window(words: Phrase) -> str:
    expression = either(map(_tsquery, words[0]), "|")
    for forms in words[1:]:
        following = either(map(_tsquery, forms), "|")
        expression = either(
            (f"({expression} <{places}> {following})" for places in range(1, NEAR + 1)), "|"
        )
    return expression


def _tsquery(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
