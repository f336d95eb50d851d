"""What else could be the headline of an article whose source gave none."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("article_text", sa.Column("openers", sa.Text(), nullable=True))
