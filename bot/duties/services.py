"""Services that handlers may call, put together for a process."""

from __future__ import annotations

from bot.catalogue.shelf import Catalogue
from bot.config import Settings
from bot.domain.chats import ChatDefaults
from bot.domain.models import Schedule
from bot.domain.schedule import parse_schedule
from bot.duties.backup import backups
from bot.duties.parts import ProcessParts
from bot.duties.sending import sending_rate
from bot.offload import Offload
from bot.services.trial import Trial
from bot.sources.discovery import SiteDiscovery
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.registry import Fetchers
from handlers.services import Services


def services(parts: ProcessParts) -> Services:
    """The stores and services of handlers; what people cause may not take long."""
    settings = parts.settings
    admin_ids = set(settings.admin_ids)

    def change_admins(found: Settings) -> None:
        admin_ids.clear()
        admin_ids.update(found.admin_ids)

    parts.reload.add({"admin_ids": change_admins})
    people = parts.database.for_people()
    client, workbench = parts.client(), parts.workbench()
    return Services.of(
        parts.database,
        people=people,
        clock=parts.clock,
        defaults=_defaults(settings),
        admin_ids=admin_ids,
        discovery=_discovery(parts, client, workbench, trusted=False),
        own_discovery=_discovery(parts, client, workbench, trusted=True),
        max_sources=settings.max_sources,
        catalogue=Catalogue(settings.catalogue),
        editions=parts.editions(people),
        parse_locator=parse_locator,
        backup_days=settings.backup_keep_days,
        public_url=parts.pages_url,
        scrub=parts.scrubber.soon,
        trusts_everybody=parts.trusts_everybody,
        skew_s=lambda: parts.server_clock.skew_s or 0.0,
        rate=lambda: (sending_rate(parts) or (settings.most_rate,))[0],
        trial=_trial(parts),
        backups=backups(parts),
    )


def _discovery(
    parts: ProcessParts, client: GuardedClient, workbench: Offload, *, trusted: bool
) -> SiteDiscovery:
    return SiteDiscovery(
        client=client,
        workbench=workbench,
        now=parts.clock.now,
        preview_url=parts.settings.telegram_preview_url,
        trusted=trusted,
    )


def _trial(parts: ProcessParts) -> Trial:
    client, workbench = parts.client(), parts.workbench()
    return Trial(
        discovery=_discovery(parts, client, workbench, trusted=True),
        fetcher=Fetchers(
            client=client,
            offload=workbench,
            now=parts.clock.now,
            preview_url=parts.settings.telegram_preview_url,
        ),
        clock=parts.clock,
    )


def _defaults(settings: Settings) -> ChatDefaults:
    """The defaults of a new chat."""
    schedule = parse_schedule(settings.default_schedule, current=Schedule(times=()))
    return ChatDefaults(
        zone=settings.default_timezone, language=settings.default_language, schedule=schedule
    )
