"""Documents of a folder as drafts: plain text, Markdown, HTML, JSON, mail; each also gzipped.

Runs in a worker process: what stands in a folder may come from anywhere.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from typing import Any

from bot.domain.drafts import Draft
from bot.domain.errors import DocumentError, FetchError
from bot.sources.dates import FIRST_AT, parse_date
from bot.sources.decode import decode
from bot.sources.drafts import BODY_BYTES, make_draft
from bot.sources.escapes import plain_title
from bot.sources.inflate import gunzip
from bot.sources.records import record_draft

#: A document unpacked.
MOST_BYTES = 8 * 1024 * 1024

TEXT, MARKDOWN, HTML, JSON, MAIL = "text", "markdown", "html", "json", "mail"
#: By the end of the file's name, without `.gz`.
KINDS = {
    **dict.fromkeys((".txt", ".text", ""), TEXT),
    **dict.fromkeys((".md", ".markdown"), MARKDOWN),
    **dict.fromkeys((".html", ".htm", ".xhtml"), HTML),
    ".json": JSON,
    ".eml": MAIL,
}

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.{0,4000}?)\n---[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"^(\w+)\s*:\s*(.+)$", re.MULTILINE)
_MARKUP = (
    (re.compile(r"^(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\]\n]{1,500})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE), r"\1"),
    (re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE), ""),
    (re.compile(r"^ {0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,500}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])[*_](?=\S)([^*_\n]{1,500}?)(?<=\S)[*_](?![\w*])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)
_HEADING = re.compile(r"^ {0,3}#[ \t]+(.{1,300}?)[ \t]*#*$", re.MULTILINE)


def drafts_of_files(
    documents: Sequence[tuple[str, str, bytes, bool]], now: datetime
) -> list[list[Draft] | str]:
    """For each (key, kind, bytes, whether gzipped) its drafts, or why it cannot be read."""
    results: list[list[Draft] | str] = []
    for key, kind, data, gzipped in documents:
        try:
            results.append(_read(key, kind, data, gzipped=gzipped, now=now))
        except (DocumentError, FetchError, ValueError, RecursionError, LookupError) as error:
            results.append(f"{key}: {str(error)[:200] or type(error).__name__}")
    return results


def _read(key: str, kind: str, data: bytes, *, gzipped: bool, now: datetime) -> list[Draft]:
    if gzipped:
        data = gunzip(data, most_bytes=MOST_BYTES)
    if kind == MAIL:
        return [_mail(key, data, now)]
    text = decode(data)
    if "\x00" in text[:4096]:
        raise DocumentError("it is not text")
    if kind == JSON:
        return _json(key, text, now)
    if kind == MARKDOWN:
        return [_markdown(key, text, now)]
    return [make_draft(key=key, body=text, is_html=kind == HTML)]


def _json(key: str, text: str, now: datetime) -> list[Draft]:
    """One article, or a list of them (bare, or as `articles`)."""
    value = json.loads(text)
    if isinstance(value, dict) and isinstance(value.get("articles"), list):
        value = value["articles"]
    if isinstance(value, dict):
        return [_record(key, value, now)]
    if not isinstance(value, list):
        raise DocumentError("the JSON is neither an article nor a list of them")
    return [
        _record(f"{key}#{record.get('id', place)}", record, now)
        for place, record in enumerate(value)
        if isinstance(record, dict)
    ]


def _record(key: str, record: Mapping[str, Any], now: datetime) -> Draft:
    draft = record_draft(record, key=key, now=now)
    if draft is None:
        raise DocumentError("the JSON holds no article")
    return draft


def _markdown(key: str, text: str, now: datetime) -> Draft:
    """Markdown as plain text; its first heading or its `title:` is the headline."""
    fields: dict[str, str] = {}
    if found := _FRONT_MATTER.match(text):
        fields = {name.lower(): value.strip(" \"'") for name, value in _FIELD.findall(found[1])}
        text = text[found.end() :]
    text = text[:BODY_BYTES]
    title = fields.get("title", "")
    heading = _HEADING.search(text)
    if heading and not text[: heading.start()].strip():
        title = title or heading[1]
        text = text[heading.end() :]
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
        title = pattern.sub(replacement, title)
    return make_draft(
        key=key,
        link=fields.get("url", "") or fields.get("link", ""),
        headline=plain_title(title),
        body=text.strip(),
        is_html=False,
        language=fields.get("lang", "") or fields.get("language", ""),
        published_at=parse_date(fields.get("date", ""), now=now),
    )


def _mail(key: str, data: bytes, now: datetime) -> Draft:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None:
        raise DocumentError("the mail has no text")
    payload = part.get_payload(decode=True)
    body = decode(
        payload if isinstance(payload, bytes) else b"", f"charset={part.get_content_charset('')}"
    )
    return make_draft(
        key=key,
        headline=" ".join(str(message.get("Subject", "")).split()),
        body=body,
        is_html=part.get_content_subtype() == "html",
        author=str(message.get("From", "")),
        language=str(message.get("Content-Language", "")),
        published_at=_mail_date(str(message.get("Date", "")), now),
    )


def _mail_date(text: str, now: datetime) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return parse_date(text, now=now)
    return moment if FIRST_AT < moment <= now else None
