"""Tables of what is read: sources, articles, topics, and which article answers which interest."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from bot.store.packed import PackedBody, PackedWords
from bot.store.tables.columns import at, core, key, ref, where, where_true
from bot.store.types import Json, Key


class SourceRow(SQLModel):
    """A place articles come from."""

    __tablename__ = "source"
    __table_args__ = (
        Index("ix_source_due", "next_poll_at", **where("state IN ('active', 'failing')")),
        Index("ix_source_failing", "failing_since_at", **where("failing_since_at IS NOT NULL")),
    )

    id: int = key()
    kind: str
    locator: str = Field(unique=True)
    title: str
    language: str = ""
    state: str = "active"
    memory: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))
    added_at: datetime = at()
    last_success_at: datetime | None = at(nullable=True)
    last_error: str = ""
    #: The class of the last failure, for words to who follows it; empty after a good poll.
    last_reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    #: When the first of the failed polls in a row was.
    failing_since_at: datetime | None = at(nullable=True)
    failures: int = 0
    next_poll_at: datetime = at()
    lease_until: datetime | None = at(nullable=True)
    weight: float = 1.0
    public: bool = True
    #: An operator brought it.
    trusted: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: Since when nobody is known to follow it, where people brought it.
    unfollowed_at: datetime | None = at(nullable=True)
    #: The chat that was the last to leave it, where people brought it.
    left_by: int | None = Field(default=None, sa_type=Key)
    articles: int = 0
    #: Whether the pages of its articles are fetched: `short`, `always` or `never`.
    pages: str = Field(default="short", sa_column_kwargs={"server_default": "short"})
    #: Its first reading has come to an end: what appears from now on is news whatever its date.
    settled: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    #: When that was; empty where it was long ago.
    settled_at: datetime | None = at(nullable=True)


class ArticleRow(SQLModel):
    """A cleaned draft; `seq` and `story_id` are null until curated."""

    __tablename__ = "article"
    __table_args__ = (
        UniqueConstraint("source_id", "key"),
        Index("ix_article_uncurated", "id", **where("seq IS NULL")),
        Index("ix_article_reworded", "id", **where_true("reworded")),
    )

    id: int = key()
    source_id: int = ref("source.id")
    key: str = Field(max_length=64)  # hash of the source's own id
    url: str = Field(sa_type=Text)
    headline: str = Field(sa_type=Text)
    lead: str = Field(sa_type=Text)
    language: str = ""
    published_at: datetime | None = at(nullable=True)
    first_seen_at: datetime = at(index=True)
    #: When its source was last seen to show it still, once it is old; empty before.
    shown_at: datetime | None = at(nullable=True)
    content_hash: str = ""
    is_news: bool = True  # false: stood in the source when it was added, counts as seen
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})  # a flood's
    edits: int = 0
    #: Edited since it was curated: its new words are to reach the curator.
    reworded: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    seq: int | None = Field(default=None, sa_type=Key, unique=True)
    story_id: int | None = Field(default=None, sa_type=Key, index=True)


class ArticleTextRow(SQLModel):
    """The long texts of an article: the body for people, the folded words for search."""

    __tablename__ = "article_text"

    article_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="article.id", ondelete="CASCADE"
    )
    body: str = Field(sa_type=PackedBody)
    search_text: str = Field(sa_type=PackedWords)


class NameRow(SQLModel):
    """A name under which a source may bring an article again, as `bot.store.names` numbers it."""

    __tablename__ = "article_name"
    __table_args__ = ({"sqlite_with_rowid": False},)

    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE"
    )
    name: int = Field(primary_key=True, sa_type=Key)
    article_id: int = ref("article.id", index=True)


class NoiseRow(SQLModel):
    """The learned boilerplate of a source: see `bot.domain.polls.Noise`."""

    __tablename__ = "noise"

    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE"
    )
    learned: dict[str, Any] = Field(default_factory=dict, sa_column=Column(Json, nullable=False))


class TopicRow(SQLModel):
    """An operator's named selection."""

    __tablename__ = "topic"

    id: int = key()
    name: str = Field(unique=True)
    title: str
    words: str = ""


class TopicSourceRow(SQLModel):
    """A source belongs to a topic."""

    __tablename__ = "topic_source"

    topic_id: int = Field(primary_key=True, sa_type=Key, foreign_key="topic.id", ondelete="CASCADE")
    source_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="source.id", ondelete="CASCADE", index=True
    )


class InterestRow(SQLModel):
    """Interests: all that can be followed, once."""

    __tablename__ = "interest"
    __table_args__ = (UniqueConstraint("kind", "ref"),)

    id: int = key()
    kind: str
    ref: str
    title: str


class MatchRow(SQLModel):
    """An article belongs to an interest; written by the curator only."""

    __tablename__ = "match"

    interest_id: int = Field(
        primary_key=True, sa_type=Key, foreign_key="interest.id", ondelete="CASCADE"
    )
    seq: int = Field(primary_key=True, sa_type=Key)
    article_id: int = ref("article.id", index=True)


source = core(SourceRow)
article = core(ArticleRow)
article_text = core(ArticleTextRow)
article_name = core(NameRow)
noise = core(NoiseRow)
topic = core(TopicRow)
topic_source = core(TopicSourceRow)
interest = core(InterestRow)
match = core(MatchRow)
