"""Updates wait in lines: of who was here before, of what takes longer, of newcomers.

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("line", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("ix_inbox_open", "inbox")
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["chat_key", "update_id"],
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
