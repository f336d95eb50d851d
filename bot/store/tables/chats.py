"""Tables of who is told what and when: chats, their briefings, and what they follow, ask for and
keep.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.store.tables.columns import at, core, key, ref, where, where_true
from bot.store.types import Json, Key


class ChatRow(SQLModel):
    """The place that digests go to."""

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("telegram_id", "thread_id"),
        Index("ix_chat_recap", "recap_at", **where("recap_at IS NOT NULL")),
        Index("ix_chat_away", "held_until", **where("away_at IS NOT NULL")),
        Index("ix_chat_refused", "refused_at", **where("refused_at IS NOT NULL")),
        Index("ix_chat_lost_thread", "lost_thread_at", **where("lost_thread_at IS NOT NULL")),
    )

    id: int = key()
    telegram_id: int = Field(sa_type=Key)
    thread_id: int = Field(default=0, sa_type=Key)
    kind: str = "private"
    title: str = ""
    language: str = "en"
    zone: str = "UTC"
    reads: str = Field(
        default="", sa_column_kwargs={"server_default": ""}
    )  # languages; "" = as met
    #: `22:00-07:00`, or empty: when nothing makes a sound.
    quiet: str = Field(default="", sa_column_kwargs={"server_default": ""})
    status: str = Field(default="active", index=True)
    paused_until: datetime | None = at(nullable=True)
    #: 429 of this chat alone; of one that is away, when it is asked whether it is back.
    held_until: datetime | None = at(nullable=True)
    #: Since when it cannot be written to: blocked, gone or moved.
    away_at: datetime | None = at(nullable=True)
    not_found_at: datetime | None = at(nullable=True)  # first "chat not found"
    #: Since when it refuses what is sent to it for a reason that may pass, and which.
    refused_at: datetime | None = at(nullable=True)
    refused_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    #: When its thread was found to be deleted; empty again when the chat was told.
    lost_thread_at: datetime | None = at(nullable=True)
    #: When somebody last set it up, and Telegram's id of who; what nobody set is a default.
    set_at: datetime | None = at(nullable=True)
    set_by: int | None = Field(default=None, sa_type=Key, index=True)
    successor_id: int | None = Field(default=None, sa_type=Key)
    #: When its next look back at the week is due; empty where it is not wanted.
    recap_at: datetime | None = at(nullable=True)
    #: Its digests are ranked by its reactions, too.
    by_reactions: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: It gets no messages that operators write to everybody.
    no_broadcasts: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    created_at: datetime = at()


class BriefingRow(SQLModel):
    """A named bundle in a chat."""

    __tablename__ = "briefing"
    __table_args__ = (
        UniqueConstraint("chat_id", "name"),
        Index("ix_briefing_due", "next_slot_at", **where("next_slot_at IS NOT NULL")),
        Index("ix_briefing_asked", "asked_at", **where("asked_at IS NOT NULL")),
    )

    id: int = key()
    chat_id: int = ref("chat.id")
    name: str = "main"
    times: str = ""  # "08:00 18:30"
    weekdays: str = "0123456"
    cursor: int = Field(default=0, sa_type=Key)
    next_slot_at: datetime | None = at(nullable=True)
    last_slot: str = ""
    max_stories: int = 10
    minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    style: str = Field(default="standard", sa_column_kwargs={"server_default": "standard"})
    preview: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    #: When a digest was asked for that waits for the first reading of a source.
    asked_at: datetime | None = at(nullable=True)
    lease_until: datetime | None = at(nullable=True)


class SubscriptionRow(SQLModel):
    """A briefing follows an interest."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index(
            "ix_subscription_urgent",
            "interest_id",
            **where_true("urgent"),
        ),
    )

    briefing_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="briefing.id", ondelete="CASCADE"
    )
    interest_id: int = Field(
        primary_key=True,
        sa_type=Key,
        foreign_key="interest.id",
        ondelete="CASCADE",
        index=True,
    )
    since_at: datetime = at()
    start_seq: int | None = Field(default=None, sa_type=Key)
    position: int = 0
    urgent: bool = False
    #: Since when one story is followed, which ends by itself without news; empty for all else.
    story_at: datetime | None = at(nullable=True)
    #: Addresses by which it was asked for, one on a line; the chat's own, and gone with it.
    asked: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    #: Words that narrow it down.
    words: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


class LookRow(SQLModel):
    """An address that somebody wants to follow and that is being looked at."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_person_id", "person_id"),)

    update_id: int = Field(primary_key=True, sa_type=Key, sa_column_kwargs={"autoincrement": False})
    chat_id: int = ref("chat.id", index=True)
    briefing_id: int = Field(sa_type=Key)
    person_id: int = Field(sa_type=Key)
    address: str = Field(sa_type=Text)
    trusted: bool = False
    #: Words behind the address.
    words: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    #: The message that says so and becomes the answer.
    message_id: int | None = Field(default=None, sa_type=Key)
    #: The private chat where it was asked, when another chat is to follow it.
    home_id: int | None = Field(default=None, sa_type=Key)
    attempts: int = 0
    asked_at: datetime = at()


class PartingRow(SQLModel):
    """A chat says that an article is not the same news as the one that spoke for its story."""

    __tablename__ = "parting"

    chat_id: int = Field(primary_key=True, sa_type=Key, foreign_key="chat.id", ondelete="CASCADE")
    article_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="article.id", ondelete="CASCADE", index=True
    )
    speaker_id: int = Field(primary_key=True, sa_type=Key)
    parted_at: datetime = at()


class ButtonRow(SQLModel):
    """The meaning of a button when it does not fit Telegram's 64 bytes."""

    __tablename__ = "button"

    id: str = Field(primary_key=True, max_length=32)
    chat_id: int = ref("chat.id", index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    created_at: datetime = at(index=True)


class MuteRow(SQLModel):
    """Words that a chat does not want to read about."""

    __tablename__ = "mute"
    __table_args__ = (UniqueConstraint("chat_id", "words"),)

    id: int = key()
    chat_id: int = ref("chat.id")
    words: str  # a query in its normal form, or "set:<name>"
    title: str
    created_at: datetime = at()


class LikingRow(SQLModel):
    """A liking: words or a source that a chat wants more or less of."""

    __tablename__ = "liking"
    __table_args__ = (UniqueConstraint("chat_id", "words"),)

    id: int = key()
    chat_id: int = ref("chat.id")
    words: str  # a query in its normal form
    title: str
    more: bool
    created_at: datetime = at()


class ReactionRow(SQLModel):
    """The points that reactions on a message give to one of its sources."""

    __tablename__ = "reaction"

    chat_id: int = Field(primary_key=True, sa_type=Key, foreign_key="chat.id", ondelete="CASCADE")
    message_id: int = Field(primary_key=True, sa_type=Key)
    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE", index=True
    )
    points: int = 0
    reacted_at: datetime = at()


class AlertRow(SQLModel):
    """A story that a chat is to be told at once, and what came of it."""

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("chat_id", "article_id"),
        Index("ix_alert_due", "due_at", **where("state = 'waiting'")),
    )

    id: int = key()
    chat_id: int = ref("chat.id")
    briefing_id: int = ref("briefing.id", index=True)
    interest_id: int = Field(sa_type=Key)
    #: The article that made it, which is also what says which story it is by now.
    article_id: int = Field(sa_type=Key, index=True)
    state: str = "waiting"  # waiting, told, dropped
    #: It had to wait: what waited is told in one message.
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    due_at: datetime = at()
    made_at: datetime = at(index=True)
    told_at: datetime | None = at(nullable=True)
    #: The `alert` of the part of the outbox that tells it.
    part: str = Field(default="", max_length=64)
    #: A digest has ticked it.
    ticked: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class SavedRow(SQLModel):
    """A story that a chat keeps: a copy, as the article goes one day."""

    __tablename__ = "saved"
    __table_args__ = (UniqueConstraint("chat_id", "mark"),)

    id: int = key()
    chat_id: int = ref("chat.id")
    #: The same for the same headline at the same address.
    mark: str = Field(max_length=64)
    url: str = Field(sa_type=Text)
    headline: str = Field(sa_type=Text)
    lead: str = Field(sa_type=Text)
    source_title: str
    published_at: datetime | None = at(nullable=True)
    saved_at: datetime = at()


class ArchiveRow(SQLModel):
    """That a chat's editions are pages of the web, and where."""

    __tablename__ = "archive"

    chat_id: int = Field(primary_key=True, sa_type=Key, foreign_key="chat.id", ondelete="CASCADE")
    #: The secret part of its address.
    key: str = Field(unique=True, max_length=64)
    #: That of the page of its saved stories: who is shown the archive does not see them.
    saved_key: str = Field(unique=True, index=True, max_length=64)
    public: bool = False
    created_at: datetime = at()


chat = core(ChatRow)
briefing = core(BriefingRow)
subscription = core(SubscriptionRow)
look = core(LookRow)
parting = core(PartingRow)
button = core(ButtonRow)
mute = core(MuteRow)
liking = core(LikingRow)
reaction = core(ReactionRow)
alert = core(AlertRow)
saved = core(SavedRow)
archive = core(ArchiveRow)
