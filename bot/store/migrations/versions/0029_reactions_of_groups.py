"""Reactions of a group on what it was told, where it wants them to count.

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "chat", sa.Column("by_reactions", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "reaction",
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("message_id", _KEY, nullable=False),
        sa.Column("source_id", _KEY, nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reacted_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_reaction_chat_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_reaction_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "message_id", "source_id", name=op.f("pk_reaction")),
    )
    op.create_index(op.f("ix_reaction_source_id"), "reaction", ["source_id"])
