"""Full-text search in PostgreSQL: a column of `tsvector` with a GIN index.

The index gives all it has in no order, and a condition on ids takes nothing off what it reads. So
each article is in it with the names of the blocks of ids to which it belongs as well, short blocks
and long ones: asked for words and a block, it reads no more than the rarer of the two. The newest
articles are asked first, then blocks that are longer and longer. Common words fill a page from the
first, rare words have little in any, and a page's time does not grow with what is stored. (At
40,000 articles the walk down the primary key took 359 to 765 ms for a rare word.)
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.query_index import NEAR
from bot.store.engines.dialect import Among
from bot.store.engines.matching import Match, Phrase, either, windows

#: How many ids the blocks of each length have: two to the power of this.
_BITS = (10, 13, 16, 19)

#: The words of an article and the names of its blocks: no word has such a sign.
_BLOCKS = ", ".join(
    f"'#{at}:' || (article_text.article_id >> {bits})::text" for at, bits in enumerate(_BITS)
)
_INDEXED = f"(article_text.tsv || array_to_tsvector(ARRAY[{_BLOCKS}]))"
_INDEX = _INDEXED.replace("article_text.", "")

DDL = (
    "ALTER TABLE article_text ADD COLUMN tsv tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    f"CREATE INDEX ix_article_text_tsv ON article_text USING gin ({_INDEX})",
)

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
    literal_column(_INDEXED).op("@@")(
        func.to_tsquery("simple", bindparam("match", type_=String)).op("&&")(
            cast(bindparam("block", type_=String), TSQUERY)
        )
    ),
    _TEXT.c.article_id > bindparam("after"),
    _TEXT.c.article_id <= bindparam("upto"),
)
#: Places of words are in the articles alone: the index is asked for the words of phrases.
_STANDING = _MATCHING.where(
    literal_column("article_text.tsv").op("@@")(
        func.to_tsquery("simple", bindparam("standing", type_=String))
    )
)


def holds(match: Match) -> ColumnElement[bool]:
    """True of articles whose text matches."""
    return literal_column(_INDEXED).op("@@")(func.to_tsquery("simple", expression_of(match)))


async def newest(
    connection: AsyncConnection, match: Match, among: Among, *, limit: int
) -> list[int]:
    """The highest ids of articles whose text matches."""
    wanted = _wanted(among.origin, among.key, among.narrow)
    found: list[int] = []
    last = upto = await connection.scalar(_NEWEST) or 0
    at = 0
    while upto > 0 and len(found) < limit:
        block = upto >> _BITS[at]
        after = (block << _BITS[at]) - 1
        ids = await _in_block(connection, match, f"'#{at}:{block}'", after, upto)
        if ids:
            given = {"ids": ids, "most": limit - len(found), **among.given}
            rows = await connection.execute(wanted, given)
            found += rows.scalars()
        upto = after
        at = _next(at, looked=last - upto, found=len(found), missing=limit - len(found))
    return found


def _next(at: int, *, looked: int, found: int, missing: int) -> int:
    """The length of the next block: longer, but no longer than what is missing seems to need."""
    wanted = 2 * missing * looked / max(found, 0.1)
    fits = sum((1 << bits) <= wanted for bits in _BITS) - 1
    return max(0, min(at + 1, len(_BITS) - 1, fits))


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


async def _in_block(
    connection: AsyncConnection, match: Match, block: str, after: int, upto: int
) -> list[int]:
    """All of a block that match and were not seen in a shorter one."""
    await connection.exec_driver_sql(BY_INDEXES)
    given = {"match": expression_of(match), "block": block, "after": after, "upto": upto}
    statement = _MATCHING
    if any(len(phrase) > 1 for phrase in chain(*match.clauses, match.unwanted)):
        statement = _STANDING
        given |= {"match": _words_of(match), "standing": given["match"]}
    ids = list((await connection.execute(statement, given)).scalars())
    await connection.exec_driver_sql(_BY_CHOICE)
    return ids


def expression_of(match: Match) -> str:
    """The match as a `to_tsquery('simple', …)` expression; every word is quoted."""
    parts = [either(map(_tsquery_phrase, clause), "|") for clause in match.clauses]
    parts += [f"!{_tsquery_phrase(phrase)}" for phrase in match.unwanted]
    return " & ".join(parts)


def _words_of(match: Match) -> str:
    """The `tsquery` of words that an article must have, at whatever place."""
    return " & ".join(
        either(
            (
                either((either(map(_tsquery, forms), "|") for forms in phrase), "&")
                for phrase in each
            ),
            "|",
        )
        for each in match.clauses
    )


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
