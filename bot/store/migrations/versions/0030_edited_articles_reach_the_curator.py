"""Articles that were edited since they were curated: their new words reach the curator.

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "article",
        sa.Column("reworded", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.create_index(
        "ix_article_reworded",
        "article",
        ["id"],
        unique=False,
        sqlite_where=sa.text("reworded = 1"),
        postgresql_where=sa.text("reworded"),
    )
