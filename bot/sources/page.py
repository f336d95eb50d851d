"""The fetcher of pages: the articles that a page without a feed lists, each read from its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.domain.drafts import Fetched
from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.domain.models import Source, SourceKind
from bot.ports import Workbench
from bot.sources.article_pages import ArticlePages
from bot.sources.drafts import language_code, make_draft
from bot.sources.http import ACCEPT_PAGE, GuardedClient
from bot.sources.kinds import FetcherKind, address_of, web_address
from bot.sources.robots import RobotsRules
from bot.sources.web_page import WebPage, read_page

READ_S = 5.0


class PageFetcher:
    """Reads a page's own list of articles.

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
        """The articles the page lists now. Raises `FetchError` only."""
        url = address_of(source.locator)
        now = self._now()
        await self._robots.check(url)
        page = await self._read(url, now)
        drafts = [
            make_draft(
                key=link.url,
                link=link.url,
                headline=link.title,
                summary=link.summary,
                is_html=False,
                published_at=link.published_at,
            )
            for link in page.articles
        ]
        if not drafts:
            raise FetchError(FetchReason.NOT_A_FEED, "no list of articles was found on this page")
        completed = await self._pages.complete(
            drafts, source.memory.get("pages"), site=url, now=now, rule=source.pages
        )
        return Fetched(
            drafts=completed.drafts,
            title=page.title,
            language=language_code(page.language),
            not_modified=not completed.drafts,
            memory={"pages": completed.pages},
            more=completed.more,
        )

    async def _read(self, url: str, now: datetime) -> WebPage:
        answer = await self._client.get(url, accept=ACCEPT_PAGE)
        job = (answer.body, answer.headers.get("content-type", ""), answer.url, now)
        try:
            return await self._workbench.run(read_page, *job, timeout_s=READ_S)
        except DocumentError as error:
            raise FetchError(FetchReason.NOT_A_FEED, str(error)) from error


_EXAMPLE = "page:https://example.org/news"


def _parse(rest: str) -> str:
    return f"page:{web_address(rest.partition('#')[0], example=_EXAMPLE)}"


KIND = FetcherKind(
    kind=SourceKind.PAGE,
    written="page:https://…",
    example=_EXAMPLE,
    parse=_parse,
    make=lambda parts: PageFetcher(
        client=parts.client, workbench=parts.workbench, robots=parts.robots, now=parts.now
    ),
)
