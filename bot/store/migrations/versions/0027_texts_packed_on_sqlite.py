"""Texts of articles are packed on SQLite: new ones from now on, those there by and by.

The index of words stays as it is. It only asks a view for words where it asked the table, which is
said in its definition: making it anew would take minutes for a million articles.
"""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_OLD = "lede_unpack_words(old.search_text, old.body)"
_NEW = "lede_unpack_words(new.search_text, new.body)"
_UNINDEX = (
    "INSERT INTO article_fts(article_fts, rowid, search_text) "
    f"VALUES ('delete', old.article_id, {_OLD}); "
)
_INDEX = f"INSERT INTO article_fts(rowid, search_text) VALUES (new.article_id, {_NEW}); "
_VIEW = (
    "CREATE VIEW article_words AS SELECT article_id, "
    "lede_unpack_words(search_text, body) AS search_text FROM article_text"
)
_ASK_THE_VIEW = (
    "UPDATE sqlite_schema SET sql = "
    "replace(sql, 'content=''article_text''', 'content=''article_words''') "
    "WHERE name = 'article_fts'"
)
_TRIGGERS = (
    f"CREATE TRIGGER article_text_ai AFTER INSERT ON article_text BEGIN {_INDEX}END",
    f"CREATE TRIGGER article_text_ad AFTER DELETE ON article_text BEGIN {_UNINDEX}END",
    "CREATE TRIGGER article_text_au AFTER UPDATE OF search_text ON article_text "
    f"WHEN {_NEW} != {_OLD} BEGIN {_UNINDEX}{_INDEX}END",
    "CREATE TRIGGER article_text_pack AFTER INSERT ON article_text "
    "WHEN typeof(new.search_text) = 'text' BEGIN "
    "UPDATE article_text SET body = lede_pack(body), "
    "search_text = lede_pack_words(search_text, body) WHERE article_id = new.article_id; END",
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for name in ("ai", "ad", "au", "pack"):
        op.execute(f"DROP TRIGGER IF EXISTS article_text_{name}")
    op.execute("DROP VIEW IF EXISTS article_words")
    op.execute(_VIEW)
    op.execute("PRAGMA writable_schema = ON")
    op.execute(_ASK_THE_VIEW)
    op.execute("PRAGMA writable_schema = RESET")
    for trigger in _TRIGGERS:
        op.execute(trigger)
