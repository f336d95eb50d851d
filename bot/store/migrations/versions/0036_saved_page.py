"""Saved stories of a chat with an archive have a page at an address of their own.

Revision ID: 0036
Revises: 0035
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "archive", sa.Column("saved_key", sa.String(64), nullable=False, server_default="")
    )
    archive = sa.table("archive", sa.column("chat_id"), sa.column("saved_key"))
    connection = op.get_bind()
    for (chat_id,) in connection.execute(sa.select(archive.c.chat_id)).all():
        connection.execute(
            sa.update(archive)
            .where(archive.c.chat_id == chat_id)
            .values(saved_key=secrets.token_urlsafe(16))
        )
    op.create_index("ix_archive_saved_key", "archive", ["saved_key"], unique=True)
