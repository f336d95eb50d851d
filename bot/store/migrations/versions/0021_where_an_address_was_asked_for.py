"""The private chat in which an address was asked for, where it is for a chat managed from there.

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("look", sa.Column("home_id", _KEY, nullable=True))
    op.create_index("ix_chat_set_by", "chat", ["set_by"])
