"""Who brought a source, since when nobody follows it, and addresses that are being looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_UNINDEX = (
    "INSERT INTO article_fts(article_fts, rowid, search_text) "
    "VALUES ('delete', old.article_id, old.search_text); "
)
_INDEX = "INSERT INTO article_fts(rowid, search_text) VALUES (new.article_id, new.search_text); "
_MOVED = (
    # nothing is left there, unless somebody came here without the step before
    "INSERT INTO article_text (article_id, body, search_text) "
    "SELECT article_id, body, search_text FROM article_text_before",
    "DROP TABLE article_text_before",
    f"CREATE TRIGGER article_text_ai AFTER INSERT ON article_text BEGIN {_INDEX}END",
    f"CREATE TRIGGER article_text_ad AFTER DELETE ON article_text BEGIN {_UNINDEX}END",
    "CREATE TRIGGER article_text_au AFTER UPDATE OF search_text ON article_text BEGIN "
    f"{_UNINDEX}{_INDEX}END",
)


def upgrade() -> None:
    if sa.inspect(op.get_bind()).has_table("article_text_before"):
        for statement in _MOVED:
            op.execute(statement)
    op.add_column(
        "source", sa.Column("trusted", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute("UPDATE source SET trusted = public")
    op.add_column("source", sa.Column("unfollowed_at", _MOMENT, nullable=True))
    op.create_table(
        "look",
        sa.Column("update_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("briefing_id", _KEY, nullable=False),
        sa.Column("person_id", _KEY, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("trusted", sa.Boolean(), nullable=False),
        sa.Column("message_id", _KEY, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_look_chat_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_look")),
    )
    op.create_index(op.f("ix_look_chat_id"), "look", ["chat_id"])
    op.create_index(op.f("ix_look_person_id"), "look", ["person_id"])
