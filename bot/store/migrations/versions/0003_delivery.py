"""Rescues are counted, claims go by lane, one send to a chat at a time."""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('rescues', sa.Integer(), server_default='0', nullable=False))
        batch_op.drop_index(batch_op.f('ix_outbox_ready'), sqlite_where=sa.text("state = 'ready'"))
        batch_op.create_index('ix_outbox_ready', ['lane', 'not_before', 'id'], unique=False, sqlite_where=sa.text("state = 'ready'"), postgresql_where=sa.text("state = 'ready'"))
        batch_op.create_index('ix_outbox_deadline', ['deadline_at'], unique=False, sqlite_where=sa.text("state = 'ready' AND part = 1"), postgresql_where=sa.text("state = 'ready' AND part = 1"))
        batch_op.create_index('uq_outbox_chat_sending', ['chat_id'], unique=True, sqlite_where=sa.text("state = 'sending'"), postgresql_where=sa.text("state = 'sending'"))


