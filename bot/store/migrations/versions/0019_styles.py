"""How a briefing looks is a style; headlines alone is the compact one. Pictures of a top story.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

from bot.store.batches import Batches

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "briefing", sa.Column("style", sa.String(), nullable=False, server_default="standard")
    )
    op.add_column(
        "briefing", sa.Column("preview", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("body", sa.Column("preview", sa.Text(), nullable=False, server_default=""))


def _fill(connection: sa.Connection, after: int, upto: int) -> None:
    connection.execute(
        sa.text(
            "UPDATE briefing SET style = 'compact' "
            "WHERE id > :after AND id <= :upto AND NOT leads AND style = 'standard'"
        ),
        {"after": after, "upto": upto},
    )


BATCHES = Batches(table="briefing", key="id", step=_fill)
