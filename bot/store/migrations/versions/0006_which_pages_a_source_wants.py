"""Whether the pages of a source's articles are fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("source", sa.Column("pages", sa.String(), server_default="short", nullable=False))
