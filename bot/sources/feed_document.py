"""Contents of a feed document, whichever reader read it, and how it becomes drafts."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.drafts import Draft
from bot.sources.dates import parse_date
from bot.sources.drafts import (
    HEADLINE_BYTES,
    MOST_ENTRIES,
    absolute,
    clean,
    language_code,
    make_draft,
    unique_keys,
)
from bot.sources.escapes import plain_title


@dataclass(slots=True, kw_only=True)
class FeedEntry:
    """One entry, raw: texts as HTML, the date as written, the link against `base`."""

    key: str = ""
    #: Whether the key is a link that can stand for a missing one.
    key_is_link: bool = False
    base: str = ""
    link: str = ""
    #: Its sound or film: where it leads when it has no link.
    enclosure: str = ""
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
    entries: Iterable[FeedEntry],
    *,
    url: str,
    now: datetime,
    title: str = "",
    language: str = "",
    site: str = "",
    wait_s: float = 0.0,
    suspicious: bool = False,
) -> FeedDocument:
    """The feed of the first entries; those with neither text nor a link are left out."""
    drafts: list[Draft] = []
    spoken = language_code(language)
    for count, entry in enumerate(entries):
        if count >= MOST_ENTRIES:
            break
        own = language_code(entry.language) or spoken
        published_at = parse_date(entry.date, now=now, language=own)
        draft = make_draft(
            key=entry.key,
            base=entry.base or url,
            link=entry.link or _link_of_key(entry) or entry.enclosure,
            headline=entry.title,
            summary=entry.summary,
            body=entry.body,
            author=plain_title(entry.author) if entry.author else "",
            language=entry.language,
            published_at=published_at,
            date_unread=published_at is None and bool(entry.date.strip()),
        )
        text = draft.headline or draft.summary or draft.body
        if text or draft.url:
            drafts.append(draft)
            suspicious = suspicious or _odd(draft, entry)
        else:
            suspicious = True
    drafts = unique_keys(drafts)
    return FeedDocument(
        title=clean(title, HEADLINE_BYTES).strip(),
        language=spoken,
        site=absolute(url, site),
        drafts=with_dates(drafts),
        wait_s=wait_s,
        suspicious=suspicious or not drafts,
    )


def with_dates(drafts: list[Draft]) -> list[Draft]:
    """The drafts, those whose date could not be read as old as the ones beside them.

    Nearly all feeds stand in order: the next with a date counts, behind it the one before.
    """
    if not any(draft.date_unread for draft in drafts):
        return drafts
    dated = [draft.published_at for draft in drafts]
    behind: datetime | None = None
    for at in range(len(drafts) - 1, -1, -1):
        behind = drafts[at].published_at or behind
        dated[at] = behind
    before: datetime | None = None
    for at, draft in enumerate(drafts):
        before = draft.published_at or before
        dated[at] = dated[at] or before
    return [
        draft._replace(published_at=moment) if draft.date_unread else draft
        for draft, moment in zip(drafts, dated, strict=True)
    ]


def _link_of_key(entry: FeedEntry) -> str:
    """The entry's name, where that is an address it can be read at."""
    named = entry.key_is_link and entry.key[:8].lower().startswith(("http://", "https://", "/"))
    return entry.key if named else ""


def escape(text: str) -> str:
    """Plain text as HTML."""
    return html.escape(text, quote=False)


def _odd(draft: Draft, entry: FeedEntry) -> bool:
    return (
        bool(entry.link and not draft.url)
        or "\ufffd" in draft.headline
        or "\ufffd" in draft.summary
        or "\ufffd" in draft.body
    )
