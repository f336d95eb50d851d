"""Makes drafts of what a source gave: caps, controls out, links absolute and http(s) only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bot.domain.drafts import Draft

#: Entries of a document that are taken; the newest stand first in nearly all.
MOST_ENTRIES = 500
HEADLINE_BYTES = 1024
SUMMARY_BYTES = 64 * 1024
BODY_BYTES = 512 * 1024
KEY_BYTES = 2048
LINK_CHARS = 2048

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
#: A link that is absolute and harmless as it stands.
_PLAIN_LINK = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:/[\w.~%!$&'()*+,;=:@/?#-]*)?\Z", re.ASCII
)
#: The same as bytes of UTF-8.
CONTROL_BYTES = bytes([*range(9), 11, 12, *range(14, 32), 127])
#: Windows' quotes and dashes, written into documents of other encodings.
_C1 = re.compile("[\x80-\x9f]")
_TWICE = re.compile("[\xc2-\xf4][\x80-\x9f][\x80-\xbf]{0,2}|[\xe0-\xf4][\x80-\xbf]{2,3}")


def make_draft(
    *,
    key: str,
    base: str = "",
    link: str = "",
    headline: str = "",
    summary: str = "",
    body: str = "",
    is_html: bool = True,
    author: str = "",
    language: str = "",
    published_at: datetime | None = None,
    date_unread: bool = False,
) -> Draft:
    """A draft within its limits; `link` is resolved against `base`."""
    return Draft(
        key=bounded_key(key),
        url=absolute(base, link),
        headline=clean(headline, HEADLINE_BYTES).strip(),
        summary=clean(summary, SUMMARY_BYTES),
        body=clean(body, BODY_BYTES),
        html=is_html,
        author=clean(author, 200).strip(),
        language=language_code(language),
        published_at=published_at,
        date_unread=date_unread,
    )


def clean(text: str, most_bytes: int) -> str:
    """Text without controls and lone surrogates, cut to so many bytes of UTF-8.

    Works on bytes: deleting some of them is many times faster than a pattern on text.
    """
    if not text:
        return text
    if len(text) > most_bytes:
        text = text[:most_bytes]
    if text.isascii() and text.isprintable():
        return text
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    data = data.translate(None, CONTROL_BYTES)[:most_bytes]
    text = data.decode("utf-8", "ignore")
    if b"\xc2" in data and _C1.search(text):
        text = _C1.sub(_of_windows, _TWICE.sub(_once, text))
    return text


def _once(found: re.Match[str]) -> str:
    """UTF-8 that was taken for Latin-1 and written as UTF-8 again."""
    try:
        return found[0].encode("latin-1").decode("utf-8")
    except UnicodeError:
        return found[0]


def _of_windows(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("cp1252", "ignore")


def bounded_key(key: str) -> str:
    """A source's own id, without spaces around; a very long one as a hash."""
    key = clean(key.strip(), 1 << 20)
    if len(key) <= KEY_BYTES // 4:
        return key
    data = key.encode("utf-8", "replace")
    if len(data) <= KEY_BYTES:
        return key
    return "hash:" + hashlib.blake2b(data, digest_size=16).hexdigest()


def absolute(base: str, link: str) -> str:
    """The link as an absolute http(s) address, or empty when it is none."""
    link = link.strip()
    if _PLAIN_LINK.match(link) and len(link) <= LINK_CHARS:
        return link
    link = _CONTROLS.sub("", link).replace("\n", "").replace("\t", "")
    if not link or len(link) > LINK_CHARS:
        return ""
    try:
        joined = urljoin(base, link) if base else link
        parts = urlsplit(joined)
        host = parts.hostname
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or len(joined) > LINK_CHARS:
        return ""
    return clean(joined.replace(" ", "%20"), LINK_CHARS)


def language_code(text: str) -> str:
    """The ISO 639-1 code at the beginning of a language tag, or empty."""
    if not text:
        return ""
    code = text.strip().lower().replace("_", "-").split("-")[0]
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""


def unique_keys(drafts: Iterable[Draft]) -> list[Draft]:
    """The drafts with keys that differ.

    Some feeds give the same id to all entries: the first keeps it, a later one with another
    link gets its link added. The same key with the same link again is the same article.
    """
    seen: dict[str, str] = {}
    kept: list[Draft] = []
    for draft in drafts:
        mark = draft.url or draft.headline
        if draft.key and draft.key in seen:
            if seen[draft.key] == mark:
                continue
            key = bounded_key(f"{draft.key}|{mark}")
            if key in seen:
                continue
            draft = draft._replace(key=key)
        if draft.key:
            seen[draft.key] = mark
        kept.append(draft)
    return kept
