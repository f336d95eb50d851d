"""Since when one story is followed, which ends by itself when there is no more news of it.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("subscription", sa.Column("story_at", _MOMENT, nullable=True))
    # what it said is in the style by now
    if any(each["name"] == "leads" for each in sa.inspect(op.get_bind()).get_columns("briefing")):
        op.drop_column("briefing", "leads")
