"""Tables of the whole bot's state: updates that came in, and single facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import at, core, where
from bot.store.types import Json, Key


class InboxRow(SQLModel):
    """An update from Telegram, committed before it is confirmed."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_open", "chat_key", "update_id", **where("state = 'new'")),)

    update_id: int = Field(primary_key=True, sa_type=Key, sa_column_kwargs={"autoincrement": False})
    chat_key: str  # updates with the same key are handled in order
    line: int = 0  # as in `Line`, by what was known when it came
    payload: str = Field(sa_type=Text)
    state: str = "new"  # new, done, dead
    attempts: int = 0
    error: str = ""
    received_at: datetime = at()
    done_at: datetime | None = at(nullable=True)


class StateRow(SQLModel):
    """Single facts of the whole bot: holds, pauses, offsets, the shared send rate."""

    __tablename__ = "bot_state"

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(Json, nullable=True))


class OperatorPassRow(SQLModel):
    """A link to operators' pages that was not used, or a session that one began."""

    __tablename__ = "operator_pass"

    key_hash: str = Field(primary_key=True, max_length=64)
    person_id: int = Field(sa_type=Key)
    kind: str = Field(max_length=8)  # link, session
    expires_at: datetime = at()


class DutyLeaseRow(SQLModel):
    """The holder of a duty that one process at a time may have; see `bot.store.leases`."""

    __tablename__ = "duty_lease"
    # a key of their own: who holds the row by it keeps the term from changing, not from lasting
    __table_args__ = (UniqueConstraint("duty", "epoch"),)

    duty: str = Field(primary_key=True, max_length=32)
    holder: str
    epoch: int = Field(sa_type=Key)
    until: datetime = at()


inbox = core(InboxRow)
bot_state = core(StateRow)
operator_pass = core(OperatorPassRow)
duty_lease = core(DutyLeaseRow)
