"""Furniture by place and day: what was learned before is learned again, headlines stay."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from bot.store.batches import Batches

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.drop_table("noise")
    op.create_table(
        "noise",
        sa.Column("source_id", _KEY, nullable=False),
        sa.Column("learned", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_noise_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_noise")),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.drop_column("article_text", "openers")
        return
    # SQLite would write every text anew at one go; they move to a table without the column instead
    for name in ("ai", "ad", "au"):
        op.execute(f"DROP TRIGGER IF EXISTS article_text_{name}")
    op.rename_table("article_text", "article_text_before")
    op.create_table(
        "article_text",
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_article_text_article_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_article_text")),
    )


def _move(connection: sa.Connection, after: int, upto: int) -> None:
    """What is gone from one table makes the room for the other."""
    chosen = "FROM article_text_before WHERE article_id > :after AND article_id <= :upto"
    for statement in (
        "INSERT INTO article_text (article_id, body, search_text) "  # noqa: S608  # our own names
        f"SELECT article_id, body, search_text {chosen}",
        f"DELETE {chosen}",  # as above
    ):
        connection.execute(sa.text(statement), {"after": after, "upto": upto})


BATCHES = Batches(
    table="article_text_before",
    before="article_text",
    key="article_id",
    step=_move,
    engine="sqlite",
)
