"""Fetches the pages of articles whose source gives only a title or a line or two.

What is fetched is remembered by the source, so that no page is fetched at every poll; a draft
that was completed once and has not changed since is left out of later polls, or its teaser
would count as an edit of the whole text.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.drafts import Draft
from bot.domain.errors import FetchError, FetchReason
from bot.domain.models import PageRule
from bot.sources.addresses import is_loopback
from bot.sources.decode import decode
from bot.sources.drafts import BODY_BYTES, clean
from bot.sources.http import ACCEPT_PAGE, GuardedClient
from bot.sources.robots import RobotsRules

#: Less text than this is a teaser; two sentences are about 250 characters.
TEASER_CHARS = 200
#: Pages of one poll, and how long all of them may take.
MOST_PAGES = 15
TOTAL_S = 45.0
#: After so many failures in a row the rest of the poll goes without pages.
MOST_FAILURES = 3
#: What is older is not worth a request: it will not be told.
OLDEST = timedelta(hours=48)
#: Articles that are remembered: more than stand in one document.
MOST_REMEMBERED = 2000
PAGE_BYTES = 3 * 1024 * 1024

_TAG = re.compile(r"<[^>]{0,2000}>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """Drafts with the texts of their pages."""

    drafts: list[Draft]
    #: To be stored and given back: which drafts were completed, and as what.
    pages: dict[str, str]
    #: Some wait for the next poll, which may come at once.
    more: bool
    #: Of some nothing is known, as their page could not be read: it is asked for again.
    unread: bool = False


class ArticlePages:
    """Completes drafts by their pages."""

    def __init__(self, *, client: GuardedClient, robots: RobotsRules) -> None:
        self._client = client
        self._robots = robots

    async def complete(
        self,
        drafts: Sequence[Draft],
        pages: object,
        *,
        site: str,
        now: datetime,
        rule: PageRule = PageRule.SHORT,
    ) -> Completed:
        """The drafts that are new or changed, with the text of their pages where it is missing.

        `pages` is what the last poll remembered; `site` the address the drafts came from;
        `rule` says whether it is missing where it is short, always, or never. A
        page that cannot be read leaves its draft as it was; one without any title is dropped.
        """
        known = pages if isinstance(pages, Mapping) else {}
        remembered: dict[str, str] = {}
        done: list[Draft] = []
        failures = fetched = held = unread = 0
        deadline = asyncio.get_running_loop().time() + TOTAL_S
        for draft in drafts:
            if not wants_page(draft, site=site, now=now, rule=rule):
                done.append(draft)
                continue
            name, state = _short(draft.key or draft.url), _short(_content(draft))
            if known.get(name) == state:
                remembered[name] = state
                continue
            if failures >= MOST_FAILURES:
                done += [draft] if draft.headline else []
                continue
            if fetched >= MOST_PAGES or asyncio.get_running_loop().time() > deadline:
                held += 1
                continue
            fetched += 1
            try:
                draft = draft._replace(body=await self._text(draft.url), html=True)
                failures = 0
            except FetchError as error:
                failures += 1 if error.reason is not FetchReason.ROBOTS else 0
                if not (draft.headline or draft.summary):
                    unread += 1
                    continue
            remembered[name] = state
            done += [draft] if draft.headline or draft.body else []
        return Completed(
            drafts=done,
            pages=dict(list(remembered.items())[:MOST_REMEMBERED]),
            more=held > 0,
            unread=unread > 0,
        )

    async def _text(self, url: str) -> str:
        """The page's HTML. Raises `FetchError`."""
        await self._robots.check(url)
        answer = await self._client.get(url, accept=ACCEPT_PAGE, most_bytes=PAGE_BYTES)
        kind = answer.headers.get("content-type", "text/html").lower()
        if "html" not in kind and "text/plain" not in kind:
            raise FetchError(FetchReason.UNREADABLE, "the article's page is no text")
        text = await asyncio.to_thread(decode, answer.body, kind)
        if not text.strip():
            raise FetchError(FetchReason.UNREADABLE, "the article's page is empty")
        return clean(text, BODY_BYTES)


def wants_page(draft: Draft, *, site: str, now: datetime, rule: PageRule = PageRule.SHORT) -> bool:
    """True if a draft is a teaser whose page is worth a request, or its source wants all pages.

    A source on this machine itself is believed for its own pages only.
    """
    if rule is PageRule.NEVER or not draft.url:
        return False
    if draft.published_at is not None and draft.published_at < now - OLDEST:
        return False
    if rule is PageRule.SHORT and (_has_text(draft.body) or _has_text(draft.summary)):
        return False
    return is_loopback(draft.url) or not is_loopback(site)


def _has_text(text: str) -> bool:
    """True if a text is longer than a teaser; markup does not count.

    The beginning decides: tags are few beside a text, and all of them need not be looked at.
    """
    if len(text) < TEASER_CHARS:
        return False
    if "<" not in text:
        return len(text.strip()) >= TEASER_CHARS
    start = text[: 4 * TEASER_CHARS]
    if len(start) - sum(map(len, _TAG.findall(start))) >= TEASER_CHARS + 50:
        return True
    return len(_TAG.sub("", text).strip()) >= TEASER_CHARS


def _content(draft: Draft) -> str:
    return "\x1f".join((draft.url, draft.headline, draft.summary, draft.body))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=6).hexdigest()
