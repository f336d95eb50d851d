"""Due sources in, stored articles out: fetch, read in a worker process, store, reschedule."""

from __future__ import annotations

import hashlib
import logging
import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.domain.floods import is_flood, without_flood
from bot.domain.identity import alias_keys, key_of, without_tracking
from bot.domain.models import Source, SourceKind, SourceState
from bot.domain.polling import GONE_AGAIN_S, next_poll_s, retry_s
from bot.domain.polls import KnownSource, NewArticle, Noise, PollResult, Stored
from bot.log import log_event
from bot.ports import Clock, SourceFetcher, Workbench
from bot.services.polls import PollsUnderWay
from bot.services.spending import HOUR, Spending
from bot.store.articles import ArticleStore
from bot.store.sources import SourceStore
from bot.text.drafts import ReadDraft, read_drafts
from bot.text.lines.boilerplate import learn, noise_of

logger = logging.getLogger(__name__)

#: Drafts read in one call to a worker process, and how long that may take.
READ_BATCH = 20
READ_TIMEOUT_S = 60.0
#: What a batch is taken to have cost that killed its worker, in processor seconds.
KILLED_S = 10.0

#: How far back articles are counted, for how often a source is polled.
_WEEK = timedelta(days=7)

#: How soon a source is polled again that has more to give at once.
MORE_S = 1.0

#: Kinds whose own id is proof: two ids are two articles, whatever else they share.
_SURE = frozenset({SourceKind.SQL, SourceKind.API})


class IngestService:
    """Polls sources. Several processes may run it; a source is polled by one at a time."""

    def __init__(
        self,
        *,
        sources: SourceStore,
        articles: ArticleStore,
        fetcher: SourceFetcher,
        workbench: Workbench,
        clock: Clock,
        interval_s: float,
        spending: Spending | None = None,
        host_of: Callable[[Source], str] = lambda _source: "",
    ) -> None:
        """`host_of` says which host a source is polite to; empty where none needs a rest."""
        self._articles = articles
        self._fetcher = fetcher
        self._workbench = workbench
        self._clock = clock
        self._interval_s = interval_s
        self._spending = spending or Spending()
        self._under_way = PollsUnderWay(
            sources=sources, poll=self.poll, clock=clock, host_of=host_of
        )

    def set_interval(self, interval_s: float) -> None:
        """Poll as often from the next poll of each source on; in seconds."""
        self._interval_s = interval_s

    async def tick(self) -> int:
        """Begin the polls that are due, without waiting for slow ones; how many were begun."""
        return await self._under_way.begin()

    async def drain(self) -> int:
        """Poll everything that is due and wait for it; how many sources."""
        return await self._under_way.drain()

    async def aclose(self) -> None:
        """Stop the polls under way; their leases end by themselves."""
        await self._under_way.aclose()

    async def poll(self, source: Source) -> Stored:
        """Fetch one source, store what is new, and set its next poll."""
        started = time.monotonic()
        try:
            fetched = await self._fetcher.fetch(source)
            drafts = {key_of(draft): draft for draft in reversed(fetched.drafts)}
            names = list(reversed(drafts))
            since = self._clock.now() - _WEEK
            known = await self._articles.known(source.id, names, since=since)
            articles, after, cut = await self._read(source, fetched, drafts, known)
        except (FetchError, DocumentError) as error:
            return await self._failed(source, error, started)
        now = self._clock.now()
        stored = await self._articles.finish_poll(
            source.id,
            articles,
            PollResult(
                next_poll_at=now
                + (HOUR if cut else self._wait(fetched, weekly=known.recent + len(articles))),
                # what was not read comes again only to who has not seen it
                memory=None if cut else fetched.memory,
                title=fetched.title,
                language=fetched.language,
                moved_to=fetched.moved_to,
                more=fetched.more or cut,
                noise=after if after != known.noise else None,
                still=known.still,
            ),
            now=now,
        )
        log_event(
            logger,
            logging.INFO if stored.new or not fetched.not_modified else logging.DEBUG,
            "source.polled",
            source=source.id,
            drafts=len(fetched.drafts),
            new=stored.new,
            edited=stored.edited,
            ms=_ms(started),
        )
        return stored

    def _wait(self, fetched: Fetched, *, weekly: int) -> timedelta:
        """Until the next poll: busy sources often, quiet ones seldom, as the source asks."""
        if fetched.more:
            return timedelta(seconds=max(MORE_S, fetched.wait_s))
        return timedelta(
            seconds=next_poll_s(
                self._interval_s, weekly=weekly, asked_s=fetched.wait_s, spread=random.random()
            )
        )

    async def _failed(
        self, source: Source, error: FetchError | DocumentError, started: float
    ) -> Stored:
        now = self._clock.now()
        wait_s = retry_s(
            self._interval_s,
            failures=source.failures,
            asked_s=getattr(error, "retry_after_s", None) or 0.0,
            spread=random.random(),
        )
        final = isinstance(error, FetchError) and error.final
        # what people brought is on the public internet alone, whatever is set
        why = str(error)
        if isinstance(error, FetchError) and source.trusted:
            why = error.for_operators
        if final:
            wait_s = max(wait_s, GONE_AGAIN_S)
        log_event(
            logger,
            logging.WARNING,
            "source.failed",
            source=source.id,
            failures=source.failures + 1,
            reason=error.reason.value if isinstance(error, FetchError) else "document",
            why=why,
            ms=_ms(started),
        )
        return await self._articles.finish_poll(
            source.id,
            (),
            PollResult(
                next_poll_at=now + timedelta(seconds=wait_s),
                error=why,
                reason=error.reason if isinstance(error, FetchError) else FetchReason.UNREADABLE,
                state=SourceState.GONE if final else SourceState.FAILING,
                memory=error.memory if isinstance(error, FetchError) else None,
            ),
            now=now,
        )

    async def _read(
        self, source: Source, fetched: Fetched, drafts: dict[str, Draft], before: KnownSource
    ) -> tuple[list[NewArticle], Noise, bool]:
        """The drafts that are new or changed, read as articles in a worker process.

        `drafts` are by name, oldest first. Also what is known of the source's boilerplate
        after them, and whether some were left for a later poll, as the source has had its share
        of the workers.
        """
        known, noise = before.hashes, before.noise
        hashes = {name: content_hash(draft) for name, draft in drafts.items()}
        unread = [name for name in reversed(drafts) if known.get(name) != hashes[name]]
        language = source.language or fetched.language
        read: list[NewArticle] = []
        cut = False
        for at in range(0, len(unread), READ_BATCH):
            if self._spending.exhausted(source, now=self._clock.now()):
                log_event(logger, logging.WARNING, "source.too_costly", source=source.id)
                cut = True
                break
            batch = unread[at : at + READ_BATCH]
            results = await self._read_batch(
                source, [drafts[name] for name in batch], language, noise_of(noise)
            )
            for name, result in zip(batch, results, strict=True):
                if result is None:
                    log_event(logger, logging.INFO, "article.skipped", source=source.id, key=name)
                    continue
                article = _article(
                    _names(source, name, drafts[name]),
                    drafts[name],
                    result,
                    content=hashes[name],
                    now=self._clock.now(),
                )
                read.append(article)
                if name not in known:
                    noise = learn(
                        noise,
                        result.marks,
                        opening=result.opening,
                        day=(article.published_at or self._clock.now()).date(),
                    )
        if source.kind is SourceKind.FEED:
            unknown = [item for item in read if item.key not in known]
            edited = [item for item in read if item.key in known]
            if is_flood(unknown=len(unknown), known=len(known)):
                unknown = without_flood(
                    unknown,
                    earlier=await self._articles.earlier(source.id),
                    last_success_at=source.last_success_at,
                )
            read = edited + unknown
        # The newest stands first in most sources; the store numbers in the order given.
        return read[::-1], noise, cut

    async def _read_batch(
        self, source: Source, drafts: Sequence[Draft], language: str, noise: frozenset[str]
    ) -> list[ReadDraft | None]:
        """Read a batch; when it kills its worker, one by one, so that only the culprit is lost."""
        cpu_s = KILLED_S
        try:
            read, cpu_s = await self._workbench.run(
                read_drafts, drafts, language, noise, timeout_s=READ_TIMEOUT_S
            )
            return read
        except DocumentError:
            if len(drafts) == 1:
                return [None]
        finally:
            self._spending.spend(source, cpu_s, now=self._clock.now())
        results: list[ReadDraft | None] = []
        for draft in drafts:
            results += await self._read_batch(source, [draft], language, noise)
        return results


def content_hash(draft: Draft) -> str:
    """A hash of everything a draft says."""
    text = "\x1f".join((draft.url, draft.headline, draft.summary, draft.body))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _names(source: Source, key: str, draft: Draft) -> tuple[str, ...]:
    """Under which names the source may bring the draft again, its key first."""
    return (key,) if source.kind in _SURE and draft.key else alias_keys(draft)


def _article(
    names: tuple[str, ...], draft: Draft, read: ReadDraft, *, content: str, now: datetime
) -> NewArticle:
    reading = read.reading
    published = draft.published_at or reading.published_at
    return NewArticle(
        key=names[0],
        aliases=names,
        content_hash=content,
        url=without_tracking(draft.url),
        reading=reading,
        search_text=read.search_text,
        published_at=published if published is not None and published <= now else None,
    )


def _ms(started: float) -> int:
    return round((time.monotonic() - started) * 1000)
