"""Words that narrow a subscription down, also while its address is looked at.

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("subscription", "look"):
        op.add_column(table, sa.Column("words", sa.Text(), nullable=False, server_default=""))
