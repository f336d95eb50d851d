"""Full-text search in SQLite: FTS5, and a function of ours for words in their order.

The index gives its ids by falling value, so that reading ends at the last one wanted and its time
does not grow with what is stored.
"""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)

from bot.domain.query_index import NEAR, together
from bot.store.engines.dialect import Among
from bot.store.engines.matching import Match, Phrase, either, windows

_UNINDEX = (
    "INSERT INTO article_fts(article_fts, rowid, search_text) "
    "VALUES ('delete', old.article_id, lede_unpack_words(old.search_text, old.body)); "
)
_ENTER = (
    "INSERT INTO article_fts(rowid, search_text) "
    "VALUES (new.article_id, lede_unpack_words(new.search_text, new.body)); "
)

#: What is written as it is, as a copy does, is packed; packing is no change of a text.
_PACKING_TRIGGERS = (
    f"CREATE TRIGGER article_text_ai AFTER INSERT ON article_text BEGIN {_ENTER}END",
    f"CREATE TRIGGER article_text_ad AFTER DELETE ON article_text BEGIN {_UNINDEX}END",
    "CREATE TRIGGER article_text_au AFTER UPDATE OF search_text ON article_text "
    "WHEN lede_unpack_words(new.search_text, new.body) != "
    f"lede_unpack_words(old.search_text, old.body) BEGIN {_UNINDEX}{_ENTER}END",
    "CREATE TRIGGER article_text_pack AFTER INSERT ON article_text "
    "WHEN typeof(new.search_text) = 'text' BEGIN "
    "UPDATE article_text SET body = lede_pack(body), "
    "search_text = lede_pack_words(search_text, body) WHERE article_id = new.article_id; END",
)

#: The index has no texts of its own; where it wants one, it asks the view.
DDL = (
    "CREATE VIEW article_words AS SELECT article_id, "
    "lede_unpack_words(search_text, body) AS search_text FROM article_text",
    "CREATE VIRTUAL TABLE article_fts USING fts5("
    "search_text, content='article_words', content_rowid='article_id', "
    "tokenize='unicode61 remove_diacritics 0')",
    *_PACKING_TRIGGERS,
)

#: The name of `phrases_hold` in SQLite.
PHRASES_HOLD = "lede_phrases_hold"

_INDEX = table("article_fts", column("rowid"), column("search_text"))


def holds(
    match: Match, key: ColumnElement[int], words: ColumnElement[str], *, first: int
) -> ColumnElement[bool]:
    """True of articles whose text matches."""
    found = key.in_(
        text(
            "SELECT rowid FROM article_fts WHERE article_fts MATCH :match AND rowid >= :first"
        ).bindparams(match=expression_of(match), first=first)
    )
    order = order_of(match)
    return and_(found, func.lede_phrases_hold(order, words)) if order else found


def newest(match: Match, among: Among, *, limit: int) -> tuple[Select[int], dict[str, Any]]:
    """The ids of articles whose text matches, highest first, and the parameters."""
    order = order_of(match)
    given = {"match": expression_of(match), "order": order, "most": limit, **among.given}
    if not order:
        del given["order"]
    return _newest(among.origin, among.key, among.narrow, ordered=bool(order)), given


@lru_cache(maxsize=8)  # that without fields is asked nearly always, and is put together once
def _newest(
    origin: FromClause,
    key: ColumnElement[int],
    narrow: tuple[ColumnElement[bool], ...],
    *,
    ordered: bool,
) -> Select[int]:
    phrases = (func.lede_phrases_hold(bindparam("order"), _INDEX.c.search_text),)
    return (
        select(_INDEX.c.rowid)
        # The plus keeps SQLite from asking the index once for each article.
        .select_from(origin.join(_INDEX, key == literal_column("+article_fts.rowid")))
        .where(text("article_fts MATCH :match"), *(phrases if ordered else ()), *narrow)
        .order_by(_INDEX.c.rowid.desc())
        .limit(bindparam("most", type_=Integer))
    )


def expression_of(match: Match) -> str:
    """The match as an FTS5 expression; every word is quoted."""
    expression = " AND ".join(either(map(_fts5_phrase, clause), "OR") for clause in match.clauses)
    for phrase in match.unwanted:
        if len(phrase) == 1:  # others are left to `order_of`
            expression = f"({expression}) NOT {_fts5_phrase(phrase)}"
    return expression


def order_of(match: Match) -> str:
    """The argument of `PHRASES_HOLD` (phrases in order, as JSON), empty where there are none.

    FTS5 knows words near each other, but not which is first.
    """
    clauses = [clause for clause in match.clauses if any(len(phrase) > 1 for phrase in clause)]
    unwanted = [phrase for phrase in match.unwanted if len(phrase) > 1]
    return json.dumps([clauses, unwanted]) if clauses or unwanted else ""


def phrases_hold(asked: str, search_text: str) -> bool:
    """True if what `order_of` gave holds for the tokens of an article."""
    clauses, unwanted = _read(asked)
    tokens = search_text.split()
    return all(any(together(phrase, tokens) for phrase in clause) for clause in clauses) and not (
        any(together(phrase, tokens) for phrase in unwanted)
    )


@lru_cache(maxsize=256)
def _read(asked: str) -> tuple[Any, Any]:
    clauses, unwanted = json.loads(asked)
    return clauses, unwanted


def _fts5_phrase(phrase: Phrase) -> str:
    if len(phrase) == 1:
        return either(map(_fts5, phrase[0]), "OR")
    return either(map(_fts5_window, windows(phrase, most_ways=64)), "AND")


def _fts5_window(words: Phrase) -> str:
    near = (len(words) - 1) * NEAR - 1  # tokens between the first and the last
    ways = (f"NEAR({' '.join(map(_fts5, way))}, {near})" for way in product(*words))
    return either(ways, "OR")


def _fts5(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
