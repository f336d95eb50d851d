"""Polls sources and stores what is new."""

from __future__ import annotations

from bot.duties.duty import Duty
from bot.duties.parts import ProcessParts
from bot.services.ingest import IngestService
from bot.sources.addresses import polite_host
from bot.sources.registry import Fetchers
from bot.store.articles import ArticleStore
from bot.store.sources import SourceStore


def ingest(parts: ProcessParts) -> list[Duty]:
    """The duty that reads sources."""
    workbench = parts.workbench()
    service = IngestService(
        sources=SourceStore(parts.database),
        articles=ArticleStore(parts.database),
        fetcher=Fetchers(
            client=parts.client(),
            offload=workbench,
            now=parts.clock.now,
            preview_url=parts.settings.telegram_preview_url,
        ),
        workbench=workbench,
        clock=parts.clock,
        interval_s=parts.settings.ingest_interval_s,
        host_of=lambda source: polite_host(source.kind, source.locator),
    )
    parts.stack.push_async_callback(service.aclose)
    parts.reload.add(
        {"ingest_interval_s": lambda found: service.set_interval(found.ingest_interval_s)}
    )

    async def tick() -> int:
        await parts.introduce()
        return await service.tick()

    return [Duty(name="ingest", tick=tick)]
