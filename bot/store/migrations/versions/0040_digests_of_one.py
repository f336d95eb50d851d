"""A digest that one edition alone told is kept with it.

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("packed", sa.LargeBinary(), nullable=True))
