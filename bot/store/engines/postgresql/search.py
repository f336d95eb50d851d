"""Full-text search in PostgreSQL: a GIN index of words, labels and blocks.

The index gives all it has in no order, and a condition on ids takes nothing off what it reads. So
each article is in it with the names of the blocks of ids to which it belongs as well, short blocks
and long ones: asked for words and a block, it reads no more than the rarer of the two. The newest
articles are asked first, then blocks that are longer and longer. Common words fill a page from the
first, rare words have little in any, and a page's time does not grow with what is stored. (At
40,000 articles the walk down the primary key took 359 to 765 ms for a rare word.) Its source, its
language and its day are labels in the index, so that what is rare is not looked for in all that has
a common word.

The words in their order are in `search_text` alone: the index is asked for the words of a phrase,
and those articles for their places. A column of `tsvector` took 5 of the 13 kB of an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    all_,
    and_,
    any_,
    bindparam,
    cast,
    column,
    func,
    literal_column,
    not_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.query_index import NEAR
from bot.store.engines.dialect import Among, Label
from bot.store.engines.matching import Match, Phrase, either, windows

#: How many ids the blocks of each length have: two to the power of this.
_BITS = (10, 13, 16, 19)
_NUMBERED = tuple(enumerate(_BITS))


#: The words of an article, its labels and the names of its blocks: no word has such a sign.
def _indexed(of: str = "") -> str:
    blocks = ", ".join(f"'#{at}:' || ({of}article_id >> {bits})::text" for at, bits in _NUMBERED)
    labels = f"string_to_array(coalesce({of}labels, ''), ' ')"
    words = f"to_tsvector('simple'::regconfig, {of}search_text)"
    return f"({words} || array_to_tsvector({labels} || ARRAY[{blocks}]))"


_LABELS = (
    "SELECT concat('#s', source_id, ' #l', replace(language, ' ', ''), ' #d', "
    "to_char(coalesce(published_at, first_seen_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), "
    "CASE WHEN (published_at AT TIME ZONE 'UTC')::date <> (first_seen_at AT TIME ZONE 'UTC')::date "
    "THEN ' #x' END) INTO NEW.labels FROM article WHERE id = NEW.article_id; RETURN NEW;"
)
_LABELLED = ("source_id", "language", "published_at", "first_seen_at")
_OTHERS = " OR ".join(f"OLD.{each} IS DISTINCT FROM NEW.{each}" for each in _LABELLED)

#: Labels follow their article, whoever writes it.
LABELLING = (
    "CREATE OR REPLACE FUNCTION lede_label() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN {_LABELS} END $$",
    "CREATE TRIGGER article_text_label BEFORE INSERT OR UPDATE OF labels ON article_text "
    "FOR EACH ROW EXECUTE FUNCTION lede_label()",
    "CREATE OR REPLACE FUNCTION lede_label_again() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN UPDATE article_text SET labels = labels WHERE article_id = NEW.id; "
    "RETURN NULL; END $$",
    f"CREATE TRIGGER article_label AFTER UPDATE OF {', '.join(_LABELLED)} ON article "
    f"FOR EACH ROW WHEN ({_OTHERS}) EXECUTE FUNCTION lede_label_again()",
)
DROPS = ("DROP FUNCTION IF EXISTS lede_label(), lede_label_again() CASCADE",)
INDEXED = _indexed()
INDEX = f"CREATE INDEX ix_article_text_words ON article_text USING gin ({INDEXED})"

DDL = ("ALTER TABLE article_text ADD COLUMN labels text", *LABELLING, INDEX)

_TEXT = table("article_text", column("article_id"))
_ASKED: ColumnElement[Any] = literal_column(_indexed("article_text."))
_WORDS = literal_column("article_text.search_text", String)

#: Processes that help with a search would take what others need.
_NEWEST = text(
    "SELECT max(article_id) AS id, set_config('max_parallel_workers_per_gather', '0', true) "
    "FROM article_text"
)
#: The plus keeps the planner from reading a range of ids, each with its words made anew.
_number = literal_column("article_text.article_id + 0", BigInteger)
_MATCHING = (
    select(_TEXT.c.article_id)
    .where(
        _ASKED.op("@@")(
            func.to_tsquery("simple", bindparam("match", type_=String)).op("&&")(
                cast(bindparam("names", type_=String), TSQUERY)
            )
        ),
        _number > bindparam("after"),
        _number <= bindparam("upto"),
    )
    .order_by(_TEXT.c.article_id.desc())
)
_STANDING = _MATCHING.where(
    _WORDS.bool_op("~")(all_(bindparam("standing", type_=ARRAY(String)))),
    not_(_WORDS.bool_op("~")(any_(bindparam("unwanted", type_=ARRAY(String))))),
)
#: Which article was the first to be seen from a moment on, or about then.
_SEEN_AT = text(
    "SELECT id FROM article WHERE first_seen_at >= :moment ORDER BY first_seen_at LIMIT 1"
).columns(id=BigInteger)
#: Articles are numbered in the order in which they are seen, but for those of so little time.
_ABOUT = timedelta(hours=1)
#: The names of the blocks of a middling length from an id on.
_FROM = (
    "(SELECT string_agg('''#1:' || n || '''', '|') FROM generate_series("
    ":first >> {bits}, (SELECT max(article_id) FROM article_text) >> {bits}) AS n)::tsquery"
).format(bits=_BITS[1])


def holds(match: Match, *, first: int) -> ColumnElement[bool]:
    """True of articles from an id on whose text matches."""
    blocks = text(_FROM.replace(":first", str(int(first))))
    asked = func.to_tsquery("simple", words_of(match)).op("&&")(blocks)
    standing, unwanted = patterns_of(match)
    return and_(
        _ASKED.op("@@")(asked),
        _number >= first,
        *(_WORDS.bool_op("~")(pattern) for pattern in standing),
        *(not_(_WORDS.bool_op("~")(pattern)) for pattern in unwanted),
    )


async def newest(
    connection: AsyncConnection, match: Match, among: Among, *, limit: int
) -> list[int]:
    """The highest ids of articles whose text matches."""
    labels = "".join(f"{_tsquery_label(each)} & " for each in among.labels)
    late = "".join(f"{_tsquery_label(each)} & " for each in among.days) + "'#x'"
    statement: Select[int] = _MATCHING
    given: dict[str, Any] = {"match": words_of(match)}
    standing, unwanted = patterns_of(match)
    if standing or unwanted:
        statement = _STANDING
        given |= {"standing": standing, "unwanted": unwanted}
    wanted = _wanted(among.origin, among.key, among.narrow)
    found: list[int] = []

    async def look(blocks: str, after: int, upto: int) -> None:
        asked = {"names": labels + blocks, "after": after, "upto": upto, **given}
        ids = list((await connection.execute(statement, asked)).scalars())
        if ids:
            asked = {"ids": ids, "most": limit - len(found), **among.given}
            found.extend((await connection.execute(wanted, asked)).scalars())

    last = upto = await connection.scalar(_NEWEST) or 0
    if among.until is not None:
        # what was seen after its day has a label; the rest stands before what came after it
        end = await connection.scalar(_SEEN_AT, {"moment": _end_of_day(among.until) + _ABOUT})
        if end is not None and end <= upto:
            await look(late, end - 1, upto)
            last = upto = end - 1
    begin = 1
    if among.since is not None:
        # nothing is published after it was seen
        moment = among.since - timedelta(days=1)
        begin = await connection.scalar(_SEEN_AT, {"moment": moment}) or upto + 1
    at, before = 0, len(found)
    while upto >= begin and len(found) < limit:
        block = upto >> _BITS[at]
        after = (block << _BITS[at]) - 1
        await look(f"'#{at}:{block}'", after, upto)
        upto = after
        at = _next(at, looked=last - upto, found=len(found) - before, missing=limit - len(found))
    return found


def _end_of_day(moment: datetime) -> datetime:
    """The end of the day of UTC that ends with a moment, or in which it is."""
    day = (moment.astimezone(UTC) - timedelta(microseconds=1)).date() + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


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


def _tsquery_label(label: Label) -> str:
    names = either((_tsquery(f"#{label.kind}{each}") for each in label.values), "|")
    return f"!{names}" if label.unwanted else names


def words_of(match: Match) -> str:
    """The `tsquery` of the words that an article must have, at whatever place, or must not."""
    clauses = (
        either((either(map(_tsquery_word, phrase), "&") for phrase in each), "|")
        for each in match.clauses
    )
    unwanted = (f"!{_tsquery_word(each[0])}" for each in match.unwanted if len(each) == 1)
    return " & ".join(chain(clauses, unwanted))


def patterns_of(match: Match) -> tuple[list[str], list[str]]:
    """Patterns that all stand in a text that has the phrases, and those of which none may."""
    clauses = [each for each in match.clauses if any(len(phrase) > 1 for phrase in each)]
    unwanted = [_one_pattern(phrase) for phrase in match.unwanted if len(phrase) > 1]
    return list(chain.from_iterable(map(_clause_patterns, clauses))), unwanted


def _clause_patterns(phrases: Sequence[Phrase]) -> Iterable[str]:
    if len(phrases) == 1:
        return map(_pattern, windows(phrases[0]))
    return ("|".join(map(_one_pattern, phrases)),)


def _one_pattern(phrase: Phrase) -> str:
    """One pattern for all runs of a phrase."""
    runs = list(windows(phrase))
    if len(runs) == 1:
        return _pattern(runs[0])
    return "^" + "".join(f"(?=.*{_pattern(run)})" for run in runs)


def _pattern(words: Phrase) -> str:
    """Words in their order, with no more between them than may be."""
    between = f" (?:[^ ]+ ){{0,{NEAR - 1}}}"
    forms = (f"(?:{'|'.join(map(_plain, word))})" for word in words)
    return f"(?:^| ){between.join(forms)}(?: |$)"


def _plain(word: str) -> str:
    """A word that means itself in a pattern."""
    return re.sub(r"(\W)", r"\\\1", word)


def _tsquery_word(forms: Iterable[str]) -> str:
    return either(map(_tsquery, forms), "|")


def _tsquery(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
