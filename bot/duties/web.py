"""Serves health, the webhook, the pages of editions, and those of operators."""

from __future__ import annotations

from collections.abc import Set
from functools import partial

from bot.config import Settings, shown_settings
from bot.duties.duty import Duty
from bot.duties.listen import listening
from bot.duties.parts import ProcessParts
from bot.duties.role import Role
from bot.duties.sending import sending_rate
from bot.duties.services import services
from bot.store.archives import ArchiveStore
from bot.store.briefings import BriefingStore
from bot.store.broadcasts import BroadcastStore
from bot.store.delivery_figures import DeliveryFiguresStore
from bot.store.delivery_state import DeliveryStateStore
from bot.store.furniture import FurnitureStore
from bot.store.operator_passes import PassStore
from bot.store.operator_view import OperatorViewStore
from bot.store.outbox.admin import OutboxAdminStore
from bot.store.saved import SavedStore
from bot.store.search import SearchStore
from bot.store.sources import SourceStore
from bot.store.stats import StatsStore
from bot.web.operator_pages import OperatorPages, OperatorStores
from bot.web.pages import Pages
from bot.web.server import WebServer


def web(parts: ProcessParts) -> list[Duty]:
    """The web server, where it has a port."""
    settings = parts.settings
    if not settings.web_port:
        return []
    webhook = parts.shared(listening).webhook if Role.LISTEN in parts.roles else None

    async def serve() -> None:
        server = WebServer(
            host=settings.web_host,
            port=settings.web_port,
            ready=parts.readiness.findings,
            webhook=webhook,
            pages=[_operator_pages(parts), *([_pages(parts)] if settings.public_url else [])],
        )
        await server.start()
        parts.stack.push_async_callback(server.stop)

    return [Duty(name="web", serve=serve)]


def _operator_pages(parts: ProcessParts) -> OperatorPages:
    settings, database = parts.settings, parts.database.for_people()
    admin_ids = set(settings.admin_ids)

    def change_admins(found: Settings) -> None:
        admin_ids.clear()
        admin_ids.update(found.admin_ids)

    if Role.LISTEN in parts.roles:
        admins: Set[int] = parts.shared(services).admin_ids
    else:
        admins = admin_ids
        parts.reload.add({"admin_ids": change_admins})
    return OperatorPages(
        OperatorStores(
            passes=PassStore(database),
            view=OperatorViewStore(database),
            stats=StatsStore(database),
            figures=DeliveryFiguresStore(database),
            outbox=OutboxAdminStore(database),
            broadcasts=BroadcastStore(database),
            delivery=DeliveryStateStore(database),
            sources=SourceStore(database),
            furniture=FurnitureStore(database),
        ),
        clock=parts.clock,
        admin_ids=admins,
        ready=parts.readiness.findings,
        settings=lambda: shown_settings(settings),
        secure=settings.public_url.startswith("https://"),
        rate=partial(sending_rate, parts),
    )


def _pages(parts: ProcessParts) -> Pages:
    database = parts.database.for_people()
    return Pages(
        archives=ArchiveStore(database),
        search=SearchStore(database),
        briefings=BriefingStore(database),
        saved=SavedStore(database),
        clock=parts.clock,
        public_url=parts.settings.public_url,
    )
