"""Serves health, the webhook and the pages of editions."""

from __future__ import annotations

from bot.duties.duty import Duty
from bot.duties.listen import listening
from bot.duties.parts import Parts
from bot.duties.role import Role
from bot.store.archives import ArchiveStore
from bot.store.briefings import BriefingStore
from bot.store.search import SearchStore
from bot.web.pages import Pages
from bot.web.server import WebServer


def web(parts: Parts) -> list[Duty]:
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
            pages=_pages(parts) if settings.public_url else None,
        )
        await server.start()
        parts.stack.push_async_callback(server.stop)

    return [Duty(name="web", serve=serve)]


def _pages(parts: Parts) -> Pages:
    database = parts.database.for_people()
    return Pages(
        archives=ArchiveStore(database),
        search=SearchStore(database),
        briefings=BriefingStore(database),
        clock=parts.clock,
        public_url=parts.settings.public_url,
    )
