"""The seams of Lede: one Protocol per seam, with its promises.

Stores raise `StoreBusyError` when the database is busy or away (the transaction did not
happen); everything else they raise is a bug. Every method is one transaction. `now` is always
aware UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from bot.domain.alarms import Alarm
from bot.domain.alerts import Alerted, AlertOutcome, Pending
from bot.domain.curation import Decision, Followed, Told, Uncurated
from bot.domain.delivery import BroadcastProgress, Places, Policy, Rescued, Settlement
from bot.domain.floods import Earlier
from bot.domain.looks import Look
from bot.domain.models import (
    Article,
    Briefing,
    Chat,
    Fetched,
    Interest,
    InterestKind,
    Lane,
    Message,
    OutboxPart,
    PageRule,
    Source,
    SourceKind,
    Subscription,
    Topic,
)
from bot.domain.mutes import Mute
from bot.domain.notices import LostTopic, Notice, Refusing, Untold
from bot.domain.outcomes import Verdict
from bot.domain.parting import Parting
from bot.domain.planning import Asked, DueBriefing, InDoubt, Planned
from bot.domain.polls import Known, NewArticle, PollResult, Stored
from bot.domain.stories import Placed
from bot.domain.updates import InboxUpdate

T = TypeVar("T")


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The time now, aware UTC."""


class SourceFetcher(Protocol):
    """Reads sources of any kind."""

    async def fetch(self, source: Source) -> Fetched:
        """What the source has now. Raises `FetchError` only; may be called again at once."""


class Workbench(Protocol):
    """Runs pure functions where they can be killed."""

    async def run(self, function: Callable[..., T], *args: Any, timeout_s: float) -> T:
        """The function's result; its own errors pass; `DocumentError` when it was killed."""


class UpdateSource(Protocol):
    """Where updates are polled from."""

    async def get_updates(
        self, *, offset: int | None, timeout_s: float
    ) -> Sequence[Mapping[str, Any]]:
        """Updates from `offset` on (None: the oldest there are), as they came, waiting for one.

        Asking with an offset confirms everything before it for good.

        Raises:
            PollConflictError: another process takes them.
            RetryError: not now; `retry_after_s` where the other side said so.
        """


class UpdateHandler(Protocol):
    """What is done about an update."""

    async def handle(self, payload: Mapping[str, Any]) -> None:
        """Do it. Any error means that it was not done and may be tried again."""

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        """Tell who asked that it did not work, after the last try. Raises nothing."""


class Inbox(Protocol):
    """Updates that are to be handled; see `bot.store.inbox`."""

    async def store(
        self, updates: Sequence[Mapping[str, Any]], now: datetime, *, polled: bool = True
    ) -> int:
        """Commit updates and the offset that confirms them; how many are new."""

    async def offset(self, now: datetime) -> int | None:
        """What to ask Telegram for next, or None for the oldest it has."""

    async def open(
        self, limit: int, now: datetime, *, busy: Collection[str] = (), newcomers: int | None = None
    ) -> list[InboxUpdate]:
        """Updates to be handled, oldest first, without those of busy chats.

        At most so many of newcomers, where a number is given.
        """

    async def of_chat(self, key: str, *, after: int, limit: int) -> list[InboxUpdate]:
        """Updates of one chat to be handled, in order, behind the one numbered `after`."""

    async def done(self, numbers: Sequence[int], now: datetime) -> None:
        """Updates were handled."""

    async def begin(self, numbers: Sequence[int]) -> None:
        """Count an attempt at each, before it is made: a crash or a hang counts as well."""

    async def spare(self, number: int) -> None:
        """Take the last attempt back: that it failed was not the update's fault."""

    async def failed(self, number: int, error: str, now: datetime) -> bool:
        """The last attempt failed; True when the update is now quarantined."""


class Following(Protocol):
    """Briefings and what they follow; see `bot.store.briefings`."""

    async def of_chat(self, chat_id: int) -> list[Briefing]:
        """The briefings of a chat, the first one first."""

    async def followed(self, chat_id: int) -> list[Subscription]:
        """What a chat follows, briefing by briefing."""

    async def subscribe(self, briefing_id: int, found: Interest, now: datetime) -> bool:
        """Follow an interest; False when it is followed already."""

    async def remember(self, briefing_id: int, interest_id: int, address: str) -> None:
        """Keep an address by which an interest was asked for."""

    async def unsubscribe(self, briefing_ids: Sequence[int], interest_id: int) -> bool:
        """Stop following; False when none of the briefings followed it."""


class Interests(Protocol):
    """What can be followed; see `bot.store.interests`."""

    async def ensure(self, kind: InterestKind, ref: str, title: str, now: datetime) -> Interest:
        """The interest, made and filled in when it is new."""

    async def topics(self) -> list[Topic]:
        """All topics by title."""

    async def get_topic(self, name: str) -> Topic | None:
        """The topic with this name or title, whatever the case."""

    async def add_topic(
        self,
        *,
        name: str,
        title: str = "",
        words: str = "",
        source_ids: Sequence[int] = (),
        now: datetime,
    ) -> Topic:
        """Add a topic, or add words and sources to the one with this name."""


class SourceShelf(Protocol):
    """Sources as stored; see `bot.store.sources`."""

    async def add(
        self,
        *,
        kind: SourceKind,
        locator: str,
        title: str,
        now: datetime,
        language: str = "",
        public: bool = True,
        trusted: bool | None = None,
        pages: PageRule | None = None,
    ) -> Source:
        """The source with this locator, added if it is new; `pages` is changed when given."""

    async def public(self) -> list[Source]:
        """Every source that is listed to everybody, by id."""

    async def find(self, locator: str) -> Source | None:
        """The source with exactly this locator, while it is read."""

    async def get(self, source_id: int) -> Source | None:
        """One source, or None."""

    async def people_count(self) -> int:
        """How many sources are polled that people brought."""


class Looks(Protocol):
    """Addresses that are being looked at; see `bot.store.looks`."""

    async def ask(self, look: Look) -> None:
        """Remember one until `done`; the same again changes nothing."""

    async def open(self, limit: int, *, without: Collection[int] = ()) -> list[Look]:
        """Those still to be looked at, oldest first, without these people's."""

    async def waiting(self, person_id: int) -> tuple[int, int]:
        """How many wait that this person asked for, and how many of all."""

    async def attempt(self, update_id: int, count: int) -> bool:
        """Count an attempt before it is made (1), or take it back (-1); False when it is gone."""

    async def done(self, update_id: int) -> None:
        """Forget one: it was answered."""


class FoundFeed(Protocol):
    """A feed found behind an address, checked to be readable."""

    @property
    def url(self) -> str:
        """Its own address."""

    @property
    def title(self) -> str:
        """What it calls itself."""

    @property
    def headlines(self) -> Sequence[str]:
        """Some of its newest headlines."""


class Discovery(Protocol):
    """Finds feeds."""

    async def discover(self, address: str) -> Sequence[FoundFeed]:
        """The feeds behind an address, best first; empty when there are none. Raises `FetchError`."""


class SourceQueue(Protocol):
    """Sources waiting for their poll."""

    async def claim_due(self, *, now: datetime, limit: int, lease_s: float) -> list[Source]:
        """Due sources, owned for the lease; claims of several workers never overlap."""


class ArticleIntake(Protocol):
    """Where a poll's articles go."""

    async def known(self, source_id: int, names: Sequence[str], *, since: datetime) -> Known:
        """What is known of articles by these names, and of the source."""

    async def finish_poll(
        self, source_id: int, articles: Sequence[NewArticle], result: PollResult, *, now: datetime
    ) -> Stored:
        """Store what a poll brought and release the source; may be repeated without harm."""

    async def earlier(self, source_id: int) -> list[Earlier]:
        """The source's newest articles, the newest first."""


class Curation(Protocol):
    """Articles on their way to their place in the one order. One curator at a time."""

    async def uncurated(self, limit: int) -> list[Uncurated]:
        """The oldest articles without a seq."""

    async def told_since(self, since: datetime, *, after_seq: int, limit: int) -> list[Told]:
        """Curated articles first seen since then with a seq above that, the first in order."""

    async def followed_version(self) -> int:
        """The version of what can be followed."""

    async def followed(self, *, after: int, limit: int) -> Followed:
        """The first interests with a higher id, all topics, and their version."""

    async def seal(
        self, decisions: Sequence[Decision], *, version: int, placed: Placed
    ) -> int | None:
        """Write the decisions; the newest seq, or None when `version` is no longer current.

        `placed` says which stories and articles belong elsewhere by now.
        """


class Planning(Protocol):
    """Due briefings, their windows, and where their editions go."""

    async def claim_due(self, *, now: datetime, limit: int) -> list[DueBriefing]:
        """Briefings whose slot has come; claims of several workers never overlap."""

    async def claim(self, briefing_id: int, *, now: datetime) -> DueBriefing | None:
        """One briefing, owned as by `claim_due`; None when it is gone or owned by another."""

    async def briefing(self, briefing_id: int) -> DueBriefing | None:
        """One briefing, to look at."""

    async def asked(self, *, now: datetime) -> list[Asked]:
        """Briefings whose digest was asked for and need not wait longer, once; see `Asked`."""

    async def newest_seq(self) -> int:
        """The seq of the newest curated article."""

    async def subscriptions(self, briefing_ids: Sequence[int]) -> dict[int, list[Subscription]]:
        """What each briefing follows, in its own order."""

    async def window(
        self, interest_id: int, *, after_seq: int, to_seq: int, limit: int
    ) -> list[Article]:
        """An interest's newest articles with after_seq < seq <= to_seq, newest first."""

    async def window_stories(
        self, interest_id: int, *, after_seq: int, to_seq: int, since: datetime | None
    ) -> frozenset[int]:
        """The ids of all stories of such a window, of articles not older than `since`."""

    async def seq_before(self, at: datetime) -> int:
        """The seq of the newest article that was seen before a moment."""

    async def seen_at(self, seqs: Iterable[int]) -> dict[int, datetime]:
        """When these articles were seen first, by seq."""

    async def leaders(
        self, interest_id: int, *, after_seq: int, to_seq: int, stories: int
    ) -> list[Article]:
        """An interest's articles of the stories of a window that most sources tell."""

    async def bodies(self, article_ids: Iterable[int], *, chars: int) -> dict[int, str]:
        """The beginnings of the bodies of articles, by their ids."""

    async def coverage(self, story_ids: Iterable[int], *, to_seq: int) -> dict[int, list[Article]]:
        """For each story, the articles of everybody's sources that tell it, in their order."""

    async def told(
        self, chat_ids: Sequence[int], *, since: datetime
    ) -> dict[int, dict[int, frozenset[int]]]:
        """For each chat, the stories told to it since then, each with the articles told."""

    async def partings(self, chat_ids: Sequence[int]) -> dict[int, tuple[Parting, ...]]:
        """What each chat said is not the same news; nothing for most."""

    async def alerted(
        self, chat_ids: Sequence[int], *, since: datetime
    ) -> dict[int, list[Alerted]]:
        """For each chat, the stories that alerts told it since then; nothing for most."""

    async def mutes(self, chat_ids: Sequence[int]) -> dict[int, tuple[Mute, ...]]:
        """What each chat does not want to read about; nothing for most."""

    async def topics(self) -> list[Topic]:
        """All topics."""

    async def in_doubt(
        self, briefing_ids: Sequence[int], *, now: datetime
    ) -> dict[int, list[InDoubt]]:
        """For each briefing, the parts that may not have arrived and were not asked about."""

    async def commit(self, planned: Sequence[Planned], *, now: datetime) -> int:
        """Write editions, parts, cursors and next slots, all or nothing; how many parts."""


class AlertLedger(Protocol):
    """Who is to be told what at once; see `bot.store.alerts`."""

    async def find(self, *, now: datetime) -> bool:
        """Note who is to be told of what became visible; whether there is more to look at."""

    async def due(self, *, now: datetime, chats: int) -> list[Pending]:
        """What waits to be told in at the most so many chats, by chat."""

    async def recent(self, chat_ids: Sequence[int], *, now: datetime) -> dict[int, list[datetime]]:
        """When each chat was sent alerts within the last hour."""

    async def commit(self, outcome: AlertOutcome, *, now: datetime) -> int:
        """Put what is told into the outbox, all or nothing; how many messages."""


class AlarmLedger(Protocol):
    """What is wrong and what operators were told of it; see `bot.store.alarms`."""

    async def wrong(self, now: datetime) -> dict[str, str]:
        """What the database shows to be wrong, in words by name."""

    async def known(self) -> dict[str, Alarm]:
        """What was wrong when it was last looked at."""

    async def operators(self, ids: Sequence[int]) -> list[Chat]:
        """The operators' private chats, of those who wrote."""

    async def keep(
        self,
        known: Mapping[str, Alarm],
        telling: Sequence[tuple[Chat, str, Message]],
        *,
        now: datetime,
    ) -> None:
        """Remember what is wrong and have it told, all or nothing."""


class BroadcastLedger(Protocol):
    """Messages to everybody that are under way; see `bot.store.broadcasts`."""

    async def going(self) -> list[int]:
        """The numbers of those that are being sent."""

    async def progress(self, broadcast_id: int) -> BroadcastProgress:
        """How far one is."""

    async def end(self, broadcast_id: int, message: Message, *, now: datetime) -> bool:
        """End one and tell its operator; False when it was ended already."""


class NoticeBoard(Protocol):
    """Who is to be told that a source fails; see `bot.store.notices`."""

    async def untold(self, *, now: datetime, limit: int) -> list[Untold]:
        """Chats to be told, at the most so many."""

    async def refusing(self, *, now: datetime, limit: int) -> list[Refusing]:
        """Chats that refuse what is sent to them, whose owners were not told."""

    async def lost_topics(self, *, limit: int) -> list[LostTopic]:
        """Chats whose topic was deleted, and that were not told."""

    async def tell(self, notices: Sequence[Notice], *, now: datetime) -> int:
        """Put notices of sources into the outbox, all or nothing; how many were not there yet."""

    async def say(self, notices: Sequence[Notice], *, now: datetime) -> int:
        """Put notices of chats into the outbox, all or nothing; how many were not there yet."""


class OutboxLedger(Protocol):
    """The parts waiting to be sent, for whoever sends them."""

    #: Whether no other process can be sending.
    alone: bool

    async def claim(
        self, *, owner: str, now: datetime, limit: int, places: Places = Places.ALL
    ) -> list[OutboxPart]:
        """Parts that may be sent now, one of each chat; claims of several workers never overlap."""

    async def forgive(self, telegram_ids: Collection[int], *, now: datetime) -> None:
        """What these chats refused was the server's fault: they are as they were before."""

    async def renew(self, parts: Iterable[OutboxPart], *, owner: str, now: datetime) -> None:
        """Keep claimed parts that still wait for their turn."""

    async def release(self, parts: Iterable[OutboxPart], *, owner: str) -> None:
        """Give claimed parts back that were not begun."""

    async def begin(
        self, parts: Sequence[OutboxPart], *, owner: str, now: datetime
    ) -> list[OutboxPart]:
        """Commit the intent to send at once; only what is returned may be sent."""

    async def record(self, settlements: Sequence[Settlement], *, now: datetime) -> int:
        """Write outcomes down; may be repeated; how many later parts they freed."""

    async def rescue(
        self,
        *,
        now: datetime,
        policy: Policy,
        restarted: bool = False,
        spare: Collection[int] = (),
    ) -> Rescued:
        """Decide on parts whose sender is dead; `spare` are surely under way."""

    async def expire(self, *, now: datetime) -> int:
        """Take back what is too late to be sent; how many parts."""

    async def pause(self, until: datetime) -> None:
        """Let nobody claim anything before `until`."""


class PartTransport(Protocol):
    """Sends one part by one request."""

    @property
    def limit_s(self) -> float:
        """The longest a send can take, in seconds."""

    async def send(self, part: OutboxPart) -> Verdict:
        """What is known of the one request made; raises nothing."""

    async def probe(self) -> Verdict:
        """Ask the server something that changes nothing; raises nothing."""


class Admission(Protocol):
    """Who may send next."""

    @property
    def rate(self) -> float:
        """Messages a second, just now."""

    @property
    def cap(self) -> float:
        """Messages a second, at the most."""

    @property
    def queued(self) -> int:
        """How many wait whose chat could be written to at once."""

    async def acquire(self, lane: Lane, chat: int | None, *, group: bool = False) -> None:
        """Wait for a grant; a bulk one is given back by `release`."""

    def release(self, lane: Lane) -> None:
        """Give a grant back."""

    def refused(self, chat: int | None, wait_s: float) -> bool:
        """A send was one too many; whether the whole bot must wait."""

    def set_in_flight(self, capacity: int) -> None:
        """How many bulk sends may be under way at once."""


__all__: Sequence[str] = (
    "Admission",
    "Clock",
    "Discovery",
    "FoundFeed",
    "Following",
    "Inbox",
    "Interests",
    "Looks",
    "NoticeBoard",
    "OutboxLedger",
    "PartTransport",
    "SourceFetcher",
    "SourceShelf",
    "UpdateHandler",
    "UpdateSource",
    "Workbench",
)
