"""A chat can refuse what operators write to everybody.

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "chat",
        sa.Column("no_broadcasts", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
