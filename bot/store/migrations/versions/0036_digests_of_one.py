"""A digest that one edition alone told is kept with it.

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("packed", sa.LargeBinary(), nullable=True))
