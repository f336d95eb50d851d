"""Services and stores that handlers may call; put together once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Set
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, Unpack

from bot.catalogue.shelf import Catalogue
from bot.domain.chats import ChatDefaults
from bot.domain.models import SourceKind
from bot.ports import Clock, Discovery
from bot.services.backups import BackupService
from bot.services.briefings import BriefingService
from bot.services.editions import EditionService
from bot.services.look import LookService
from bot.services.quotas import Quotas
from bot.services.recaps import RecapService
from bot.services.shelf import ShelfService
from bot.services.subscriptions import SubscriptionService
from bot.services.trial import Trial
from bot.store.archives import ArchiveStore
from bot.store.briefings import BriefingStore
from bot.store.broadcasts import BroadcastStore
from bot.store.buttons import ButtonStore
from bot.store.chats import ChatStore
from bot.store.database import Database
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import DeliveryStateStore
from bot.store.fates import FateStore
from bot.store.first_reading import FirstReadingStore
from bot.store.first_tellings import FirstTellings
from bot.store.forgetting import ForgetStore
from bot.store.history import HistoryStore
from bot.store.inbox import InboxStore
from bot.store.interests import InterestStore
from bot.store.left_out import LeftOutStore
from bot.store.likings import LikingStore
from bot.store.looks import LookStore
from bot.store.mutes import MuteStore
from bot.store.operator_passes import PassStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.outbox.delivery_chats import DeliveryChatStore
from bot.store.partings import PartingStore
from bot.store.reactions import ReactionStore
from bot.store.recaps import RecapStore
from bot.store.saved import SavedStore
from bot.store.search import SearchStore
from bot.store.set_up import SetUpStore
from bot.store.sources import SourceStore
from bot.store.stats import StatsStore
from bot.store.undoing import UndoStore
from bot.store.why import WhyStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Operations:
    """The stores for operators' commands, and for changes of chats that Telegram tells."""

    outbox: OutboxAdminStore
    broadcasts: BroadcastStore
    #: Holds and pauses of all sending.
    delivery: DeliveryStateStore
    figures: DeliveryFiguresStore
    #: Blocked, back again, migrated.
    moves: DeliveryChatStore

    @classmethod
    def of(cls, database: Database) -> Operations:
        """All of them on one database."""
        return cls(
            outbox=OutboxAdminStore(database),
            broadcasts=BroadcastStore(database),
            delivery=DeliveryStateStore(database),
            figures=DeliveryFiguresStore(database),
            moves=DeliveryChatStore(database),
        )


class More(TypedDict):
    """Settings and functions that `Services.of` is given as they are."""

    defaults: ChatDefaults
    admin_ids: Set[int]
    editions: EditionService
    parse_locator: Callable[[str], tuple[SourceKind, str]]
    backup_days: int
    public_url: str
    scrub: Callable[[], None]
    trusts_everybody: NotRequired[bool]
    trial: NotRequired[Trial | None]
    backups: NotRequired[BackupService | None]
    quotas: NotRequired[Quotas]
    skew_s: NotRequired[Callable[[], float]]
    rate: NotRequired[Callable[[], float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Stores and services, and the few settings handlers look at."""

    clock: Clock
    defaults: ChatDefaults
    #: Telegram's numbers of the operators; may change while it runs.
    admin_ids: Set[int]
    chats: ChatStore
    briefings: BriefingStore
    buttons: ButtonStore
    inbox: InboxStore
    forgetting: ForgetStore
    interests: InterestStore
    sources: SourceStore
    search: SearchStore
    set_up: SetUpStore
    stats: StatsStore
    why: WhyStore
    undoing: UndoStore
    partings: PartingStore
    mutes: MuteStore
    likings: LikingStore
    reactions: ReactionStore
    saved: SavedStore
    recap_times: RecapStore
    recaps: RecapService
    history: HistoryStore
    archives: ArchiveStore
    passes: PassStore
    fates: FateStore
    first_tellings: FirstTellings
    left_out: LeftOutStore
    first_reading: FirstReadingStore
    subscriptions: SubscriptionService
    looks: LookService
    editions: EditionService
    operations: Operations
    #: Within it what a call reads shares transactions; see `bot.store.units`.
    together: Callable[[], AbstractAsyncContextManager[None]]
    parse_locator: Callable[[str], tuple[SourceKind, str]]
    #: How long the operator keeps copies of the database.
    backup_days: int
    #: How the web server is reached from outside; empty when it is not.
    public_url: str
    #: Asks for what was deleted to be made gone from the files, soon.
    scrub: Callable[[], None]
    #: Whether every address may be on a private network: in the playground, where all people are
    #: the one who tries it.
    trusts_everybody: bool = False
    #: Tries a source before it is added; None adds what is asked for.
    trial: Trial | None = None
    #: Makes copies of the database; None where there is no place for them.
    backups: BackupService | None = None
    #: What goes on after its answer, kept so that it is not lost.
    background: set[asyncio.Future[Any]] = field(default_factory=set)
    quotas: Quotas = field(default_factory=Quotas)
    #: How far this machine's clock is ahead of Telegram's, in seconds; 0 while it is not known.
    skew_s: Callable[[], float] = lambda: 0.0
    #: Messages that are sent in a second at the present pace.
    rate: Callable[[], float] = lambda: 29.0

    @classmethod
    def of(
        cls,
        database: Database,
        *,
        people: Database,
        clock: Clock,
        discovery: Discovery,
        own_discovery: Discovery,
        max_sources: int,
        catalogue: Catalogue,
        **more: Unpack[More],
    ) -> Services:
        """All of it on one database, of which `people` is the view that never works for long.

        `discovery` finds what anybody asks for, `own_discovery` what operators do.
        """
        interests, sources = InterestStore(people), SourceStore(people)
        briefings = BriefingStore(people)
        shelf = ShelfService(interests=interests, sources=sources, clock=clock, catalogue=catalogue)
        subscriptions = SubscriptionService(
            following=briefings,
            interests=interests,
            sources=sources,
            discovery=discovery,
            own_discovery=own_discovery,
            clock=clock,
            max_sources=max_sources,
            shelf=shelf,
        )
        return cls(
            clock=clock,
            chats=ChatStore(people),
            briefings=briefings,
            buttons=ButtonStore(people),
            inbox=InboxStore(people),
            forgetting=ForgetStore(database),
            interests=interests,
            sources=sources,
            search=SearchStore(people),
            set_up=SetUpStore(people),
            stats=StatsStore(people),
            why=WhyStore(people),
            undoing=UndoStore(people),
            partings=PartingStore(people),
            mutes=MuteStore(people),
            likings=LikingStore(people),
            reactions=ReactionStore(people),
            saved=SavedStore(people),
            recap_times=RecapStore(people),
            recaps=RecapService(store=RecapStore(people), clock=clock),
            history=HistoryStore(people),
            archives=ArchiveStore(people),
            passes=PassStore(people),
            fates=FateStore(people),
            first_tellings=FirstTellings(people),
            left_out=LeftOutStore(people),
            first_reading=FirstReadingStore(people),
            subscriptions=subscriptions,
            looks=LookService(looks=LookStore(database), subscriptions=subscriptions),
            operations=Operations.of(database),
            together=people.together,
            **more,
        )

    @property
    def bundles(self) -> BriefingService:
        """The rules of briefings, where `briefings` is what is stored."""
        return BriefingService(store=self.briefings, clock=self.clock)
