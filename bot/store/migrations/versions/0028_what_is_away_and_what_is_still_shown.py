"""Since when chats are away, and which old articles their sources still show.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("article", sa.Column("shown_at", _MOMENT, nullable=True))
    op.add_column("chat", sa.Column("away_at", _MOMENT, nullable=True))
    sqlite = op.get_bind().dialect.name == "sqlite"
    now = "CAST(strftime('%s', 'now') AS INTEGER) * 1000000" if sqlite else "now()"
    # Since when is not known; they are asked once whether they are back.
    op.execute(
        f"UPDATE chat SET away_at = {now}, held_until = {now}"  # noqa: S608  # nothing of anybody's
        " WHERE status IN ('blocked', 'gone')"
    )
    op.execute(f"UPDATE chat SET away_at = {now} WHERE status = 'moved'")  # noqa: S608  # as above
    op.create_index(
        "ix_chat_away",
        "chat",
        ["held_until"],
        sqlite_where=sa.text("away_at IS NOT NULL"),
        postgresql_where=sa.text("away_at IS NOT NULL"),
    )
