"""Full-text search."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SQLITE = (
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
_POSTGRESQL = (
    "ALTER TABLE article_text ADD COLUMN tsv tsvector "
    "GENERATED ALWAYS AS (to_tsvector('simple', search_text)) STORED",
    "CREATE INDEX ix_article_text_tsv ON article_text USING gin (tsv)",
)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(statement)
