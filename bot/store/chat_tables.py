"""The tables of what a chat wants beside digests. Private to `bot.store`, like `bot.store.tables`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Table, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.store.tables import metadata
from bot.store.types import Key, Moment


def _id() -> Any:
    return Field(default=None, primary_key=True, sa_type=Key)


def _parent(target: str, **kwargs: Any) -> Any:
    """A row that goes with its parent."""
    return Field(sa_type=Key, foreign_key=target, ondelete="CASCADE", nullable=False, **kwargs)


class MuteRow(SQLModel, table=True):
    """Words that a chat does not want to read about."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("chat_id", "words"),)

    id: int = _id()
    chat_id: int = _parent("chat.id")
    words: str  # a query in its normal form, or "set:<name>"
    title: str
    created_at: datetime = Field(sa_type=Moment, nullable=False)


class AlertRow(SQLModel, table=True):
    """A story that a chat is to be told at once, and what came of it."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("chat_id", "article_id"),
        Index(
            "ix_alert_due",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int = _id()
    chat_id: int = _parent("chat.id")
    briefing_id: int = _parent("briefing.id", index=True)
    interest_id: int = Field(sa_type=Key)
    #: The article that made it, which is also what says which story it is by now.
    article_id: int = Field(sa_type=Key, index=True)
    state: str = "waiting"  # waiting, told, dropped
    #: It had to wait: what waited is told in one message.
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    due_at: datetime = Field(sa_type=Moment, nullable=False)
    made_at: datetime = Field(sa_type=Moment, nullable=False, index=True)
    told_at: datetime | None = Field(default=None, sa_type=Moment, nullable=True)
    #: The `alert` of the part of the outbox that tells it.
    part: str = Field(default="", max_length=64)
    #: A digest has ticked it.
    ticked: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SavedRow(SQLModel, table=True):
    """A story that a chat keeps: a copy, as the article goes one day."""

    __tablename__ = "saved"
    __table_args__ = (UniqueConstraint("chat_id", "mark"),)

    id: int = _id()
    chat_id: int = _parent("chat.id")
    #: The same for the same headline at the same address.
    mark: str = Field(max_length=64)
    url: str = Field(sa_type=Text)
    headline: str = Field(sa_type=Text)
    lead: str = Field(sa_type=Text)
    source_title: str
    published_at: datetime | None = Field(default=None, sa_type=Moment, nullable=True)
    saved_at: datetime = Field(sa_type=Moment, nullable=False)


class ArchiveRow(SQLModel, table=True):
    """That a chat's editions are pages of the web, and where."""

    __tablename__ = "archive"

    chat_id: int = Field(primary_key=True, sa_type=Key, foreign_key="chat.id", ondelete="CASCADE")
    #: The secret part of its address.
    key: str = Field(unique=True, max_length=64)
    public: bool = False
    created_at: datetime = Field(sa_type=Moment, nullable=False)


def _core(model: type[SQLModel]) -> Table:
    return metadata.tables[str(model.__tablename__)]


mute = _core(MuteRow)
alert = _core(AlertRow)
archive = _core(ArchiveRow)
saved = _core(SavedRow)

__all__ = ("alert", "archive", "metadata", "mute", "saved")
