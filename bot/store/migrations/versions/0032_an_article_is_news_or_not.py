"""One name for what is told and what only counts as seen: an article is news or not.

Revision ID: 0032
Revises: 0031
"""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE article RENAME COLUMN fresh TO is_news")
