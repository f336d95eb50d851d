"""Why and since when a source fails, for words to who follows it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_FAILING = sa.text("failing_since_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("source", sa.Column("last_reason", sa.String(), server_default="", nullable=False))
    op.add_column("source", sa.Column("failing_since_at", _MOMENT, nullable=True))
    op.create_index(
        "ix_source_failing",
        "source",
        ["failing_since_at"],
        sqlite_where=_FAILING,
        postgresql_where=_FAILING,
    )
