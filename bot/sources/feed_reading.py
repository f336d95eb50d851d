"""Reads the bytes of a feed of any format; runs in a worker process."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import DocumentError
from bot.sources.decode import decode
from bot.sources.feed_document import FeedDocument
from bot.sources.feed_json import read_json_feed
from bot.sources.feed_lenient import is_safe_for_lenient, read_leniently
from bot.sources.feed_xml import read_xml_feed

#: Stored with a source's validators: after a change everything is read anew once.
READER_VERSION = 3

_HTML = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_FEED_START = re.compile(r"<(?:\w+:)?(?:rss|rdf|feed|channel)\b", re.IGNORECASE)


def read_feed(data: bytes, content_type: str, url: str, now: datetime) -> FeedDocument:
    """The feed in a document, by the fast readers; `suspicious` asks for the lenient one.

    Raises:
        DocumentError: it is no feed; when it may be one all the same, the text ends in `?`.
    """
    text = decode(data, content_type)
    start = text.lstrip("\ufeff \t\r\n\x00")
    if start.startswith(("{", "[")):
        return read_json_feed(start, url=url, now=now)
    if _HTML.match(start) and not _FEED_START.search(start[:2000]):
        raise DocumentError("this is a web page, not a feed")
    try:
        document = read_xml_feed(_from_the_start(start), url=url, now=now)
    except DocumentError:
        if _FEED_START.search(start[:20_000]) and is_safe_for_lenient(text):
            return FeedDocument(suspicious=True)
        raise
    if document.suspicious and not is_safe_for_lenient(text):
        return replace(document, suspicious=False)
    return document


def reread_feed(data: bytes, content_type: str, url: str, now: datetime) -> FeedDocument:
    """The same document by the lenient reader. Raises `DocumentError`."""
    return read_leniently(decode(data, content_type), url=url, now=now)


def better(fast: FeedDocument, lenient: FeedDocument) -> FeedDocument:
    """The reading that understood more."""
    return lenient if _worth(lenient) > _worth(fast) else fast


def _worth(document: FeedDocument) -> tuple[int, int, int]:
    drafts = document.drafts
    return (
        sum(1 for draft in drafts if draft.headline or draft.summary or draft.body),
        sum(bool(draft.headline) + bool(draft.url) + bool(draft.key) for draft in drafts)
        - sum("\ufffd" in draft.headline + draft.summary + draft.body for draft in drafts),
        sum(bool(draft.published_at) + bool(draft.summary or draft.body) for draft in drafts),
    )


def _from_the_start(text: str) -> str:
    """Without what stands before the document: PHP warnings, blank lines."""
    found = re.search(r"<(?:\?xml|!DOCTYPE|rss|rdf:RDF|feed|channel|\w+:feed)\b", text[:20_000])
    return text[found.start() :] if found else text
