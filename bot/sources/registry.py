"""Which fetcher reads which kind of source. A new kind is one line in `FETCHERS`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import Fetched, Source, SourceKind
from bot.ports import SourceFetcher, Workbench
from bot.sources.api import ApiFetcher
from bot.sources.feed import FeedFetcher
from bot.sources.folder import FolderFetcher
from bot.sources.http import GuardedClient
from bot.sources.locators import parse_locator
from bot.sources.page import PageFetcher
from bot.sources.robots import RobotsRules
from bot.sources.sitemap import SitemapFetcher
from bot.sources.sql import SqlFetcher
from bot.sources.telegram_channel import PREVIEW_URL, TelegramFetcher

__all__ = ["FETCHERS", "Fetchers", "Parts", "parse_locator"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What fetchers are made of."""

    client: GuardedClient
    workbench: Workbench
    robots: RobotsRules
    #: The host of Telegram channels' preview pages.
    preview_url: str
    #: The time, aware UTC.
    now: Callable[[], datetime]


FETCHERS: Mapping[SourceKind, Callable[[Parts], SourceFetcher]] = {
    SourceKind.FEED: lambda parts: FeedFetcher(
        client=parts.client, workbench=parts.workbench, robots=parts.robots, now=parts.now
    ),
    SourceKind.FOLDER: lambda parts: FolderFetcher(workbench=parts.workbench, now=parts.now),
    SourceKind.SITEMAP: lambda parts: SitemapFetcher(
        client=parts.client, workbench=parts.workbench, robots=parts.robots, now=parts.now
    ),
    SourceKind.PAGE: lambda parts: PageFetcher(
        client=parts.client, workbench=parts.workbench, robots=parts.robots, now=parts.now
    ),
    SourceKind.API: lambda parts: ApiFetcher(
        client=parts.client, workbench=parts.workbench, now=parts.now
    ),
    SourceKind.SQL: lambda parts: SqlFetcher(now=parts.now),
    SourceKind.TELEGRAM: lambda parts: TelegramFetcher(
        client=parts.client,
        workbench=parts.workbench,
        preview_url=parts.preview_url,
        now=parts.now,
    ),
}


class Fetchers:
    """Reads sources of any kind."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        offload: Workbench,
        now: Callable[[], datetime],
        preview_url: str = PREVIEW_URL,
    ) -> None:
        def fetchers(client: GuardedClient) -> dict[SourceKind, SourceFetcher]:
            parts = Parts(
                client=client,
                workbench=offload,
                robots=RobotsRules(client, workbench=offload),
                preview_url=preview_url,
                now=now,
            )
            return {kind: make(parts) for kind, make in FETCHERS.items()}

        self._trusted = fetchers(client)
        # What people brought is read on the public internet alone, whatever operators' may be;
        # a channel's preview page stands where the operator says.
        self._public = fetchers(client.public()) if client.allow_private else self._trusted
        self._public[SourceKind.TELEGRAM] = self._trusted[SourceKind.TELEGRAM]

    async def fetch(self, source: Source) -> Fetched:
        """What the source has now. Raises `FetchError` only; may be called again at once."""
        try:
            fetchers = self._trusted if source.trusted else self._public
            return await fetchers[source.kind].fetch(source)
        except FetchError:
            raise
        except Exception as error:
            # A fetcher's bug is one source's failure; the log has where it happened.
            logger.exception("source.fetcher_failed", extra={"fields": {"source": source.id}})
            raise FetchError(
                FetchReason.UNREADABLE, f"reading it failed ({type(error).__name__})"
            ) from error
