"""Tables of delivery: editions, and the parts of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import at, core, key, ref, where
from bot.store.types import Json, Key


class DigestRow(SQLModel):
    """The stories and articles that a digest told; shared by all editions that told the same."""

    __tablename__ = "digest"

    id: int = key()
    fingerprint: str = Field(unique=True, max_length=64)
    #: How rows before `packed` kept it: [[story id, [article ids], why], …].
    stories: list[Any] = Field(default_factory=list, sa_column=Column(Json, nullable=False))
    left_out: dict[str, Any] | None = Field(default=None, sa_column=Column(Json, nullable=True))
    #: What it told and left out, see `bot.store.packing`.
    packed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    created_at: datetime = at()


class ListingRow(SQLModel):
    """The packed list of an interest in a window; shared by the digests chosen from it."""

    __tablename__ = "listing"

    id: int = key()
    fingerprint: str = Field(unique=True, max_length=64)
    packed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    created_at: datetime = at()


class BodyRow(SQLModel):
    """The frozen text of a message; shared by all parts that say the same."""

    __tablename__ = "body"

    id: int = key()
    fingerprint: str = Field(unique=True, max_length=64)
    html: str = Field(sa_type=Text)
    plain: str = Field(sa_type=Text)
    buttons: list[Any] | None = Field(
        default=None, sa_column=Column(Json, nullable=True)
    )  # rows of [label, data]
    #: The address whose picture is shown with it.
    preview: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    #: Instead of HTML and plain text all they are put together of, see `bot.store.texts`.
    pieces: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    created_at: datetime = at()


class PieceRow(SQLModel):
    """A frozen text that many messages show."""

    __tablename__ = "piece"

    id: int = key()
    fingerprint: str = Field(unique=True, max_length=64)
    html: str = Field(sa_type=Text)
    #: Its plain texts, the fullest first, as JSON.
    plains: str = Field(sa_type=Text)
    created_at: datetime = at()


class EditionRow(SQLModel):
    """The digest of one briefing at one slot."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("briefing_id", "slot"),
        Index("ix_edition_chat", "chat_id", "created_at"),
    )

    id: int = key()
    briefing_id: int = ref("briefing.id")
    chat_id: int = ref("chat.id")
    slot: str  # local "YYYY-MM-DDTHH:MM+0100", or "now:<update id>"
    slot_at: datetime = at()
    digest_id: int = ref("digest.id")
    #: What it told and left out, where no other edition of its batch did; its digest is empty then.
    packed: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    window_from: int = Field(sa_type=Key)
    window_to: int = Field(sa_type=Key)
    created_at: datetime = at()


class BroadcastRow(SQLModel):
    """An operator's message to everybody."""

    __tablename__ = "broadcast"

    id: int = key()
    admin_id: int = Field(sa_type=Key)
    text: str = Field(sa_type=Text)
    state: str = "draft"  # draft, sending, cancelled
    created_at: datetime = at()


class OutboxRow(SQLModel):
    """A part: what was, may have been and will be delivered."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("edition_id", "part"),
        UniqueConstraint("broadcast_id", "chat_id", "part"),
        UniqueConstraint("alert", "chat_id"),
        Index("ix_outbox_ready", "lane", "not_before", "id", **where("state = 'ready'")),
        Index("ix_outbox_sending", "lease_until", **where("state = 'sending'")),
        # At a crash at most one message to a chat is in doubt: the database itself says so.
        Index("uq_outbox_chat_sending", "chat_id", unique=True, **where("state = 'sending'")),
        Index("ix_outbox_deadline", "deadline_at", **where("state = 'ready' AND part = 1")),
        Index(
            "ix_outbox_chat_open",
            "chat_id",
            **where("state IN ('waiting', 'ready', 'sending')"),
        ),
        Index("ix_outbox_done", "done_at", **where("done_at IS NOT NULL")),
        Index("ix_outbox_unknown", "chat_id", **where("state = 'unknown'")),
    )

    id: int = key()
    edition_id: int | None = ref("edition.id", nullable=True, default=None)
    broadcast_id: int | None = ref("broadcast.id", nullable=True, default=None)
    alert: str | None = Field(default=None, max_length=64)  # story and interest of an alert
    chat_id: int = ref("chat.id")
    lane: str
    part: int = 1
    parts: int = 1
    body_id: int = ref("body.id")
    state: str = "ready"
    #: Not to be sent earlier.
    not_before: datetime = at()
    deadline_at: datetime | None = at(nullable=True)
    attempts: int = 0
    ambiguous: int = 0
    #: How often its sender died while it was being sent.
    rescues: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    level: int = 0
    silent: bool = False
    epoch: int = 0
    lease_owner: str = ""
    lease_until: datetime | None = at(nullable=True)
    message_id: int | None = Field(default=None, sa_type=Key)
    #: The edition that says that this part, which is in doubt, may not have arrived.
    asked_by: int | None = Field(default=None, sa_type=Key)
    reason: str = ""  # class of the last refusal, for counting
    error: str = ""  # the other side's words, redacted
    created_at: datetime = at()
    sent_at: datetime | None = at(nullable=True)
    done_at: datetime | None = at(nullable=True)


class SendCountRow(SQLModel):
    """Counts of refused sends, by day and reason."""

    __tablename__ = "send_count"

    day: str = Field(primary_key=True, max_length=10)
    outcome: str = Field(primary_key=True, max_length=40)
    count: int = Field(default=0, sa_type=Key)


digest = core(DigestRow)
listing = core(ListingRow)
body = core(BodyRow)
piece = core(PieceRow)
edition = core(EditionRow)
broadcast = core(BroadcastRow)
outbox = core(OutboxRow)
send_count = core(SendCountRow)
