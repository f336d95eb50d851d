"""The values that cross module borders. All frozen; all times are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.pieces import Pieces, joined
from bot.domain.quiet import QuietHours

#: A new subscription begins with this much of what stands in its interest.
LOOK_BACK = timedelta(hours=24)


class SourceKind(StrEnum):
    """The kinds of sources; each is the scheme of its locators."""

    FEED = "feed"
    FOLDER = "folder"
    API = "api"
    SQL = "sql"
    SITEMAP = "sitemap"
    PAGE = "page"
    TELEGRAM = "telegram"

    @classmethod
    def of(cls, locator: str) -> SourceKind:
        """The kind of a locator in its normal form."""
        scheme = locator.partition(":")[0]
        return cls(scheme) if scheme in set(cls) else cls.FEED


class SourceState(StrEnum):
    """The states of a source: polled, polled with backoff, or not polled any more."""

    ACTIVE = "active"
    FAILING = "failing"  # polled, with backoff; the last poll failed
    GONE = "gone"  # said so itself, twice; asked once a week whether it still does
    RETIRED = "retired"  # nobody follows it any more; its articles stay for search
    REMOVED = "removed"  # by an operator; its articles stay for search


class PageRule(StrEnum):
    """The rule by which the pages of a source's articles are fetched for their text."""

    SHORT = "short"  # where the source itself gives a teaser only
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A place articles come from, as stored."""

    id: int
    kind: SourceKind
    #: `https://…`, `folder:PATH`, `sitemap:https://…`, `api:https://…`,
    #: `page:https://…`, `sql:URL#TABLE`, `telegram:NAME`.
    locator: str
    #: Shown in digests as the source's name.
    title: str
    #: ISO 639-1 code the operator set, or empty.
    language: str = ""
    state: SourceState = SourceState.ACTIVE
    #: What the fetcher asked to be given back at the next poll (validators, cursors).
    memory: Mapping[str, Any] = field(default_factory=dict)
    #: When it was added; what is more than a day older counts as seen.
    added_at: datetime
    #: The last poll that was read to its end, or None.
    last_success_at: datetime | None = None
    last_error: str = ""
    #: Failed polls in a row.
    failures: int = 0
    next_poll_at: datetime | None = None
    #: How much its word counts in ranking and in who speaks for a story; 1.0 is usual.
    weight: float = 1.0
    #: Added by an operator (listed to everybody), not by a chat for itself.
    public: bool = True
    #: An operator brought it, and so it may be on a private network where the settings say so.
    trusted: bool = False
    #: How many articles are stored.
    articles: int = 0
    pages: PageRule = PageRule.SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A stored, cleaned draft."""

    id: int
    source_id: int
    source_title: str
    headline: str
    lead: str
    url: str
    language: str
    #: As the source says; None when it does not.
    published_at: datetime | None
    first_seen_at: datetime
    #: Its place in the one order; None until curated.
    seq: int | None = None
    #: The id of the first article of its story; None until curated.
    story_id: int | None = None
    #: The source's weight when it was read.
    weight: float = 1.0
    #: Proven to be old; it tells nothing, but can be opened.
    held: bool = False
    #: Its source is known to be everybody's.
    public: bool = False

    @property
    def effective_at(self) -> datetime:
        """The moment when it counts as having happened: published where known, never after first
        seen.
        """
        if self.published_at is None:
            return self.first_seen_at
        return min(self.published_at, self.first_seen_at)


class InterestKind(StrEnum):
    """The kinds of interests."""

    SOURCE = "source"
    TOPIC = "topic"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interest:
    """An interest: a thing to follow, stored once and shared by every chat that follows it."""

    id: int
    kind: InterestKind
    #: The source's or topic's id as text, or the normalised query.
    ref: str
    #: How people see it: the title of the source or topic, or the query as written.
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """An operator's named selection of sources and/or words."""

    id: int
    name: str
    title: str
    #: A query (see `bot.domain.query`), or empty.
    words: str = ""
    source_ids: tuple[int, ...] = ()


class ChatKind(StrEnum):
    """Telegram's word for what a chat is."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class ChatStatus(StrEnum):
    """The states of a chat: who can be written to, and why not."""

    ACTIVE = "active"
    BLOCKED = "blocked"  # blocked, kicked, no rights: comes back when the person does
    GONE = "gone"  # deactivated, deleted, or not found twice
    BANNED = "banned"  # by an operator
    MOVED = "moved"  # migrated; `successor` names the row it became


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """The place that digests go to."""

    id: int
    #: Telegram's id of the chat; beyond 32 bits.
    telegram_id: int
    #: Telegram's id of the forum thread, 0 for none.
    thread_id: int = 0
    kind: ChatKind = ChatKind.PRIVATE
    title: str = ""
    #: ISO 639-1 code of the interface.
    language: str = "en"
    #: IANA name.
    zone: str = "UTC"
    status: ChatStatus = ChatStatus.ACTIVE
    paused_until: datetime | None = None
    #: ISO 639-1 codes of the languages it reads, `*` for any; empty: see `bot.domain.reads`.
    reads: tuple[str, ...] = ()
    #: When nothing makes a sound there; None for never.
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """At which local wall times, on which weekdays, a briefing is due."""

    #: Sorted, without repeats; empty means never by itself.
    times: tuple[time, ...]
    #: Monday is 0; sorted.
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)


class Style(StrEnum):
    """The style of a briefing: how much of each story it shows."""

    COMPACT = "compact"  # headlines with their sources
    STANDARD = "standard"  # with leads
    FULL = "full"  # with longer leads


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A named bundle in a chat: which interests, when, how long, how it looks."""

    id: int
    chat_id: int
    #: Unique within the chat; the first is `main`.
    name: str
    schedule: Schedule
    #: The newest seq the last edition covered.
    cursor: int
    #: When it is due next; None when the schedule is empty or it is paused.
    next_slot_at: datetime | None
    #: The local slot last planned, `YYYY-MM-DDTHH:MM`, or empty.
    last_slot: str = ""
    #: Reading budget: how many stories at the most.
    max_stories: int = 10
    #: Reading budget: how many minutes of reading at the most; 0 for any.
    minutes: int = 0
    style: Style = Style.STANDARD
    #: The picture of its best story is shown over its first message.
    preview: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A briefing follows an interest."""

    briefing_id: int
    interest: Interest
    #: Of what stood in the interest when it was followed, older articles are not told.
    since_at: datetime
    #: Where its own window starts until its first edition, then None (the briefing's cursor).
    start_seq: int | None = None
    #: The languages of the source, or of the topic's sources, where they are known.
    languages: frozenset[str] = frozenset()
    #: Addresses by which it was asked for, where it has another one.
    asked: tuple[str, ...] = ()
    #: Its stories are told at once.
    urgent: bool = False
    #: It is one story, and ends by itself.
    story: bool = False
    #: Words that narrow it down (see `bot.domain.narrowing`), or empty.
    words: str = ""


class RenderedMessage:
    """One rendered Telegram message, never changed: its text as HTML and as plain text.

    Where it is given as pieces that many messages show, the texts are put together when they are
    asked for: a slot's thousands are stored as their pieces.
    """

    __slots__ = ("_texts", "buttons", "pieces", "preview")

    def __init__(
        self,
        *,
        html: str = "",
        plain: str = "",
        buttons: tuple[tuple[str, str], ...] = (),
        preview: str = "",
        pieces: Pieces | None = None,
    ) -> None:
        self._texts = (html, plain) if pieces is None else None
        #: Buttons in one row below it: label and data, or an address; in both `{edition}`
        #: stands for the edition's id.
        self.buttons = buttons
        #: The address whose picture Telegram is asked to show above the text; empty for none.
        self.preview = preview
        #: All it is put together of, where many messages show some of it.
        self.pieces = pieces

    @property
    def html(self) -> str:
        """Telegram's HTML, at most 4096 UTF-16 units after parsing."""
        return self._read()[0]

    @property
    def plain(self) -> str:
        """The same without markup, links written out; used when the HTML is refused."""
        return self._read()[1]

    def but(
        self, *, buttons: tuple[tuple[str, str], ...] | None = None, preview: str | None = None
    ) -> RenderedMessage:
        """The message with other buttons or another picture."""
        html, plain = self._read() if self.pieces is None else ("", "")
        return RenderedMessage(
            html=html,
            plain=plain,
            buttons=self.buttons if buttons is None else buttons,
            preview=self.preview if preview is None else preview,
            pieces=self.pieces,
        )

    def _read(self) -> tuple[str, str]:
        if self._texts is None:
            assert self.pieces is not None
            self._texts = joined(self.pieces.level, self.pieces.pieces)
        return self._texts

    def _shown(self) -> tuple[object, ...]:
        return (*self._read(), self.buttons, self.preview)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RenderedMessage) and self._shown() == other._shown()

    def __hash__(self) -> int:
        return hash(self._shown())

    def __repr__(self) -> str:
        html, plain = self._read()
        return f"RenderedMessage({html=}, {plain=}, {self.buttons=}, {self.preview=})"
