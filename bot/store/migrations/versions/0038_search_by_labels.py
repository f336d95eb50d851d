"""PostgreSQL's index of words has labels, and no places; names of articles become numbers.

Revision ID: 0038
Revises: 0037
"""

import hashlib

import sqlalchemy as sa
from alembic import op

from bot.store.batches import Batches

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_BLOCKS = (
    "ARRAY['#0:' || (article_id >> 10)::text, '#1:' || (article_id >> 13)::text, "
    "'#2:' || (article_id >> 16)::text, '#3:' || (article_id >> 19)::text]"
)


_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "article_name",
        sa.Column("source_id", _KEY, nullable=False),
        sa.Column("name", _KEY, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_name_article_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_article_name_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "name", name=op.f("pk_article_name")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_article_name_article_id"), "article_name", ["article_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TABLE article_text_before")
        op.execute(
            "CREATE INDEX ix_article_text_words ON article_text USING gin ("
            "(to_tsvector('simple'::regconfig, search_text) || array_to_tsvector("
            f"string_to_array(coalesce(labels, ''), ' ') || {_BLOCKS})))"
        )


def _number(name: str) -> int:
    try:
        bits = bytes.fromhex(name[:16])
    except ValueError:
        bits = b""
    if len(bits) < 8:
        bits = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(bits, signed=True)


def _number_names(connection: sa.Connection, after: int, upto: int) -> None:
    rows = connection.execute(
        sa.text(
            "SELECT source_id, alias, article_id FROM article_alias "
            "WHERE article_id > :after AND article_id <= :upto"
        ),
        {"after": after, "upto": upto},
    )
    found = [
        {"source_id": row.source_id, "name": _number(row.alias), "article_id": row.article_id}
        for row in rows
    ]
    if found:
        connection.execute(
            sa.text(
                "INSERT INTO article_name (source_id, name, article_id) "
                "VALUES (:source_id, :name, :article_id) ON CONFLICT DO NOTHING"
            ),
            found,
        )


BATCHES = Batches(table="article_alias", key="article_id", step=_number_names)
