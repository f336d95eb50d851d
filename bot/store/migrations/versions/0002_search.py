"""Full-text search."""

from alembic import op

from bot.store import fulltext

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in fulltext.ddl(op.get_bind().dialect.name):
        op.execute(statement)
