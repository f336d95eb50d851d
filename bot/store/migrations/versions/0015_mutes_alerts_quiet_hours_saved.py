"""What a chat mutes, is told at once and saves, and when nothing may make a sound.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITING = sa.text("state = 'waiting'")


def _of_chat(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_chat_id")
    return sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=name, ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "mute",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        _of_chat("mute"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
        sa.UniqueConstraint("chat_id", "words", name=op.f("uq_mute_chat_id_words")),
    )
    op.create_table(
        "saved",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("source_title", sa.String(), nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("saved_at", _MOMENT, nullable=False),
        _of_chat("saved"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved")),
        sa.UniqueConstraint("chat_id", "mark", name=op.f("uq_saved_chat_id_mark")),
    )
    op.create_table(
        "alert",
        sa.Column("id", _KEY, nullable=False),
        sa.Column("chat_id", _KEY, nullable=False),
        sa.Column("briefing_id", _KEY, nullable=False),
        sa.Column("interest_id", _KEY, nullable=False),
        sa.Column("article_id", _KEY, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT, nullable=True),
        sa.Column("part", sa.String(length=64), nullable=False),
        sa.Column("ticked", sa.Boolean(), nullable=False, server_default=sa.false()),
        _of_chat("alert"),
        sa.ForeignKeyConstraint(
            ["briefing_id"],
            ["briefing.id"],
            name=op.f("fk_alert_briefing_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("chat_id", "article_id", name=op.f("uq_alert_chat_id_article_id")),
    )
    op.create_index(op.f("ix_alert_article_id"), "alert", ["article_id"])
    op.create_index(op.f("ix_alert_briefing_id"), "alert", ["briefing_id"])
    op.create_index(op.f("ix_alert_made_at"), "alert", ["made_at"])
    op.create_index(
        "ix_alert_due", "alert", ["due_at"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    op.create_index(
        "ix_subscription_urgent",
        "subscription",
        ["interest_id"],
        sqlite_where=sa.text("urgent = 1"),
        postgresql_where=sa.text("urgent"),
    )
    op.add_column("chat", sa.Column("quiet", sa.String(), nullable=False, server_default=""))
