"""The lenient reader: feedparser, for documents that the fast one does not trust its reading of.

It is slow, and hostile input can hold it up for hours, so it is only ever run in a worker
process, and what is known to be quadratic in it is refused first.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from bot.domain.errors import DocumentError
from bot.sources.drafts import MOST_ENTRIES
from bot.sources.escapes import plain_title, unescaped
from bot.sources.feed_document import FeedDocument, FeedEntry, escape, make_document

#: Beyond these it is not tried: 200,000 entries took 34 s, a tag of 332 KB 10 s, an author of
#: 62 KB 16 s (measured).
MOST_CHARS = 2 * 1024 * 1024
MOST_TAG_CHARS = 16 * 1024
MOST_AUTHOR_CHARS = 1024

_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_AUTHOR = re.compile(
    r"<(?:\w+:)?(?:author|creator|contributor|managingeditor|webmaster|publisher|owner|name|email)"
    rf"\b[^>]*>[^<]{{{MOST_AUTHOR_CHARS},}}",
    re.IGNORECASE,
)
_ENTITIES = re.compile(r"<!ENTITY", re.IGNORECASE)


def is_safe_for_lenient(text: str) -> bool:
    """True if the lenient reader can be tried on a decoded document."""
    return (
        len(text) <= MOST_CHARS
        and len(_ENTRY.findall(text)) <= 2 * MOST_ENTRIES
        and len(_ENTITIES.findall(text)) <= 20
        and not _AUTHOR.search(text)
        and _longest_tag(text) <= MOST_TAG_CHARS
    )


def read_leniently(text: str, *, url: str, now: datetime) -> FeedDocument:
    """The feed in a decoded document. Raises `DocumentError` when even this finds none."""
    import feedparser

    # Parameters, not the module's switches: those are shared.
    # A stream, not bytes: those it would first try as a file's name or an address.
    feed = feedparser.parse(
        io.BytesIO(re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode("utf-8", "replace")),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": url,
        },
    )
    if not feed.get("version") and not feed.entries:
        raise DocumentError("this is not a feed")
    head = feed.feed
    return make_document(
        _entries(feed.entries),
        url=url,
        now=now,
        title=plain_title(head.get("title", "")),
        language=head.get("language", ""),
        site=head.get("link", ""),
    )


def _entries(entries: list[Any]) -> Iterator[FeedEntry]:
    for entry in entries[:MOST_ENTRIES]:
        bodies = [_html(content) for content in entry.get("content", ())]
        yield FeedEntry(
            key=entry.get("id", ""),
            key_is_link=bool(entry.get("guidislink")),
            base=entry.get("title_detail", {}).get("base", "") or "",
            link=entry.get("link", ""),
            enclosure=next((e.get("href", "") for e in entry.get("enclosures", ())), ""),
            title=plain_title(
                entry.get("title", ""),
                maybe_html=entry.get("title_detail", {}).get("type") != "text/plain",
            ),
            summary=_html(entry.get("summary_detail", {})) or entry.get("summary", ""),
            body=max(bodies, key=len, default=""),
            author=entry.get("author", ""),
            date=entry.get("published") or entry.get("created") or entry.get("updated") or "",
        )


def _html(detail: Any) -> str:
    value = detail.get("value") or ""
    return escape(value) if detail.get("type") == "text/plain" else unescaped(value)


def _longest_tag(text: str) -> int:
    """The length of the longest start tag."""
    longest = at = 0
    while (at := text.find("<", at)) >= 0:
        end = text.find(">", at)
        if end < 0:
            return max(longest, len(text) - at if text[at + 1 : at + 2].isalpha() else 0)
        if text[at + 1 : at + 2].isalpha():
            longest = max(longest, end - at)
        at = end if text[at + 1 : at + 2] != "!" else at + 2
    return longest
