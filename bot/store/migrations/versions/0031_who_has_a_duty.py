"""Duties that one process of several has are rows with a term, not locks of a session.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duty_lease",
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("epoch", _KEY, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("duty", name=op.f("pk_duty_lease")),
        sa.UniqueConstraint("duty", "epoch", name=op.f("uq_duty_lease_duty_epoch")),
    )
