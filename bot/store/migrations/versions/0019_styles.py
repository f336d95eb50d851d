"""How a briefing looks is a style; headlines alone is the compact one. Pictures of a top story.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

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
    briefing = sa.table("briefing", sa.column("style", sa.String), sa.column("leads", sa.Boolean))
    op.execute(
        briefing.update().where(briefing.c.leads.is_(sa.false())).values(style="compact")
    )
    op.drop_column("briefing", "leads")
    op.add_column("body", sa.Column("preview", sa.Text(), nullable=False, server_default=""))
