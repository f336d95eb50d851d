"""Since when chats are away, and which old articles their sources still show.

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

from bot.store.batches import Batches

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    op.add_column("article", sa.Column("shown_at", _MOMENT, nullable=True))
    op.add_column("chat", sa.Column("away_at", _MOMENT, nullable=True))
    op.create_index(
        "ix_chat_away",
        "chat",
        ["held_until"],
        sqlite_where=sa.text("away_at IS NOT NULL"),
        postgresql_where=sa.text("away_at IS NOT NULL"),
    )


def _fill(connection: sa.Connection, after: int, upto: int) -> None:
    """Since when is not known; they are asked once whether they are back."""
    sqlite = connection.dialect.name == "sqlite"
    now = "CAST(strftime('%s', 'now') AS INTEGER) * 1000000" if sqlite else "now()"
    connection.execute(
        sa.text(
            f"UPDATE chat SET away_at = {now}, "  # noqa: S608  # nothing of anybody's
            f"held_until = CASE WHEN status = 'moved' THEN held_until ELSE {now} END "
            "WHERE id > :after AND id <= :upto AND away_at IS NULL "
            "AND status IN ('blocked', 'gone', 'moved')"
        ),
        {"after": after, "upto": upto},
    )


BATCHES = Batches(table="chat", key="id", step=_fill)
