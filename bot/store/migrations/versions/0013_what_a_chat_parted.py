"""Which articles a chat says are not the same news."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "parting",
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("speaker_id", _KEY, nullable=False),
        sa.Column("parted_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["article.id"],
            name=op.f("fk_parting_article_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_parting_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "article_id", "speaker_id", name=op.f("pk_parting")),
    )
    op.create_index(op.f("ix_parting_article_id"), "parting", ["article_id"])

