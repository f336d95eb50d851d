"""The composition root: settings become objects, which are started, run and stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection
from contextlib import AsyncExitStack, suppress
from datetime import timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from bot import __version__
from bot.catalogue.shelf import Catalogue
from bot.clock import SystemClock
from bot.config import Settings
from bot.domain.chats import ChatDefaults
from bot.domain.errors import ConfigError, InputError, StoreBusyError, TemporaryError
from bot.domain.models import Schedule
from bot.domain.readiness import Finding
from bot.domain.schedule import parse_schedule
from bot.domain.secrets import shown_locator
from bot.log import log_event
from bot.metrics import Metrics
from bot.offload import Offload
from bot.services.alarms import AlarmService
from bot.services.alerts import AlertService
from bot.services.broadcasts import BroadcastService
from bot.services.connection import Connection
from bot.services.curate import CurateService
from bot.services.deliver import DeliverService
from bot.services.ingest import IngestService
from bot.services.listen import ListenService
from bot.services.look import LookService
from bot.services.notices import NoticeService
from bot.services.publish import PublishService
from bot.services.readiness import PollWatch, Readiness
from bot.services.reload import Reload
from bot.services.retention import RetentionService
from bot.services.shelf import ShelfService
from bot.services.subscriptions import SubscriptionService
from bot.services.trial import Trial
from bot.sources.discovery import Discovery
from bot.sources.http import GuardedClient
from bot.sources.registry import Fetchers, parse_locator
from bot.store.alarms import AlarmStore
from bot.store.alerts import AlertStore
from bot.store.archives import ArchiveStore
from bot.store.articles import ArticleStore
from bot.store.briefings import BriefingStore
from bot.store.broadcasts import BroadcastStore
from bot.store.buttons import ButtonStore
from bot.store.chats import ChatStore
from bot.store.curation import CurationStore
from bot.store.database import Database
from bot.store.delivery_chats import DeliveryChatStore
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import DeliveryStateStore, SharedRateStore
from bot.store.fates import FateStore
from bot.store.first_reading import FirstReadingStore
from bot.store.forgetting import ForgetStore
from bot.store.history import HistoryStore
from bot.store.inbox import InboxStore
from bot.store.interests import InterestStore
from bot.store.left_out import LeftOutStore
from bot.store.lock import FileLock, Leader
from bot.store.looks import LookStore
from bot.store.migrate import migrate
from bot.store.mutes import MuteStore
from bot.store.notices import NoticeStore
from bot.store.orphans import OrphanStore
from bot.store.outbox.ledger import OutboxStore
from bot.store.partings import PartingStore
from bot.store.planning import PlanStore
from bot.store.probe import ProbeStore
from bot.store.retention import RetentionStore
from bot.store.saved import SavedStore
from bot.store.scrubbing import Scrubber
from bot.store.search import SearchStore
from bot.store.sources import SourceStore
from bot.store.stats import StatsStore
from bot.store.why import WhyStore
from bot.telegram.limiter import Limiter
from bot.telegram.ratelimiter import ReplyRateLimiter
from bot.telegram.sender import PartSender
from bot.telegram.server_clock import ServerClock
from bot.telegram.transport import AiohttpRequest, Transport
from bot.telegram.updates import (
    App,
    BotHandler,
    BotUpdates,
    build_application,
    open_application,
    take_by_polling,
    take_by_webhook,
)
from bot.watchdog import STANDS_S, Watchdog
from bot.web.pages import Pages
from bot.web.server import MetricsServer, Webhook, WebServer
from bot.worker import Pump, Tick, Worker
from handlers.desk import Desk, Operations
from handlers.registry import publish_menus, register
from handlers.silence import silence

logger = logging.getLogger("bot")

#: Processes that read hostile text: one source that keeps one busy does not stop the others.
WORKERS = 2


class Role(StrEnum):
    """What a process may do; several processes on PostgreSQL may share the roles."""

    LISTEN = "listen"
    INGEST = "ingest"
    CURATE = "curate"
    PUBLISH = "publish"
    DELIVER = "deliver"
    WEB = "web"


def publisher(database: Database, settings: Settings) -> PublishService:
    """The service that plans and previews editions."""
    ask = settings.on_ambiguous == "ask"
    pages = settings.public_url if settings.web_port else ""
    return PublishService(store=PlanStore(database), clock=SystemClock(), ask=ask, public_url=pages)


async def run(
    settings: Settings,
    *,
    roles: Collection[Role] = tuple(Role),
    stop: asyncio.Event | None = None,
    stands_s: float = STANDS_S,
    trusts_everybody: bool = False,
    load: Callable[[], Settings] | None = None,
) -> None:
    """Run Lede until `stop` is set or the process is asked to end.

    A loop that stands still for `stands_s` ends the process with status 75. In the playground
    all people are the operator, who `trusts_everybody`. `load` reads the
    settings again at SIGHUP; without it the signal changes nothing.

    Raises:
        ConfigError, TemporaryError: it cannot start; the text says why.
    """
    stop = stop or asyncio.Event()
    reload = Reload(settings, load=load)
    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.aclose)
        database.make_folder()
        stack.enter_context(FileLock(database))
        try:
            await migrate(database)
        except StoreBusyError as error:
            raise TemporaryError("The database cannot be reached; is it running?") from error
        process = _Process(settings, database, stack, reload)
        process.trusts_everybody = trusts_everybody
        await process.start(frozenset(roles))
        watchdog = Watchdog(stands_s=stands_s)
        watchdog.start()
        stack.callback(watchdog.stop)
        watchdog.end_on_signals(stop)
        log_event(
            logger, logging.INFO, "app.started", version=__version__, roles=",".join(sorted(roles))
        )
        await process.worker.run(stop)
        log_event(logger, logging.INFO, "app.stopped")


class _Process:
    """The objects of one process."""

    def __init__(
        self, settings: Settings, database: Database, stack: AsyncExitStack, reload: Reload
    ) -> None:
        self._settings = settings
        self._reload = reload
        self._readiness = Readiness()
        self._server_clock = ServerClock(SystemClock())
        self._database = database
        self._stack = stack
        self._clock = SystemClock()
        self._ticks: dict[str, Tick] = {}
        self._pumps: dict[str, Pump] = {}
        self._metrics = Metrics()
        self.trusts_everybody = False
        self._scrubber = Scrubber(database)
        stack.push_async_callback(self._scrubber.aclose)

    @property
    def worker(self) -> Worker:
        """What runs the ticks and pumps that were made."""
        return Worker(ticks=self._ticks, pumps=self._pumps, tick_s=self._settings.tick_s)

    async def start(self, roles: frozenset[Role]) -> None:
        """Make what the roles need; each raises when it cannot work."""
        webhook: Webhook | None = None
        probe = ProbeStore(self._database)
        self._readiness.add("database", lambda: probe.look(self._clock.now()))
        await self._add_sources()
        if roles & {Role.LISTEN, Role.DELIVER}:
            webhook = await self._start_telegram(roles)
        if Role.INGEST in roles:
            self._start_ingest()
        if Role.CURATE in roles:
            self._start_curate()
            self._start_retention()
        if Role.PUBLISH in roles:
            self._ticks["publish"] = publisher(self._database, self._settings).tick
            alerts = AlertService(
                store=AlertStore(self._database),
                planning=PlanStore(self._database),
                clock=self._clock,
                an_hour=self._settings.alerts_per_hour,
            )
            self._ticks["alerts"] = _only_as(self._leader("alerts"), alerts.tick)
            notices = NoticeService(store=NoticeStore(self._database), clock=self._clock)
            self._ticks["notices"] = notices.tick
        if Role.WEB in roles:
            await self._start_web(webhook)
            await self._start_metrics()

    async def _add_sources(self) -> None:
        """The sources of the settings, at the first start."""
        store = SourceStore(self._database)
        if not self._settings.sources or await store.all():
            return
        for locator in self._settings.sources:
            try:
                kind, address = parse_locator(locator)
            except InputError as error:
                shown = shown_locator(locator)
                raise ConfigError(f"Wrong settings:\n  SOURCES={shown}: {error}") from error
            await store.add(
                kind=kind,
                locator=address,
                title=shown_locator(address),
                now=self._clock.now(),
            )

    def _client(self) -> GuardedClient:
        client = GuardedClient(
            allow_private=self._settings.fetch_allow_private,
            contact_url=self._settings.public_url,
            now=self._clock.now,
        )
        self._stack.push_async_callback(client.aclose)
        return client

    def _offload(self) -> Offload:
        offload = Offload(workers=WORKERS)
        self._stack.push_async_callback(offload.aclose)
        return offload

    def _start_ingest(self) -> None:
        offload = self._offload()
        service = IngestService(
            sources=SourceStore(self._database),
            articles=ArticleStore(self._database),
            fetcher=Fetchers(
                client=self._client(),
                offload=offload,
                now=self._clock.now,
                preview_url=self._settings.telegram_preview_url,
            ),
            workbench=offload,
            clock=self._clock,
            interval_s=self._settings.ingest_interval_s,
        )
        self._stack.push_async_callback(service.aclose)
        self._ticks["ingest"] = service.tick
        self._reload.add(
            {"ingest_interval_s": lambda found: service.set_interval(found.ingest_interval_s)}
        )

    def _start_retention(self) -> None:
        database = self._database
        service = RetentionService(
            cleaner=RetentionStore(database),
            others=(
                OrphanStore(database),
                InboxStore(database),
                ButtonStore(database),
                AlertStore(database),
                self._scrubber,
            ),
            clock=self._clock,
        )
        self._ticks["retain"] = _only_as(self._leader("retain"), service.tick)

    def _start_curate(self) -> None:
        service = CurateService(store=CurationStore(self._database), clock=self._clock)
        self._ticks["curate"] = _only_as(self._leader("curate"), service.tick)

    def _leader(self, duty: str) -> Leader:
        leader = Leader(self._database, duty)
        self._stack.push_async_callback(leader.release)
        return leader

    async def _start_telegram(self, roles: frozenset[Role]) -> Webhook | None:
        settings = self._settings
        if not settings.token:
            raise ConfigError(
                "TELEGRAM_BOT_TOKEN is empty; put the token of @BotFather into .env, "
                "or try Lede without one by: lede playground"
            )
        paid = settings.paid_broadcast
        rate = settings.paid_rate if paid else settings.send_rate
        shared = None if self._database.sqlite else SharedRateStore(self._database, cap=rate)
        limiter = Limiter(rate=rate, shared=shared)
        self._stack.callback(limiter.close)
        transport = Transport(on_date=self._server_clock.note, proxy=settings.telegram_proxy)
        self._stack.push_async_callback(transport.aclose)
        poll_transport = Transport(
            connections=2, on_date=self._server_clock.note, proxy=settings.telegram_proxy
        )
        self._stack.push_async_callback(poll_transport.aclose)
        outbox = OutboxStore(self._database)
        application = build_application(
            token=settings.token,
            api_url=settings.telegram_api_url,
            request=AiohttpRequest(transport),
            poll_request=AiohttpRequest(poll_transport),
            limiter=ReplyRateLimiter(limiter, on_pause=self._pause),
        )
        self._stack.push_async_callback(application.shutdown)
        if Role.DELIVER in roles:
            deliver = DeliverService(
                outbox=outbox,
                sender=PartSender(
                    transport, token=settings.token, api_url=settings.telegram_api_url, paid=paid
                ),
                limiter=limiter,
                clock=self._clock,
                on_ambiguous=settings.on_ambiguous,
            )
            self._pumps["deliver"] = deliver.run
            self._readiness.add("sending", lambda: _sending(deliver))
        if Role.LISTEN in roles:
            return self._start_listen(application)
        self._connect(lambda: open_application(application))
        return None

    async def _own(self, token: str) -> None:
        """Begin anew with updates when the data were another bot's; say so."""
        bot_id = int(token.partition(":")[0])
        taken = await InboxStore(self._database).belong_to(bot_id)
        if taken is not None:
            log_event(
                logger,
                logging.WARNING,
                "bot.changed",
                before=taken.before,
                now=bot_id,
                updates_dropped=taken.dropped,
            )

    def _connect(self, steps: Callable[[], Awaitable[None]]) -> Connection:
        """Ask of Telegram what must be asked first, until it answers; all else goes on."""
        connection = Connection(steps)
        self._pumps["connect"] = connection.run
        self._readiness.add("clock", self._server_clock.look)
        self._readiness.add("telegram", connection.look)
        return connection

    async def _pause(self, telegram_id: int | None, wait_s: float) -> None:
        """Keep a pause that Telegram asked for, so that a restart honours it."""
        until = self._clock.now() + timedelta(seconds=wait_s)
        with suppress(StoreBusyError):  # the limiter waits all the same
            if telegram_id is None:
                await DeliveryStateStore(self._database).pause(until)
            else:
                await DeliveryChatStore(self._database).hold(telegram_id, until)

    def _start_listen(self, application: App) -> Webhook | None:
        settings = self._settings
        desk = self._desk()
        register(application, desk)
        webhook = bool(settings.webhook_url)
        secret = settings.webhook_secret.get_secret_value()
        watch = PollWatch()
        listen = ListenService(
            inbox=InboxStore(self._database),
            handler=BotHandler(application),
            clock=self._clock,
            source=None if webhook else BotUpdates(application.bot),
            watch=watch,
            silenced=silence(desk),
        )

        async def steps() -> None:
            await self._own(settings.token)
            await open_application(application)
            if webhook:
                await take_by_webhook(application.bot, url=settings.webhook_url, secret=secret)
            else:
                await take_by_polling(application.bot)
            await publish_menus(application.bot)

        connection = self._connect(steps)
        leader = self._leader("listen")
        self._tell_operators(desk, leader)

        async def pump(stop: asyncio.Event) -> None:
            while not (connection.reached.is_set() and await leader.held()):
                with suppress(TimeoutError):
                    async with asyncio.timeout(settings.tick_s):
                        await stop.wait()
                        return
            async with asyncio.TaskGroup() as group:
                group.create_task(listen.run(stop))
                group.create_task(desk.looks.run(stop))

        self._pumps["listen"] = pump
        self._readiness.add("updates", watch.look)
        if not webhook:
            return None
        return Webhook(
            path=urlsplit(settings.webhook_url).path or "/", secret=secret, receive=listen.receive
        )

    def _tell_operators(self, desk: Desk, leader: Leader) -> None:
        alarms = AlarmService(
            store=AlarmStore(self._database),
            readiness=self._readiness,
            admin_ids=desk.admin_ids,
            clock=self._clock,
        )
        broadcasts = BroadcastService(store=BroadcastStore(self._database), clock=self._clock)
        self._ticks["alarms"] = _only_as(leader, alarms.tick)
        self._ticks["broadcasts"] = _only_as(leader, broadcasts.tick)

    def _desk(self) -> Desk:
        database, settings = self._database.for_people(), self._settings
        interests = InterestStore(database)
        briefings = BriefingStore(database)
        sources = SourceStore(database)
        admin_ids = set(settings.admin_ids)

        def change_admins(found: Settings) -> None:
            admin_ids.clear()
            admin_ids.update(found.admin_ids)

        self._reload.add({"admin_ids": change_admins})
        subscriptions = self._subscriptions(briefings, interests, sources)
        return Desk(
            clock=self._clock,
            defaults=defaults(settings),
            admin_ids=admin_ids,
            chats=ChatStore(database),
            briefings=briefings,
            buttons=ButtonStore(database),
            inbox=InboxStore(database),
            forgetting=ForgetStore(self._database),
            backup_days=settings.backup_keep_days,
            scrub=self._scrubber.soon,
            interests=interests,
            sources=sources,
            search=SearchStore(database),
            stats=StatsStore(database),
            why=WhyStore(database),
            partings=PartingStore(database),
            mutes=MuteStore(database),
            saved=SavedStore(database),
            history=HistoryStore(database),
            archives=ArchiveStore(database),
            public_url=settings.public_url if settings.web_port else "",
            fates=FateStore(database),
            left_out=LeftOutStore(database),
            first_reading=FirstReadingStore(database),
            subscriptions=subscriptions,
            looks=LookService(looks=LookStore(self._database), subscriptions=subscriptions),
            trusts_everybody=self.trusts_everybody,
            publisher=publisher(database, settings),
            parse_locator=parse_locator,
            operations=Operations.of(self._database),
            skew_s=lambda: self._server_clock.skew_s or 0.0,
            trial=self._trial(),
        )

    def _trial(self) -> Trial:
        client, workbench = self._client(), self._offload()
        preview_url = self._settings.telegram_preview_url
        now = self._clock.now
        return Trial(
            discovery=Discovery(
                client=client,
                workbench=workbench,
                now=now,
                preview_url=preview_url,
                trusted=True,
            ),
            fetcher=Fetchers(client=client, offload=workbench, now=now, preview_url=preview_url),
            clock=self._clock,
        )

    def _subscriptions(
        self, briefings: BriefingStore, interests: InterestStore, sources: SourceStore
    ) -> SubscriptionService:
        client, workbench = self._client(), self._offload()

        def discovery(*, trusted: bool) -> Discovery:
            return Discovery(
                client=client,
                workbench=workbench,
                now=self._clock.now,
                preview_url=self._settings.telegram_preview_url,
                trusted=trusted,
            )

        return SubscriptionService(
            following=briefings,
            interests=interests,
            sources=sources,
            discovery=discovery(trusted=False),
            own_discovery=discovery(trusted=True),
            clock=self._clock,
            max_sources=self._settings.max_sources,
            shelf=ShelfService(
                interests=interests,
                sources=sources,
                clock=self._clock,
                catalogue=Catalogue(self._settings.catalogue),
            ),
        )

    async def _start_web(self, webhook: Webhook | None) -> None:
        settings = self._settings
        if not settings.web_port:
            return

        server = WebServer(
            host=settings.web_host,
            port=settings.web_port,
            ready=self._readiness.findings,
            webhook=webhook,
            pages=self._pages() if settings.public_url else None,
        )
        await server.start()
        self._stack.push_async_callback(server.stop)

    def _pages(self) -> Pages:
        database = self._database.for_people()
        return Pages(
            archives=ArchiveStore(database),
            search=SearchStore(database),
            briefings=BriefingStore(database),
            clock=self._clock,
            public_url=self._settings.public_url,
        )

    async def _start_metrics(self) -> None:
        settings, database = self._settings, self._database
        if not settings.metrics_port:
            return

        async def refresh() -> None:
            now = self._clock.now()
            self._metrics.show(await StatsStore(database).figures(now=now))
            delivery = await DeliveryFiguresStore(database).figures(now=now)
            self._metrics.show_delivery(delivery, now=now)

        server = MetricsServer(
            host=settings.metrics_host,
            port=settings.metrics_port,
            registry=self._metrics.registry,
            refresh=refresh,
            token=settings.metrics_token.get_secret_value(),
        )
        try:
            await server.start()
        except TemporaryError as error:  # digests matter more than figures
            log_event(logger, logging.ERROR, "metrics.not_served", why=error)
            return
        self._stack.push_async_callback(server.stop)


def defaults(settings: Settings) -> ChatDefaults:
    """What a new chat starts with.

    Raises:
        ConfigError: DEFAULT_SCHEDULE is no schedule.
    """
    try:
        schedule = parse_schedule(settings.default_schedule, current=Schedule(times=()))
    except InputError as error:
        raise ConfigError(
            f"Wrong settings:\n  DEFAULT_SCHEDULE={settings.default_schedule}: {error} "
            "For example DEFAULT_SCHEDULE=08:00 18:30 weekdays"
        ) from error
    return ChatDefaults(
        zone=settings.default_timezone, language=settings.default_language, schedule=schedule
    )


async def _sending(deliver: DeliverService) -> list[Finding]:
    trouble = deliver.health.trouble
    return [Finding(name="sending", words=f"nothing is sent: {trouble.value}")] if trouble else []


def _only_as(leader: Leader, tick: Tick) -> Tick:
    """The tick, for the one process that has the duty."""

    async def run() -> int:
        return await tick() if await leader.held() else 0

    return run
