"""Every kind of source, and which fetcher reads it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from bot.domain.drafts import Fetched
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import Source, SourceKind
from bot.ports import SourceFetcher, Workbench
from bot.sources import api, feed, folder, page, sitemap, sql, telegram_channel
from bot.sources.http import GuardedClient
from bot.sources.kinds import FetcherKind, FetcherParts
from bot.sources.robots import RobotsRules
from bot.sources.telegram_channel import PREVIEW_URL

logger = logging.getLogger(__name__)


#: Every kind of source. A new one is a module with its `KIND`, and its line here.
KINDS: Mapping[SourceKind, FetcherKind] = {
    each.kind: each
    for each in (
        feed.KIND,
        folder.KIND,
        sitemap.KIND,
        api.KIND,
        page.KIND,
        sql.KIND,
        telegram_channel.KIND,
    )
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
            parts = FetcherParts(
                client=client,
                workbench=offload,
                robots=RobotsRules(client, workbench=offload),
                preview_url=preview_url,
                now=now,
            )
            return {kind: each.make(parts) for kind, each in KINDS.items()}

        self._trusted = fetchers(client)
        # What people brought is read on the public internet alone, whatever operators' may be.
        self._public = fetchers(client.public()) if client.allow_private else self._trusted
        for kind, each in KINDS.items():
            if each.at_operators_host:
                self._public[kind] = self._trusted[kind]

    async def fetch(self, source: Source) -> Fetched:
        """The articles of the source now. Raises `FetchError` only; may be called again at once."""
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
