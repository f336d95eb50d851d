"""What is left out of a digest and why, which languages a chat reads, when a source was read whole."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ASKED = sa.text("asked_at IS NOT NULL")


def upgrade() -> None:
    op.add_column(
        "source", sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute("UPDATE source SET settled = (last_success_at IS NOT NULL)")
    op.add_column(
        "article", sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("digest", sa.Column("left_out", _JSON, nullable=True))
    op.add_column("body", sa.Column("buttons", _JSON, nullable=True))
    op.add_column("chat", sa.Column("reads", sa.String(), server_default="", nullable=False))
    op.add_column("briefing", sa.Column("asked_at", _MOMENT, nullable=True))
    op.create_index(
        "ix_briefing_asked",
        "briefing",
        ["asked_at"],
        sqlite_where=_ASKED,
        postgresql_where=_ASKED,
    )
