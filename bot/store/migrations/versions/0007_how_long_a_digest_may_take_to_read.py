"""Minutes of reading a briefing may take."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("briefing", sa.Column("minutes", sa.Integer(), server_default="0", nullable=False))
