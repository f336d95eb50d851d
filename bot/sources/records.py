"""Articles as records with named fields (JSON objects, rows of a table) made into drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.domain.drafts import Draft
from bot.sources.dates import parse_date
from bot.sources.drafts import make_draft
from bot.sources.escapes import plain_title

#: Larger documents are read strictly only.
LENIENT_JSON_CHARS = 2_000_000

#: Our names, and others by which they are widely known; the first that is there is taken.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "_id"),
    "title": ("title", "headline", "name"),
    "url": ("url", "link", "canonical_url", "source_url"),
    "summary": ("summary", "description", "teaser", "excerpt", "lead"),
    "body": ("body", "content_html", "content", "text", "content_text", "maintext", "article_text"),
    "language": ("language", "lang"),
    "published_at": (
        *("published_at", "published", "date_published", "date_publish", "pub_date", "publishedAt"),
        *("date", "created_at"),
    ),
    "author": ("author", "byline", "authors"),
}


def record_draft(
    record: Mapping[str, Any],
    *,
    now: datetime,
    key: str | None = None,
    base: str = "",
    names: Mapping[str, str] | None = None,
) -> Draft | None:
    """The draft of a record, or None when it has no text at all.

    `names` gives the record's own names for our fields; `key` stands for its id.
    """

    def text(field: str) -> str:
        return _text(_value(record, field, names or {}))

    draft = make_draft(
        key=text("id") if key is None else key,
        base=base,
        link=text("url"),
        headline=plain_title(text("title")),
        summary=text("summary"),
        body=(body := text("body")),
        is_html=looks_like_html(body) or (not body and looks_like_html(text("summary"))),
        author=text("author"),
        language=text("language"),
        published_at=_moment(_value(record, "published_at", names or {}), now),
    )
    return draft if draft.headline or draft.summary or draft.body else None


def parse_json(text: str) -> Any:
    """The value in a JSON document; raises ValueError, or RecursionError for a deep one.

    orjson is five times faster; what it refuses (NaN, lone surrogates, numbers beyond 64 bits)
    sources do write.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        if len(text) > LENIENT_JSON_CHARS:
            raise
    return json.loads(text, parse_constant=lambda _: None)


def looks_like_html(text: str) -> bool:
    """True if a text of unknown kind is HTML."""
    start = text[:20_000].lower()
    return any(
        mark in start
        for mark in ("</p>", "<p>", "<p ", "<br", "<div", "<html", "</a>", "<!doctype")
    )


def _value(record: Mapping[str, Any], field: str, names: Mapping[str, str]) -> Any:
    if own := names.get(field):
        return record.get(own)
    return next(
        (record[name] for name in FIELDS[field] if record.get(name) not in (None, "", [])), None
    )


def _text(value: Any) -> str:
    """A value as text; a list of names or the name of an object for authors."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, map(_text, value[:5])))
    if isinstance(value, Mapping):
        return _text(value.get("name") or "")
    return "" if value is None or isinstance(value, bool) else str(value)


def _moment(value: Any, now: datetime) -> datetime | None:
    if isinstance(value, datetime):
        value = (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    elif isinstance(value, float):
        value = int(value) if abs(value) < 1e14 else ""
    return parse_date(_text(value), now=now)
