"""The reader of JSON Feed 1.0 and 1.1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain.errors import DocumentError
from bot.sources.drafts import MOST_ENTRIES
from bot.sources.escapes import plain_title, unescaped
from bot.sources.feed_document import FeedDocument, FeedEntry, escape, make_document
from bot.sources.records import parse_json


def read_json_feed(text: str, *, url: str, now: datetime) -> FeedDocument:
    """The feed in a decoded document. Raises `DocumentError` when it is none."""
    try:
        feed = parse_json(text)
    except (ValueError, RecursionError) as error:
        raise DocumentError("this is not a feed: its JSON cannot be read") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise DocumentError("this is JSON, but not a JSON Feed")
    document = make_document(
        _entries(items),
        url=url,
        now=now,
        title=plain_title(_text(feed, "title"), maybe_html=False),
        language=_text(feed, "language"),
        site=_text(feed, "home_page_url"),
    )
    if not document.drafts and items:
        raise DocumentError("this is JSON, but its items are no articles")
    return document


def _entries(items: list[Any]) -> Iterator[FeedEntry]:
    for item in items[:MOST_ENTRIES]:
        if not isinstance(item, dict):
            continue
        body = unescaped(_text(item, "content_html")) or escape(_text(item, "content_text"))
        yield FeedEntry(
            key=_text(item, "id"),
            key_is_link=True,
            link=_text(item, "url") or _text(item, "external_url"),
            enclosure=_attached(item),
            title=plain_title(_text(item, "title"), maybe_html=False),
            summary=escape(_text(item, "summary")),
            body=body,
            author=_author(item),
            language=_text(item, "language"),
            date=_text(item, "date_published") or _text(item, "date_modified"),
        )


def _attached(item: Mapping[str, Any]) -> str:
    attached = item.get("attachments")
    first = attached[0] if isinstance(attached, list) and attached else None
    return _text(first, "url") if isinstance(first, dict) else ""


def _author(item: Mapping[str, Any]) -> str:
    authors = item.get("authors")
    first = authors[0] if isinstance(authors, list) and authors else item.get("author")
    return _text(first, "name") if isinstance(first, dict) else ""


def _text(record: Mapping[str, Any], name: str) -> str:
    """A field as text; numbers too, since many feeds give numeric ids."""
    value = record.get(name)
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
