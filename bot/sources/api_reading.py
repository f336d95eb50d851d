"""Reads one page of a JSON API of articles; runs in a worker process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.drafts import Draft
from bot.domain.errors import DocumentError
from bot.sources.decode import decode
from bot.sources.drafts import MOST_ENTRIES
from bot.sources.records import parse_json, record_draft

_LISTS = ("articles", "items", "results", "data", "hits", "entries", "news")
_NEXT = ("next", "next_url", "next_page", "nextPage")
_CURSORS = ("next_cursor", "nextCursor", "cursor")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage:
    """One page of an API."""

    drafts: list[Draft]
    #: The address of the next page as it is written, or empty.
    next: str = ""
    #: A cursor for the next page, or empty.
    cursor: str = ""


def read_api_page(
    data: bytes, content_type: str, url: str, names: Mapping[str, str], now: datetime
) -> ApiPage:
    """The articles of a page. Raises `DocumentError` when it holds no list of articles."""
    try:
        page = parse_json(decode(data, content_type))
    except (ValueError, RecursionError) as error:
        raise DocumentError("the answer is no JSON") from error
    records = page if isinstance(page, list) else _records(page, names)
    if not isinstance(records, list):
        raise DocumentError("the answer holds no list of articles")
    drafts = [
        draft
        for record in records[:MOST_ENTRIES]
        if isinstance(record, dict)
        and (draft := record_draft(record, now=now, base=url, names=names))
    ]
    if records and not drafts:
        raise DocumentError("the answer's records are no articles")
    return ApiPage(
        drafts=drafts,
        next=_text(page, names.get("next"), _NEXT),
        cursor=_text(page, names.get("next_cursor"), _CURSORS),
    )


def _records(page: Any, names: Mapping[str, str]) -> Any:
    if "items" in names:
        return _at(page, names["items"])
    return next((found for name in _LISTS if isinstance(found := _at(page, name), list)), None)


def _text(page: Any, name: str | None, usual: tuple[str, ...]) -> str:
    """The first of the fields that is a text or a number."""
    for path in (name,) if name else usual:
        value = _at(page, path)
        if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            return str(value)
    return ""


def _at(value: Any, path: str) -> Any:
    """A field of a field, its path joined by dots."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value
