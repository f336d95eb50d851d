"""The fetcher of sitemaps: a site's own list of its newest articles, read page by page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.domain.models import Source, SourceKind
from bot.ports import Workbench
from bot.sources.article_pages import ArticlePages
from bot.sources.http import ACCEPT_FEED, GuardedClient
from bot.sources.kinds import FetcherKind, address_of, web_address
from bot.sources.robots import RobotsRules
from bot.sources.sitemap_reading import Sitemap, read_sitemap

#: Sitemaps that one index is followed to in a poll: those that changed last.
MOST_CHILDREN = 10
#: A child that did not change since is not asked for.
RECENT = timedelta(days=3)
WIRE_BYTES = 10 * 1024 * 1024
READ_S = 10.0


class SitemapFetcher:
    """Reads news sitemaps (title, date, language) and ordinary ones (addresses, dates).

    Its memory holds which articles' pages were fetched.
    """

    def __init__(
        self,
        *,
        client: GuardedClient,
        workbench: Workbench,
        robots: RobotsRules,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._workbench = workbench
        self._robots = robots
        self._pages = ArticlePages(client=client, robots=robots)
        self._now = now

    async def fetch(self, source: Source) -> Fetched:
        """The articles of the last two days. Raises `FetchError` only."""
        url = address_of(source.locator)
        now = self._now()
        sitemap = await self._read(url, now)
        drafts = {draft.url: draft for draft in sitemap.drafts}
        for child in _children(sitemap, url, now):
            try:
                more = await self._read(child, now)
            except FetchError:
                continue  # one broken child does not stop the others
            drafts.update({draft.url: draft for draft in more.drafts})
        if sitemap.children and not drafts:
            return Fetched(memory=dict(source.memory))
        newest = sorted(drafts.values(), key=_when, reverse=True)
        completed = await self._pages.complete(
            newest, source.memory.get("pages"), site=url, now=now, rule=source.pages
        )
        return Fetched(
            drafts=completed.drafts,
            title=urlsplit(url).hostname or "",
            not_modified=not completed.drafts,
            memory={"pages": completed.pages},
            more=completed.more,
        )

    async def _read(self, url: str, now: datetime) -> Sitemap:
        await self._robots.check(url)
        answer = await self._client.get(url, accept=ACCEPT_FEED, wire_bytes=WIRE_BYTES)
        job = (answer.body, answer.headers.get("content-type", ""), answer.url, now)
        try:
            return await self._workbench.run(read_sitemap, *job, timeout_s=READ_S)
        except DocumentError as error:
            raise FetchError(FetchReason.NOT_A_FEED, str(error)) from error


def _children(sitemap: Sitemap, url: str, now: datetime) -> list[str]:
    """The sitemaps of an index to read: of the same host, changed lately, news before others."""
    host = urlsplit(url).hostname
    recent = [
        (link, changed_at)
        for link, changed_at in sitemap.children
        if urlsplit(link).hostname == host and (changed_at is None or changed_at > now - RECENT)
    ]
    recent.sort(
        key=lambda child: ("news" in child[0], child[1].timestamp() if child[1] else 0.0),
        reverse=True,
    )
    return [link for link, _ in recent[:MOST_CHILDREN]]


def _when(draft: Draft) -> float:
    return draft.published_at.timestamp() if draft.published_at else 0.0


_EXAMPLE = "sitemap:https://example.org/news-sitemap.xml"


def _parse(rest: str) -> str:
    return f"sitemap:{web_address(rest.partition('#')[0], example=_EXAMPLE)}"


KIND = FetcherKind(
    kind=SourceKind.SITEMAP,
    written="sitemap:https://…",
    example=_EXAMPLE,
    parse=_parse,
    make=lambda parts: SitemapFetcher(
        client=parts.client, workbench=parts.workbench, robots=parts.robots, now=parts.now
    ),
)
