"""Who brought a source, since when nobody follows it, and addresses that are being looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
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
