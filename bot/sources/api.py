"""The fetcher of JSON APIs: stored articles, newest first, page after page by cursor.

`api:URL` reads `{"articles": […], "next": URL}`; also a bare list, `next_cursor`, or a
`Link: …; rel="next"` header. Other names come after `#`:
`api:https://host/items#items=data&title=headline&id=nr&next=paging.next&cursor=after`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from bot.domain.drafts import Draft, Fetched
from bot.domain.errors import DocumentError, FetchError, FetchReason
from bot.domain.models import Source, SourceKind
from bot.ports import Workbench
from bot.sources.api_reading import ApiPage, read_api_page
from bot.sources.http import ACCEPT_JSON, GuardedClient, HttpAnswer
from bot.sources.kinds import FetcherKind, address_of, web_address

#: Pages and articles of one poll.
MOST_PAGES = 10
MOST_DRAFTS = 500
#: Articles that are remembered as read; what is not remembered costs a second reading, no more.
MOST_SEEN = 2000
#: Places where reading older articles stopped and goes on.
MOST_RESUMED = 5
READ_S = 10.0

_NEXT_LINK = re.compile(r"<([^<>]{1,2000})>\s*;[^,]*?\brel\s*=\s*\"?[^\",]*\bnext\b", re.IGNORECASE)


class ApiFetcher:
    """Reads an API of articles.

    It begins at the newest and goes on to older pages until it meets a page it knows whole; so
    articles inserted late among the newest pages are found too. Where a poll's limit stops it,
    the next poll goes on. Its memory holds hashes of the articles `seen` and where to `resume`.
    """

    def __init__(
        self, *, client: GuardedClient, workbench: Workbench, now: Callable[[], datetime]
    ) -> None:
        self._client = client
        self._workbench = workbench
        self._now = now

    async def fetch(self, source: Source) -> Fetched:
        """Articles that are new or changed. Raises `FetchError` only."""
        url, names = _parts(source.locator)
        known = [str(mark) for mark in source.memory.get("seen", ())]
        resume = [str(link) for link in source.memory.get("resume", ())]
        reading = _PollReading(known=set(known))
        stopped = await self._walk(url, url, names, reading)
        while not stopped and resume and reading.has_room:
            stopped = await self._walk(resume.pop(), url, names, reading)
        if stopped:
            resume.append(stopped)
        seen = list(dict.fromkeys([*reading.marks, *known]))[:MOST_SEEN]
        resume = [link for link in dict.fromkeys(resume) if link][-MOST_RESUMED:]
        return Fetched(
            drafts=reading.drafts,
            title=urlsplit(url).hostname or "",
            not_modified=not reading.drafts,
            memory={"seen": seen, "resume": resume},
            more=bool(resume),
        )

    async def _walk(
        self, link: str, url: str, names: Mapping[str, str], reading: _PollReading
    ) -> str:
        """Read pages from `link` on until one is known whole; where to go on when it stopped."""
        visited: set[str] = set()
        while link and link not in visited:
            if not reading.has_room:
                return link
            visited.add(link)
            page = await self._page(link, names)
            reading.pages += 1
            if not reading.take(page):
                return ""
            link = _following(page, link, url, names)
        return ""

    async def _page(self, link: str, names: Mapping[str, str]) -> ApiPage:
        answer = await self._client.get(link, accept=ACCEPT_JSON)
        job = (answer.body, answer.headers.get("content-type", ""), answer.url, dict(names))
        try:
            page = await self._workbench.run(read_api_page, *job, self._now(), timeout_s=READ_S)
        except DocumentError as error:
            raise FetchError(FetchReason.UNREADABLE, str(error)) from error
        return page if page.next else replace(page, next=_next_link(answer))


@dataclass(slots=True, kw_only=True)
class _PollReading:
    """The drafts and pages that one poll has read so far."""

    known: set[str]
    drafts: list[Draft]
    marks: list[str]
    pages: int = 0

    def __init__(self, *, known: set[str]) -> None:
        self.known = known
        self.drafts = []
        self.marks = []
        self.pages = 0

    @property
    def has_room(self) -> bool:
        return self.pages < MOST_PAGES and len(self.drafts) < MOST_DRAFTS

    def take(self, page: ApiPage) -> bool:
        """Keep what is new on a page; whether anything was."""
        fresh = False
        for draft in page.drafts:
            mark = _mark(draft)
            self.marks.append(mark)
            if mark not in self.known:
                fresh = True
                self.known.add(mark)
                self.drafts.append(draft)
        return fresh


def _parts(locator: str) -> tuple[str, dict[str, str]]:
    """The address and the names that come after `#`."""
    url, fragment = urldefrag(address_of(locator))
    return url, dict(parse_qsl(fragment))


def _following(page: ApiPage, link: str, url: str, names: Mapping[str, str]) -> str:
    """The address of the next page, or empty."""
    if page.next.startswith(("http://", "https://", "/", "?")):
        return urljoin(link, page.next)
    cursor = page.cursor or page.next
    if not cursor:
        return ""
    parts = urlsplit(url)
    name = names.get("cursor", "cursor")
    query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != name]
    return parts._replace(query=urlencode([*query, (name, cursor)])).geturl()


def _next_link(answer: HttpAnswer) -> str:
    """The target of a `Link` header with `rel="next"`."""
    found = _NEXT_LINK.search(answer.headers.get("link", "")[:8000])
    return urljoin(answer.url, found[1]) if found else ""


def _mark(draft: Draft) -> str:
    """A hash of an article as it is now: a changed one is read again."""
    text = "\x1f".join((draft.key, draft.url, draft.headline, draft.summary, draft.body))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()


_EXAMPLE = "api:https://example.org/articles"


def _parse(rest: str) -> str:
    rest, _, names = rest.partition("#")  # how its fields are called
    address = web_address(rest, example=_EXAMPLE)
    return f"api:{address}#{names}" if names else f"api:{address}"


KIND = FetcherKind(
    kind=SourceKind.API,
    written="api:https://…",
    example=_EXAMPLE,
    parse=_parse,
    make=lambda parts: ApiFetcher(client=parts.client, workbench=parts.workbench, now=parts.now),
)
