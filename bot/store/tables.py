"""The tables. Private to `bot.store`: rows never leave it.

Foreign keys are declared where a row without its parent would be a bug; hot tables are keyed
by chat so that a PostgreSQL-compatible distributed engine can shard them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, MetaData, Table, Text, UniqueConstraint, false, text
from sqlmodel import Field, SQLModel

from bot.store.types import Json, Key, Moment

#: Named constraints, so that migrations can name what they change.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

metadata: MetaData = SQLModel.metadata


def _key(**kwargs: Any) -> Any:
    """A 64-bit primary key given by the database."""
    return Field(default=None, primary_key=True, sa_type=Key, **kwargs)


def _ref(target: str, *, nullable: bool = False, **kwargs: Any) -> Any:
    """A 64-bit foreign key whose rows go with their parent."""
    return Field(sa_type=Key, foreign_key=target, ondelete="CASCADE", nullable=nullable, **kwargs)


def _at(*, nullable: bool = False, **kwargs: Any) -> Any:
    """A moment."""
    if nullable:
        kwargs.setdefault("default", None)
    return Field(sa_type=Moment, nullable=nullable, **kwargs)


def _where(condition: str) -> dict[str, Any]:
    """The condition of a partial index, for both engines."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class SourceRow(SQLModel, table=True):
    """A place articles come from."""

    __tablename__ = "source"
    __table_args__ = (
        Index("ix_source_due", "next_poll_at", **_where("state IN ('active', 'failing')")),
        Index("ix_source_failing", "failing_since_at", **_where("failing_since_at IS NOT NULL")),
    )

    id: int = _key()
    kind: str
    locator: str = Field(unique=True)
    title: str
    language: str = ""
    state: str = "active"
    memory: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    added_at: datetime = _at()
    last_success_at: datetime | None = _at(nullable=True)
    last_error: str = ""
    #: The class of the last failure, for words to who follows it; empty after a good poll.
    last_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    #: When the first of the failed polls in a row was.
    failing_since_at: datetime | None = _at(nullable=True)
    failures: int = 0
    next_poll_at: datetime = _at()
    lease_until: datetime | None = _at(nullable=True)
    weight: float = 1.0
    public: bool = True
    #: An operator brought it.
    trusted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: Since when nobody is known to follow it, where people brought it.
    unfollowed_at: datetime | None = _at(nullable=True)
    #: The chat that was the last to leave it, where people brought it.
    left_by: int | None = Field(default=None, sa_type=Key)
    articles: int = 0
    #: Whether the pages of its articles are fetched: `short`, `always` or `never`.
    pages: str = Field(default="short", sa_column_kwargs={"server_default": "short"})
    #: Its first reading has come to an end: what appears from now on is news whatever its date.
    settled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: When that was; empty where it was long ago.
    settled_at: datetime | None = _at(nullable=True)


class ArticleRow(SQLModel, table=True):
    """A cleaned draft; `seq` and `story_id` are null until curated."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        Index("ix_article_uncurated", "id", **_where("seq IS NULL")),
    )

    id: int = _key()
    source_id: int = _ref("source.id")
    key: str = Field(max_length=64)  # hash of the source's own id
    url: str = Field(sa_type=Text)
    headline: str = Field(sa_type=Text)
    lead: str = Field(sa_type=Text)
    language: str = ""
    published_at: datetime | None = _at(nullable=True)
    first_seen_at: datetime = _at(index=True)
    content_hash: str = ""
    fresh: bool = True  # false: stood in the source when it was added, counts as seen
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # a flood's
    edits: int = 0
    seq: int | None = Field(default=None, sa_type=Key, unique=True)
    story_id: int | None = Field(default=None, sa_type=Key, index=True)


class ArticleTextRow(SQLModel, table=True):
    """The long texts of an article: the body for people, the folded words for search."""

    __tablename__ = "article_text"

    article_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="article.id", ondelete="CASCADE"
    )
    body: str = Field(sa_type=Text)
    search_text: str = Field(sa_type=Text)


class AliasRow(SQLModel, table=True):
    """Another name under which a source may bring the same article again."""

    __tablename__ = "article_alias"

    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE"
    )
    alias: str = Field(primary_key=True, max_length=64)
    article_id: int = _ref("article.id", index=True)


class NoiseRow(SQLModel, table=True):
    """What is known of a source's furniture: see `bot.domain.polls.Noise`."""

    __tablename__ = "noise"

    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE"
    )
    learned: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))


class TopicRow(SQLModel, table=True):
    """An operator's named selection."""

    __tablename__ = "topic"

    id: int = _key()
    name: str = Field(unique=True)
    title: str
    words: str = ""


class TopicSourceRow(SQLModel, table=True):
    """A source belongs to a topic."""

    __tablename__ = "topic_source"

    topic_id: int = Field(primary_key=True, sa_type=Key, foreign_key="topic.id", ondelete="CASCADE")
    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE", index=True
    )


class InterestRow(SQLModel, table=True):
    """What can be followed, once."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("kind", "ref"),)

    id: int = _key()
    kind: str
    ref: str
    title: str


class MatchRow(SQLModel, table=True):
    """An article belongs to an interest; written by the curator only."""

    __tablename__ = "match"

    interest_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="interest.id", ondelete="CASCADE"
    )
    seq: int = Field(primary_key=True, sa_type=Key)
    article_id: int = _ref("article.id", index=True)


class ChatRow(SQLModel, table=True):
    """Where digests go."""

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("telegram_id", "thread_id"),
        Index("ix_chat_refused", "refused_at", **_where("refused_at IS NOT NULL")),
        Index("ix_chat_lost_thread", "lost_thread_at", **_where("lost_thread_at IS NOT NULL")),
    )

    id: int = _key()
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
    paused_until: datetime | None = _at(nullable=True)
    held_until: datetime | None = _at(nullable=True)  # 429 of this chat alone
    not_found_at: datetime | None = _at(nullable=True)  # first "chat not found"
    #: Since when it refuses what is sent to it for a reason that may pass, and which.
    refused_at: datetime | None = _at(nullable=True)
    refused_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    #: When its thread was found to be deleted; empty again when the chat was told.
    lost_thread_at: datetime | None = _at(nullable=True)
    #: When somebody last set it up, and Telegram's id of who; what nobody set is a default.
    set_at: datetime | None = _at(nullable=True)
    set_by: int | None = Field(default=None, sa_type=Key)
    successor_id: int | None = Field(default=None, sa_type=Key)
    created_at: datetime = _at()


class BriefingRow(SQLModel, table=True):
    """A named bundle in a chat."""

    __tablename__ = "briefing"
    __table_args__ = (
        UniqueConstraint("chat_id", "name"),
        Index("ix_briefing_due", "next_slot_at", **_where("next_slot_at IS NOT NULL")),
        Index("ix_briefing_asked", "asked_at", **_where("asked_at IS NOT NULL")),
    )

    id: int = _key()
    chat_id: int = _ref("chat.id")
    name: str = "main"
    times: str = ""  # "08:00 18:30"
    weekdays: str = "0123456"
    cursor: int = Field(default=0, sa_type=Key)
    next_slot_at: datetime | None = _at(nullable=True)
    last_slot: str = ""
    max_stories: int = 10
    minutes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    style: str = Field(default="standard", sa_column_kwargs={"server_default": "standard"})
    preview: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    #: When a digest was asked for that waits for the first reading of a source.
    asked_at: datetime | None = _at(nullable=True)
    lease_until: datetime | None = _at(nullable=True)


class SubscriptionRow(SQLModel, table=True):
    """A briefing follows an interest."""

    __tablename__ = "subscription"
    __table_args__ = (
        Index(
            "ix_subscription_urgent",
            "interest_id",
            sqlite_where=text("urgent = 1"),
            postgresql_where=text("urgent"),
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
    since_at: datetime = _at()
    start_seq: int | None = Field(default=None, sa_type=Key)
    position: int = 0
    urgent: bool = False
    #: Since when one story is followed, which ends by itself without news; empty for all else.
    story_at: datetime | None = _at(nullable=True)
    #: Addresses by which it was asked for, one on a line; the chat's own, and gone with it.
    asked: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})


class DigestRow(SQLModel, table=True):
    """Which stories and articles a digest told; shared by all editions that told the same."""

    __tablename__ = "digest"

    id: int = _key()
    fingerprint: str = Field(unique=True, max_length=64)
    stories: list[Any] = Field(
        default_factory=list, sa_column=Column(Json, nullable=False)
    )  # [[story id, [article ids], why], …], see bot.store.editions
    left_out: dict[str, Any] | None = Field(default=None, sa_column=Column(Json, nullable=True))
    created_at: datetime = _at()


class BodyRow(SQLModel, table=True):
    """The frozen text of a message; shared by all parts that say the same."""

    __tablename__ = "body"

    id: int = _key()
    fingerprint: str = Field(unique=True, max_length=64)
    html: str = Field(sa_type=Text)
    plain: str = Field(sa_type=Text)
    buttons: list[Any] | None = Field(
        default=None, sa_column=Column(Json, nullable=True)
    )  # rows of [label, data]
    #: The address whose picture is shown with it.
    preview: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    created_at: datetime = _at()


class EditionRow(SQLModel, table=True):
    """The digest of one briefing at one slot."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("briefing_id", "slot"),
        Index("ix_edition_chat", "chat_id", "created_at"),
    )

    id: int = _key()
    briefing_id: int = _ref("briefing.id")
    chat_id: int = _ref("chat.id")
    slot: str  # local "YYYY-MM-DDTHH:MM+0100", or "now:<update id>"
    slot_at: datetime = _at()
    digest_id: int = _ref("digest.id")
    window_from: int = Field(sa_type=Key)
    window_to: int = Field(sa_type=Key)
    created_at: datetime = _at()


class BroadcastRow(SQLModel, table=True):
    """An operator's message to everybody."""

    __tablename__ = "broadcast"

    id: int = _key()
    admin_id: int = Field(sa_type=Key)
    text: str = Field(sa_type=Text)
    state: str = "draft"  # draft, sending, cancelled
    created_at: datetime = _at()


class OutboxRow(SQLModel, table=True):
    """A part: what was, may have been and will be delivered."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("edition_id", "part"),
        UniqueConstraint("broadcast_id", "chat_id", "part"),
        UniqueConstraint("alert", "chat_id"),
        Index("ix_outbox_ready", "lane", "not_before", "id", **_where("state = 'ready'")),
        Index("ix_outbox_sending", "lease_until", **_where("state = 'sending'")),
        # At a crash at most one message to a chat is in doubt: the database itself says so.
        Index("uq_outbox_chat_sending", "chat_id", unique=True, **_where("state = 'sending'")),
        Index("ix_outbox_deadline", "deadline_at", **_where("state = 'ready' AND part = 1")),
        Index(
            "ix_outbox_chat_open",
            "chat_id",
            **_where("state IN ('waiting', 'ready', 'sending')"),
        ),
        Index("ix_outbox_done", "done_at", **_where("done_at IS NOT NULL")),
        Index("ix_outbox_unknown", "chat_id", **_where("state = 'unknown'")),
    )

    id: int = _key()
    edition_id: int | None = _ref("edition.id", nullable=True, default=None)
    broadcast_id: int | None = _ref("broadcast.id", nullable=True, default=None)
    alert: str | None = Field(default=None, max_length=64)  # story and interest of an alert
    chat_id: int = _ref("chat.id")
    lane: str
    part: int = 1
    parts: int = 1
    body_id: int = _ref("body.id")
    state: str = "ready"
    #: Not to be sent earlier.
    not_before: datetime = _at()
    deadline_at: datetime | None = _at(nullable=True)
    attempts: int = 0
    ambiguous: int = 0
    #: How often its sender died while it was being sent.
    rescues: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    level: int = 0
    silent: bool = False
    epoch: int = 0
    lease_owner: str = ""
    lease_until: datetime | None = _at(nullable=True)
    message_id: int | None = Field(default=None, sa_type=Key)
    #: The edition that says that this part, which is in doubt, may not have arrived.
    asked_by: int | None = Field(default=None, sa_type=Key)
    reason: str = ""  # class of the last refusal, for counting
    error: str = ""  # the other side's words, redacted
    created_at: datetime = _at()
    sent_at: datetime | None = _at(nullable=True)
    done_at: datetime | None = _at(nullable=True)


class InboxRow(SQLModel, table=True):
    """An update from Telegram, committed before it is confirmed."""

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_open", "update_id", **_where("state = 'new'")),)

    update_id: int = Field(primary_key=True, sa_type=Key, sa_column_kwargs={"autoincrement": False})
    chat_key: str  # updates with the same key are handled in order
    payload: str = Field(sa_type=Text)
    state: str = "new"  # new, done, dead
    attempts: int = 0
    error: str = ""
    received_at: datetime = _at()
    done_at: datetime | None = _at(nullable=True)


class LookRow(SQLModel, table=True):
    """An address that somebody wants to follow and that is being looked at."""

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_person_id", "person_id"),)

    update_id: int = Field(primary_key=True, sa_type=Key, sa_column_kwargs={"autoincrement": False})
    chat_id: int = _ref("chat.id", index=True)
    briefing_id: int = Field(sa_type=Key)
    person_id: int = Field(sa_type=Key)
    address: str = Field(sa_type=Text)
    trusted: bool = False
    #: The message that says so and becomes the answer.
    message_id: int | None = Field(default=None, sa_type=Key)
    attempts: int = 0
    asked_at: datetime = _at()


class PartingRow(SQLModel, table=True):
    """A chat says that an article is not the same news as the one that spoke for its story."""

    __tablename__ = "parting"

    chat_id: int = Field(primary_key=True, sa_type=Key, foreign_key="chat.id", ondelete="CASCADE")
    article_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="article.id", ondelete="CASCADE", index=True
    )
    speaker_id: int = Field(primary_key=True, sa_type=Key)
    parted_at: datetime = _at()


class ButtonRow(SQLModel, table=True):
    """What a button stands for when it does not fit Telegram's 64 bytes."""

    __tablename__ = "button"

    id: str = Field(primary_key=True, max_length=32)
    chat_id: int = _ref("chat.id", index=True)
    payload: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    created_at: datetime = _at(index=True)


class StateRow(SQLModel, table=True):
    """Single facts of the whole bot: holds, pauses, offsets, the shared send rate."""

    __tablename__ = "bot_state"

    name: str = Field(primary_key=True)
    value: Any = Field(default=None, sa_column=Column(Json, nullable=True))


class SendCountRow(SQLModel, table=True):
    """How often sends were refused, by day and reason."""

    __tablename__ = "send_count"

    day: str = Field(primary_key=True, max_length=10)
    outcome: str = Field(primary_key=True, max_length=40)
    count: int = Field(default=0, sa_type=Key)


def _core(model: type[SQLModel]) -> Table:
    """The Core table of a model: statements are written on it, as its columns have true types."""
    found = metadata.tables[str(model.__tablename__)]
    assert isinstance(found, Table)
    return found


source = _core(SourceRow)
article = _core(ArticleRow)
article_text = _core(ArticleTextRow)
article_alias = _core(AliasRow)
noise = _core(NoiseRow)
topic = _core(TopicRow)
topic_source = _core(TopicSourceRow)
interest = _core(InterestRow)
match = _core(MatchRow)
chat = _core(ChatRow)
briefing = _core(BriefingRow)
subscription = _core(SubscriptionRow)
digest = _core(DigestRow)
body = _core(BodyRow)
edition = _core(EditionRow)
broadcast = _core(BroadcastRow)
outbox = _core(OutboxRow)
inbox = _core(InboxRow)
look = _core(LookRow)
parting = _core(PartingRow)
button = _core(ButtonRow)
bot_state = _core(StateRow)
send_count = _core(SendCountRow)
