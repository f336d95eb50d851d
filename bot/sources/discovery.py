"""Finds the feeds behind an address that a person gives, and says clearly when there are none."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

from bot.domain.drafts import Draft
from bot.domain.errors import DocumentError, FetchError, FetchReason, InputError
from bot.domain.models import SourceKind
from bot.ports import Workbench
from bot.sources.feed import read_answer
from bot.sources.feed_document import FeedDocument
from bot.sources.http import ACCEPT_FEED, GuardedClient, HttpAnswer
from bot.sources.kinds import address_of
from bot.sources.locators import parse_locator
from bot.sources.telegram_channel import PREVIEW_URL, TelegramFetcher
from bot.sources.web_page import FeedLink, WebPage, read_page

#: Candidates that are asked for and feeds that are offered.
MOST_CANDIDATES = 8
MOST_FOUND = 5
MOST_HEADLINES = 3
READ_S = 5.0
#: Everything together; whoever waits is a person.
TOTAL_S = 40.0

#: Where feeds usually stand, below the site and below the page's folder.
WELL_KNOWN = ("feed/", "rss.xml", "atom.xml", "feed.xml", "index.xml", "rss/", "feed.json", "rss")

_COMMENTS = re.compile(r"comment|kommentar|комментар|reply|replies", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadableFeed:
    """A feed found behind an address, checked to be readable."""

    url: str
    #: What it calls itself, or its host.
    title: str
    #: Up to three of its newest headlines, as plain text of the source: escape them.
    headlines: tuple[str, ...]
    #: The language it says it is in, or empty.
    language: str = ""


class SiteDiscovery:
    """Finds feeds with as few requests as the site allows."""

    def __init__(
        self,
        *,
        client: GuardedClient,
        workbench: Workbench,
        now: Callable[[], datetime],
        preview_url: str = PREVIEW_URL,
        trusted: bool = True,
    ) -> None:
        # What is not vouched for by an operator is looked for on the public internet alone.
        self._client = client if trusted else client.public()
        self._workbench = workbench
        self._now = now
        self._channels = TelegramFetcher(
            client=client, workbench=workbench, preview_url=preview_url, now=now
        )

    async def discover(self, address: str) -> list[ReadableFeed]:
        """The feeds behind an address, best first; one when the address is itself a feed.

        The address's own answer is used, not asked for twice; every other feed has been read.

        Raises:
            FetchError: the address cannot be read, or it has no feed (NOT_A_FEED).
        """
        try:
            kind, url = parse_locator(address)
        except InputError as error:
            private = error.key == "error.fetch.no_preview"
            reason = FetchReason.NO_PREVIEW if private else FetchReason.BAD_ADDRESS
            raise FetchError(reason, str(error)) from error
        if kind is SourceKind.TELEGRAM:
            return [await self._channel(url)]
        if not url.startswith(("http://", "https://")):
            raise FetchError(FetchReason.BAD_ADDRESS, "this is not a web address")
        try:
            async with asyncio.timeout(TOTAL_S):
                return await self._discover(url)
        except TimeoutError:
            raise FetchError(FetchReason.TIMEOUT, "it did not answer in time") from None

    async def _discover(self, url: str) -> list[ReadableFeed]:
        answer = await self._client.get(url, accept=ACCEPT_FEED)
        try:
            document = await read_answer(self._workbench, answer, now=self._now())
        except FetchError as not_a_feed:
            page = await self._page(answer)
            if page is None:
                raise not_a_feed from None
        else:
            return [_found(answer.moved_to or url, document)]
        found = await self._verify(_named(page))
        if not found:
            found = await self._verify(_guessed(page, answer.url), enough=1)
        if not found:
            raise FetchError(FetchReason.NOT_A_FEED, "the page names no feed that can be read")
        return found

    async def _channel(self, locator: str) -> ReadableFeed:
        name = address_of(locator)
        fetched = await self._channels.read(name)
        headlines = tuple(
            opening for draft in fetched.drafts[:MOST_HEADLINES] if (opening := _opening(draft))
        )
        return ReadableFeed(url=locator, title=fetched.title or f"@{name}", headlines=headlines)

    async def _page(self, answer: HttpAnswer) -> WebPage | None:
        job = (answer.body, answer.headers.get("content-type", ""), answer.url, self._now())
        try:
            return await self._workbench.run(read_page, *job, timeout_s=READ_S)
        except DocumentError:
            return None

    async def _verify(
        self, candidates: Iterable[str], enough: int = MOST_FOUND
    ) -> list[ReadableFeed]:
        """Those of the addresses that are feeds, in order, without repeats."""
        found: dict[str, ReadableFeed] = {}
        for url in list(dict.fromkeys(candidates))[:MOST_CANDIDATES]:
            try:
                answer = await self._client.get(url, accept=ACCEPT_FEED)
                document = await read_answer(self._workbench, answer, now=self._now())
            except FetchError as error:
                if error.reason is FetchReason.RATE_LIMITED:
                    break
                continue
            if document.drafts or document.title:
                found.setdefault(answer.url, _found(answer.moved_to or url, document))
            if len(found) >= enough:
                break
        return list(
            {feed.headlines or feed.url: feed for feed in reversed(found.values())}.values()
        )[::-1]


def _opening(draft: Draft) -> str:
    """A post's headline, or how its text begins."""
    text = draft.headline or re.sub(r"<[^<>]{0,2000}>", " ", draft.body[:2000])
    words = " ".join(unescape(text).split())
    return words if len(words) <= 120 else words[:119].rstrip() + "…"


def _named(page: WebPage) -> list[str]:
    """The feeds a page names: its own before all, those of comments last."""
    return [feed.url for feed in sorted(page.feeds, key=lambda feed: _rank(feed, page))]


def _rank(feed: FeedLink, page: WebPage) -> tuple[int, int, int]:
    comments = bool(_COMMENTS.search(feed.url) or _COMMENTS.search(feed.title))
    same_site = _host(feed.url) == _host(page.url)
    return (int(comments), int(not feed.type), int(not same_site))


def _guessed(page: WebPage, url: str) -> list[str]:
    """The place where feeds usually stand; only for hosts, not for pages of known shape."""
    here = urljoin(url, ".")
    top = urljoin(url, "/")
    places = [urljoin(here, name) for name in WELL_KNOWN[:3]] if here != top else []
    return places + [urljoin(top, name) for name in WELL_KNOWN] + _canonical(page)


def _canonical(page: WebPage) -> list[str]:
    """The page's own address of itself, when it is another one of the same site."""
    if page.canonical and page.canonical != page.url and _host(page.canonical) == _host(page.url):
        return [urljoin(page.canonical, "feed/")]
    return []


def _found(url: str, document: FeedDocument) -> ReadableFeed:
    headlines = [draft.headline for draft in document.drafts if draft.headline]
    return ReadableFeed(
        url=url,
        title=document.title or _host(url),
        headlines=tuple(headlines[:MOST_HEADLINES]),
        language=document.language,
    )


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
