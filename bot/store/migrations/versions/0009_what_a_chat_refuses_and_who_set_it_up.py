"""What a chat refuses for a while, who set it up, and which part was asked about."""

import sqlalchemy as sa
from alembic import op

from bot.store.batches import Batches

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REFUSED = sa.text("refused_at IS NOT NULL")
_LOST = sa.text("lost_thread_at IS NOT NULL")
_UNKNOWN = sa.text("state = 'unknown'")


def upgrade() -> None:
    op.add_column("chat", sa.Column("refused_at", _MOMENT, nullable=True))
    op.add_column("chat", sa.Column("refused_reason", sa.String(), server_default="", nullable=False))
    op.add_column("chat", sa.Column("lost_thread_at", _MOMENT, nullable=True))
    op.add_column("chat", sa.Column("set_at", _MOMENT, nullable=True))
    op.add_column("chat", sa.Column("set_by", _KEY, nullable=True))
    op.add_column("outbox", sa.Column("asked_by", _KEY, nullable=True))
    op.create_index(
        "ix_chat_refused", "chat", ["refused_at"], sqlite_where=_REFUSED, postgresql_where=_REFUSED
    )
    op.create_index(
        "ix_chat_lost_thread",
        "chat",
        ["lost_thread_at"],
        sqlite_where=_LOST,
        postgresql_where=_LOST,
    )
    op.create_index(
        "ix_outbox_unknown", "outbox", ["chat_id"], sqlite_where=_UNKNOWN, postgresql_where=_UNKNOWN
    )


def _fill(connection: sa.Connection, after: int, upto: int) -> None:
    """Who follows something has been set up by somebody."""
    connection.execute(
        sa.text(
            "UPDATE chat SET set_at = created_at WHERE id > :after AND id <= :upto"
            " AND set_at IS NULL AND EXISTS (SELECT 1 FROM briefing JOIN subscription"
            " ON subscription.briefing_id = briefing.id WHERE briefing.chat_id = chat.id)"
        ),
        {"after": after, "upto": upto},
    )


BATCHES = Batches(table="chat", key="id", step=_fill)
