"""PostgreSQL keeps the words of an article once: its texts move, some at a time, to a new table.

Taking the column of places off the old one would leave what it took in every row.

Revision ID: 0037
Revises: 0036
"""

from alembic import op
from sqlalchemy import Connection, text

from bot.store.batches import Batches

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_LABELS = (
    "SELECT concat('#s', source_id, ' #l', replace(language, ' ', ''), ' #d', "
    "to_char(coalesce(published_at, first_seen_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), "
    "CASE WHEN (published_at AT TIME ZONE 'UTC')::date <> (first_seen_at AT TIME ZONE 'UTC')::date "
    "THEN ' #x' END) INTO NEW.labels FROM article WHERE id = NEW.article_id; RETURN NEW;"
)
_LABELLED = ("source_id", "language", "published_at", "first_seen_at")
_OTHERS = " OR ".join(f"OLD.{each} IS DISTINCT FROM NEW.{each}" for each in _LABELLED)
_FOREIGN = "fk_article_text_article_id"
_STEPS = (
    "DROP INDEX IF EXISTS ix_article_text_tsv",
    "ALTER TABLE article_text RENAME TO article_text_before",
    "ALTER TABLE article_text_before RENAME CONSTRAINT pk_article_text TO pk_article_text_before",
    f"ALTER TABLE article_text_before DROP CONSTRAINT {_FOREIGN}",
    "CREATE TABLE article_text (article_id bigint NOT NULL, body text NOT NULL, "
    "search_text text NOT NULL, labels text, CONSTRAINT pk_article_text PRIMARY KEY (article_id), "
    f"CONSTRAINT {_FOREIGN} FOREIGN KEY (article_id) REFERENCES article (id) "
    "ON DELETE CASCADE)",
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


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for step in _STEPS:
            op.execute(step)


def _move(connection: Connection, after: int, upto: int) -> None:
    connection.execute(
        text(
            "INSERT INTO article_text SELECT article_id, body, search_text FROM article_text_before"
            " WHERE article_id > :after AND article_id <= :upto ON CONFLICT DO NOTHING"
        ),
        {"after": after, "upto": upto},
    )


BATCHES = Batches(
    table="article_text_before",
    key="article_id",
    before="article_text",
    engine="postgresql",
    step=_move,
)
