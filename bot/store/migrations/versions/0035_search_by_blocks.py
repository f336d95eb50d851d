"""PostgreSQL's index of words has the blocks of ids that an article belongs to as well.

Revision ID: 0035
Revises: 0034
"""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_BLOCKS = (
    "ARRAY['#0:' || (article_id >> 10)::text, '#1:' || (article_id >> 13)::text, "
    "'#2:' || (article_id >> 16)::text, '#3:' || (article_id >> 19)::text]"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_article_text_tsv")
        op.execute(
            "CREATE INDEX ix_article_text_tsv ON article_text "
            f"USING gin ((tsv || array_to_tsvector({_BLOCKS})))"
        )
