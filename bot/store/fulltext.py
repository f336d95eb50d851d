"""Full-text search in both engines: its tables, and how a query is written in each.

Both index the same column, `article_text.search_text`: words already folded and stemmed by
`bot.text.words.normalise`, so that both engines give the same answers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any

from sqlalchemy import Connection, MetaData, event

from bot.domain.query_index import NEAR, together
from bot.store.tables import metadata

_UNINDEX = (
    "INSERT INTO article_fts(article_fts, rowid, search_text) "
    "VALUES ('delete', old.article_id, lede_unpack_words(old.search_text, old.body)); "
)
_INDEX = (
    "INSERT INTO article_fts(rowid, search_text) "
    "VALUES (new.article_id, lede_unpack_words(new.search_text, new.body)); "
)

#: What is written as it is, as a copy does, is packed; packing is no change of a text.
PACKING_TRIGGERS = (
    f"CREATE TRIGGER article_text_ai AFTER INSERT ON article_text BEGIN {_INDEX}END",
    f"CREATE TRIGGER article_text_ad AFTER DELETE ON article_text BEGIN {_UNINDEX}END",
    "CREATE TRIGGER article_text_au AFTER UPDATE OF search_text ON article_text "
    "WHEN lede_unpack_words(new.search_text, new.body) != "
    f"lede_unpack_words(old.search_text, old.body) BEGIN {_UNINDEX}{_INDEX}END",
    "CREATE TRIGGER article_text_pack AFTER INSERT ON article_text "
    "WHEN typeof(new.search_text) = 'text' BEGIN "
    "UPDATE article_text SET body = lede_pack(body), "
    "search_text = lede_pack_words(search_text, body) WHERE article_id = new.article_id; END",
)

#: The index has no texts of its own; where it wants one, it asks the view.
SQLITE_DDL = (
    "CREATE VIEW article_words AS SELECT article_id, "
    "lede_unpack_words(search_text, body) AS search_text FROM article_text",
    "CREATE VIRTUAL TABLE article_fts USING fts5("
    "search_text, content='article_words', content_rowid='article_id', "
    "tokenize='unicode61 remove_diacritics 0')",
    *PACKING_TRIGGERS,
)

POSTGRESQL_DDL = (
    "ALTER TABLE article_text ADD COLUMN tsv tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX ix_article_text_tsv ON article_text USING gin (tsv)",
)

#: What belongs to search and not to the declared tables; migrations leave it alone.
NAMES = ("article_fts", "article_words", "ix_article_text_tsv", "tsv")


#: The name of `phrases_hold` in SQLite.
PHRASES_HOLD = "lede_phrases_hold"


@event.listens_for(metadata, "after_create")
def _create(_target: MetaData, connection: Connection, **_kwargs: object) -> None:
    for statement in ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def ddl(dialect: str) -> Sequence[str]:
    """The statements that make search, for `sqlite` or `postgresql`."""
    return SQLITE_DDL if dialect == "sqlite" else POSTGRESQL_DDL


#: For each word of a term, the forms that count as it; several words stand together.
Phrase = Sequence[Sequence[str]]

#: Words of a phrase that are compared together.
_WINDOW = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A query in the forms of the index."""

    #: All must hold; any phrase of each.
    clauses: Sequence[Sequence[Phrase]]
    #: None may hold.
    unwanted: Sequence[Phrase] = ()


def sqlite_match(match: Match) -> str:
    """The match as an FTS5 expression; every word is quoted."""
    expression = " AND ".join(_either(map(_fts5_phrase, clause), "OR") for clause in match.clauses)
    for phrase in match.unwanted:
        if len(phrase) == 1:  # others are left to `sqlite_order`
            expression = f"({expression}) NOT {_fts5_phrase(phrase)}"
    return expression


def sqlite_order(match: Match) -> str:
    """All that `PHRASES_HOLD` is to be asked beside the expression, or empty.

    FTS5 knows words near each other, but not which is first.
    """
    clauses = [clause for clause in match.clauses if any(len(phrase) > 1 for phrase in clause)]
    unwanted = [phrase for phrase in match.unwanted if len(phrase) > 1]
    return json.dumps([clauses, unwanted]) if clauses or unwanted else ""


def phrases_hold(asked: str, search_text: str) -> bool:
    """True if what `sqlite_order` gave holds for the tokens of an article."""
    clauses, unwanted = _read(asked)
    tokens = search_text.split()
    return all(any(together(phrase, tokens) for phrase in clause) for clause in clauses) and not (
        any(together(phrase, tokens) for phrase in unwanted)
    )


@lru_cache(maxsize=256)
def _read(asked: str) -> tuple[Any, Any]:
    clauses, unwanted = json.loads(asked)
    return clauses, unwanted


def postgresql_match(match: Match) -> str:
    """The match as a `to_tsquery('simple', …)` expression; every word is quoted."""
    parts = [_either(map(_tsquery_phrase, clause), "|") for clause in match.clauses]
    parts += [f"!{_tsquery_phrase(phrase)}" for phrase in match.unwanted]
    return " & ".join(parts)


def _either(parts: Iterable[str], joiner: str) -> str:
    return "(" + f" {joiner} ".join(parts) + ")"


def _fts5_phrase(phrase: Phrase) -> str:
    if len(phrase) == 1:
        return _either(map(_fts5, phrase[0]), "OR")
    return _either(map(_fts5_window, _windows(phrase, most_ways=64)), "AND")


def _fts5_window(words: Phrase) -> str:
    near = (len(words) - 1) * NEAR - 1  # tokens between the first and the last
    ways = (f"NEAR({' '.join(map(_fts5, way))}, {near})" for way in product(*words))
    return _either(ways, "OR")


def _tsquery_phrase(phrase: Phrase) -> str:
    return _either(map(_tsquery_window, _windows(phrase)), "&")


def _tsquery_window(words: Phrase) -> str:
    expression = _either(map(_tsquery, words[0]), "|")
    for forms in words[1:]:
        following = _either(map(_tsquery, forms), "|")
        expression = _either(
            (f"({expression} <{places}> {following})" for places in range(1, NEAR + 1)), "|"
        )
    return expression


def _windows(phrase: Phrase, *, most_ways: float = math.inf) -> Iterator[Phrase]:
    """Runs of neighbouring words that together stand for the phrase.

    Neither engine can say "up to so many places on" for a run of words but by writing every
    way down, which are `NEAR` times as many with each word. Three words at a time cost the
    same for each word of the phrase; a phrase of up to three is exact, and a longer one is
    content with runs that overlap. Words with very many forms come in twos.
    """
    size = _WINDOW
    if any(math.prod(map(len, phrase[at : at + size])) > most_ways for at in range(len(phrase))):
        size = 2
    for at in range(max(1, len(phrase) - size + 1)):
        yield phrase[at : at + size]


def _fts5(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _tsquery(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
