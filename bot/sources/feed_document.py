"""What a feed document says, whichever reader read it, and how it becomes drafts."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.models import Draft
from bot.sources.dates import parse_date
from bot.sources.drafts import (
    HEADLINE_BYTES,
    MOST_ENTRIES,
    absolute,
    clean,
    language_code,
    make_draft,
    plain_title,
    unique_keys,
)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One entry, raw: texts as HTML, the date as written, the link against `base`."""

    key: str = ""
    #: Whether the key is a link that can stand for a missing one.
    key_is_link: bool = False
    base: str = ""
    link: str = ""
    #: As plain text.
    title: str = ""
    summary: str = ""
    body: str = ""
    author: str = ""
    language: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """A feed as read."""

    title: str = ""
    language: str = ""
    #: The site's own page.
    site: str = ""
    drafts: list[Draft] = field(default_factory=list)
    #: How long it asks to be left alone, in seconds; 0 when it does not.
    wait_s: float = 0.0
    #: Something does not look right; a lenient reader may see more.
    suspicious: bool = False


def make_document(
    entries: Iterable[Entry],
    *,
    url: str,
    now: datetime,
    title: str = "",
    language: str = "",
    site: str = "",
    wait_s: float = 0.0,
    suspicious: bool = False,
) -> FeedDocument:
    """The feed of the first entries; those without any text are left out."""
    drafts: list[Draft] = []
    for count, entry in enumerate(entries):
        if count >= MOST_ENTRIES:
            break
        draft = make_draft(
            key=entry.key,
            base=entry.base or url,
            link=entry.link or (entry.key if entry.key_is_link else ""),
            headline=entry.title,
            summary=entry.summary,
            body=entry.body,
            author=plain_title(entry.author) if entry.author else "",
            language=entry.language,
            published_at=parse_date(entry.date, now=now),
        )
        if draft.headline or draft.summary or draft.body:
            drafts.append(draft)
            suspicious = suspicious or _odd(draft, entry)
        else:
            suspicious = True
    return FeedDocument(
        title=clean(title, HEADLINE_BYTES).strip(),
        language=language_code(language),
        site=absolute(url, site),
        drafts=unique_keys(drafts),
        wait_s=wait_s,
        suspicious=suspicious or not drafts,
    )


def escape(text: str) -> str:
    """Plain text as HTML."""
    return html.escape(text, quote=False)


def _odd(draft: Draft, entry: Entry) -> bool:
    return (
        bool(entry.link and not draft.url)
        or "\ufffd" in draft.headline
        or "\ufffd" in draft.summary
        or "\ufffd" in draft.body
    )
