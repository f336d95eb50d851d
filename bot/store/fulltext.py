"""Full-text search in both engines: its tables, and how a query is written in each.

Both index the same column, `article_text.search_text`: words already folded and stemmed by
`bot.text.normalise`, so that both engines give the same answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, MetaData, event

from bot.store.tables import metadata

SQLITE_DDL = (
    "CREATE VIRTUAL TABLE article_fts USING fts5("
    "search_text, content='article_text', content_rowid='article_id', "
    "tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER article_text_ai AFTER INSERT ON article_text BEGIN "
    "INSERT INTO article_fts(rowid, search_text) VALUES (new.article_id, new.search_text); END",
    "CREATE TRIGGER article_text_ad AFTER DELETE ON article_text BEGIN "
    "INSERT INTO article_fts(article_fts, rowid, search_text) "
    "VALUES ('delete', old.article_id, old.search_text); END",
    "CREATE TRIGGER article_text_au AFTER UPDATE OF search_text ON article_text BEGIN "
    "INSERT INTO article_fts(article_fts, rowid, search_text) "
    "VALUES ('delete', old.article_id, old.search_text); "
    "INSERT INTO article_fts(rowid, search_text) VALUES (new.article_id, new.search_text); END",
)

POSTGRESQL_DDL = (
    "ALTER TABLE article_text ADD COLUMN tsv tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX ix_article_text_tsv ON article_text USING gin (tsv)",
)

#: What belongs to search and not to the declared tables; migrations leave it alone.
NAMES = ("article_fts", "ix_article_text_tsv", "tsv")


@event.listens_for(metadata, "after_create")
def _create(_target: MetaData, connection: Connection, **_kwargs: object) -> None:
    for statement in ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def ddl(dialect: str) -> Sequence[str]:
    """The statements that make search, for `sqlite` or `postgresql`."""
    return SQLITE_DDL if dialect == "sqlite" else POSTGRESQL_DDL


#: For each wanted word, the forms that count as it.
Terms = Sequence[Sequence[str]]


def sqlite_match(wanted: Sequence[Terms], unwanted: Sequence[str]) -> str:
    """An FTS5 expression: any group of `wanted` whole, none of `unwanted`. Words are quoted."""
    groups = [
        "(" + " AND ".join(_any(_fts5, forms, " OR ") for forms in terms) + ")" for terms in wanted
    ]
    expression = "(" + " OR ".join(groups) + ")"
    if unwanted:
        expression += f" NOT {_any(_fts5, unwanted, ' OR ')}"
    return expression


def postgresql_match(wanted: Sequence[Terms], unwanted: Sequence[str]) -> str:
    """The same as a `to_tsquery('simple', …)` expression."""
    groups = [
        "(" + " & ".join(_any(_tsquery, forms, " | ") for forms in terms) + ")" for terms in wanted
    ]
    expression = "(" + " | ".join(groups) + ")"
    if unwanted:
        expression += f" & !{_any(_tsquery, unwanted, ' | ')}"
    return expression


def _any(quote: object, forms: Sequence[str], joiner: str) -> str:
    assert callable(quote)
    return "(" + joiner.join(quote(form) for form in forms) + ")"


def _fts5(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _tsquery(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
