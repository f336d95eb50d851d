"""What a chat wants more or less of, and when its next look back at the week is due.

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "liking",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("more", sa.Boolean(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_liking_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_liking")),
        sa.UniqueConstraint("chat_id", "words", name=op.f("uq_liking_chat_id_words")),
    )
    op.add_column("chat", sa.Column("recap_at", _MOMENT, nullable=True))
    op.create_index(
        "ix_chat_recap",
        "chat",
        ["recap_at"],
        sqlite_where=sa.text("recap_at IS NOT NULL"),
        postgresql_where=sa.text("recap_at IS NOT NULL"),
    )
