"""Sample news for the playground: what is there at the start, and what keeps appearing."""

from __future__ import annotations

import asyncio
import gzip
import logging
import os
import re
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from bot.domain.models import SourceKind
from bot.log import log_event
from bot.playground.samples.catalogue import Sample, SampleCatalogue, load_catalogue
from bot.playground.samples.feed import FEED_PATH, FeedItem, SampleFeed
from bot.ports import Clock

logger = logging.getLogger(__name__)

#: Files of one folder that have appeared while running and are kept, the newest.
MAX_LIVE_FILES = 40

#: Files are written here first and then renamed, so that no reader sees half of one.
_ARRIVING = ".arriving"

#: How many live samples have appeared in all; outlives a restart.
_COUNT = ".appeared"

_NUMBERED = re.compile(r"\d{6}-")


class SampleNews:
    """Lays sample documents into folders, serves a sample feed, and goes on with new ones.

    Live samples appear one after another and then begin again with a new headline and a new
    opening sentence, so that they are new articles. The count goes on after a restart on the
    same folder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        interval_s: float = 30.0,
        catalogue: SampleCatalogue | None = None,
    ) -> None:
        self._folder = folder.absolute()
        self._clock = clock
        self._interval_s = interval_s
        self.catalogue = catalogue or load_catalogue()
        feed_title = next(
            source.title for source in self.catalogue.sources if source.kind is SourceKind.FEED
        )
        self.feed = SampleFeed(title=feed_title, now=clock.now())
        self._appeared = 0

    def lay(self) -> None:
        """Put the initial documents into the folders and the initial items into the feed.

        They are dated anew, so that they are fresh at every start; what appeared while running
        before is taken away.
        """
        now = self._clock.now()
        for source in self.catalogue.sources:
            if source.kind is SourceKind.FOLDER:
                (self._folder / source.key).mkdir(parents=True, exist_ok=True)
                self._keep_newest(self._folder / source.key, 0)
        (self._folder / _ARRIVING).mkdir(exist_ok=True)
        self._appeared = self._count_appeared()
        for sample in self.catalogue.initial:
            self._publish(
                sample, name=sample.stem, published_at=now - timedelta(hours=sample.age_h)
            )
        log_event(logger, logging.INFO, "samples.laid", count=len(self.catalogue.initial))

    def locator(self, key: str, *, origin: str) -> str:
        """The locator of a sample source; `origin` is where the feed is served."""
        source = next(source for source in self.catalogue.sources if source.key == key)
        if source.kind is SourceKind.FEED:
            return origin.rstrip("/") + FEED_PATH
        return f"folder:{self._folder / source.key}"

    def routes(self) -> list[web.RouteDef]:
        """The feed and its pages, for the playground's application."""
        return self.feed.routes()

    async def run(self, stop: asyncio.Event) -> None:
        """Let one more article appear every `interval_s` seconds until `stop` is set."""
        while not stop.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(self._interval_s):
                    await stop.wait()
                    return
            try:
                name = self.bring()
            except OSError as error:
                log_event(logger, logging.WARNING, "sample.failed", why=error)
            else:
                log_event(logger, logging.INFO, "sample.appeared", name=name)

    def bring(self) -> str:
        """Let the next live sample appear now; its name. Raises OSError when it cannot be written."""
        live = self.catalogue.live
        sample = live[self._appeared % len(live)]
        name = f"{self._appeared:06d}-{sample.stem}"
        self._publish(
            sample,
            name=name,
            published_at=self._clock.now(),
            time_round=self._appeared // len(live),
        )
        self._appeared += 1
        (self._folder / _COUNT).write_text(str(self._appeared), encoding="ascii")
        return name

    def _publish(
        self, sample: Sample, *, name: str, published_at: datetime, time_round: int = 0
    ) -> None:
        """Write a document into its folder, or put an item into the feed."""
        if any(
            source.key == sample.source and source.kind is SourceKind.FEED
            for source in self.catalogue.sources
        ):
            item = FeedItem(
                name=name,
                headline=sample.headline_of(time_round),
                html=self._content(sample, name, published_at, time_round).decode(),
                language=sample.language,
                published_at=published_at.replace(microsecond=0),
                full=sample.full,
            )
            self.feed.add(item, now=self._clock.now())
            return
        ending = sample.file.partition(".")[2] + (".gz" if sample.gzip else "")
        file = self._folder / sample.source / f"{name}.{ending}"
        content = self._content(sample, name, published_at, time_round)
        if sample.gzip:
            content = gzip.compress(content, mtime=0)
        part = self._folder / _ARRIVING / file.name
        part.write_bytes(content)
        os.utime(part, (published_at.timestamp(), published_at.timestamp()))
        part.replace(file)
        if sample.live:
            self._keep_newest(file.parent, MAX_LIVE_FILES)

    def _content(self, sample: Sample, name: str, published_at: datetime, time_round: int) -> bytes:
        return sample.document(
            name=name, now=self._clock.now(), published_at=published_at, time_round=time_round
        )

    @staticmethod
    def _keep_newest(folder: Path, count: int) -> None:
        """Keep a folder from growing without end: only so many that appeared stay."""
        live = sorted(file for file in folder.iterdir() if _NUMBERED.match(file.name))
        for file in live[: max(len(live) - count, 0)]:
            file.unlink(missing_ok=True)

    def _count_appeared(self) -> int:
        """The number of the next live sample: each start begins a new round."""
        try:
            count = int((self._folder / _COUNT).read_text(encoding="ascii"))
        except (OSError, ValueError):
            count = 0
        live = len(self.catalogue.live)
        return -(-count // live) * live
