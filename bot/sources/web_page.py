"""Facts of a web page beside its text: its feeds, its address, its list of articles.

Runs in a worker process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from lxml import etree, html

from bot.domain.errors import DocumentError
from bot.sources.dates import parse_date
from bot.sources.decode import decode
from bot.sources.drafts import absolute

#: Characters of a page that are read: a list of articles stands early, and parsers are slow on
#: what is deep and wide.
MOST_CHARS = 1_000_000
MOST_LINKS = 3000
MOST_ARTICLES = 60

_FEED_TYPES = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/feed+json"),
        *("application/rdf+xml", "application/json", "text/xml", "application/xml"),
    }
)
_ASIDE = frozenset({"nav", "footer", "aside", "form", "menu"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
_ASIDE_NAME = re.compile(
    r"\b(?:nav|menu|footer|cookie|share|social|breadcrumb|comment|related|advert|promo|tags?)",
    re.IGNORECASE,
)
_DATED_PATH = re.compile(
    r"/(?:19|20)\d\d/(?:\d{1,2}|[a-z]{3})(?:/|-)|/(?:19|20)\d{2}-?\d{2}-?\d{2}"
)
_NUMBERED_PATH = re.compile(r"\d{5,}")
_NEVER = re.compile(
    r"/(?:tags?|topics?|categor(?:y|ies)|authors?|about|contacts?|login|sign-?(?:in|up)|privacy|terms"
    r"|search|page|subscribe|account|help|video|shop)(?:/|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLink:
    """A feed that a page names."""

    url: str
    title: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLink:
    """An article that a page lists."""

    url: str
    title: str
    summary: str = ""
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """The metadata of a page: title, language, feeds, links."""

    url: str
    title: str
    language: str
    #: Its own address of itself, or empty.
    canonical: str
    feeds: tuple[FeedLink, ...]
    #: In the order of the page.
    articles: tuple[ArticleLink, ...]


def read_page(data: bytes, content_type: str, url: str, now: datetime) -> WebPage:
    """The page in a document that came from `url`. Raises `DocumentError` when it is none."""
    text = decode(data, content_type)[:MOST_CHARS].replace("\x00", "")
    if "<" not in text:
        raise DocumentError("this is not a web page")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DocumentError("this is not a web page") from error
    base = url
    if (element := next(root.iter("base"), None)) is not None:
        base = absolute(url, element.get("href", "")) or url
    title = next(root.iter("title"), None)
    return WebPage(
        url=url,
        title=_text(title)[:300] if title is not None else "",
        language=root.get("lang", ""),
        canonical=next(
            (absolute(base, e.get("href", "")) for e in _links(root) if "canonical" in _rel(e)), ""
        ),
        feeds=tuple(_feeds(root, base)),
        articles=tuple(_articles(root, base, now))[:MOST_ARTICLES],
    )


def _links(root: Any) -> Iterator[Any]:
    for count, element in enumerate(root.iter("link")):
        if count >= 500:
            return
        yield element


def _rel(element: Any) -> list[str]:
    return str(element.get("rel", "")).lower().split()


def _feeds(root: Any, base: str) -> Iterator[FeedLink]:
    """Feeds by `<link rel=alternate>`, then by anchors that look like one."""
    seen: set[str] = set()
    for element in _links(root):
        kind = element.get("type", "").lower().split(";")[0].strip()
        if not {"alternate", "feed"} & set(_rel(element)) or kind not in _FEED_TYPES:
            continue
        link = absolute(base, element.get("href", ""))
        if link and link not in seen and "wp-json" not in link and "oembed" not in link:
            seen.add(link)
            yield FeedLink(url=link, title=element.get("title", "")[:200], type=kind)
    for count, element in enumerate(root.iter("a")):
        if count >= MOST_LINKS or len(seen) >= 20:
            return
        link = absolute(base, element.get("href", ""))
        if (
            link
            and link not in seen
            and re.search(
                r"(?:/(?:rss|feeds?|atom)(?:[/.?]|$)|\.(?:rss|atom|rdf)$|feed\.(?:xml|json)$)",
                link,
                re.IGNORECASE,
            )
        ):
            seen.add(link)
            yield FeedLink(url=link, title=_text(element)[:200], type="")


def _articles(root: Any, base: str, now: datetime) -> Iterator[ArticleLink]:
    """Links that look like articles of this site, each once, with the longest of its texts."""
    host = _site(base)
    found: dict[str, tuple[Any, str, bool]] = {}
    for count, element in enumerate(root.iter("a")):
        if count >= MOST_LINKS:
            break
        link = absolute(base, element.get("href", "")).split("#")[0]
        if not link or _site(link) != host:
            continue
        title = _text(element)
        headed = _is_heading(element)
        known = found.get(link)
        if known is not None:
            title = (
                max(title, known[1], key=len)
                if headed == known[2]
                else (title if headed else known[1])
            )
            headed = headed or known[2]
        found[link] = (known[0] if known else element, title, headed)
    for link, (element, title, headed) in found.items():
        if _score(link, title, headed=headed) < 2 or _aside(element):
            continue
        summary, published_at = _around(element, title, now)
        yield ArticleLink(url=link, title=title[:500], summary=summary, published_at=published_at)


def _score(link: str, title: str, *, headed: bool) -> int:
    """The degree to which a link looks like an article: 2 is enough."""
    path = urlsplit(link).path
    if len(title) < 15 or len(title.split()) < 3 or _NEVER.search(path) or len(path) < 5:
        return 0
    slug = path.rstrip("/").rsplit("/", 1)[-1]
    return (
        2 * headed
        + (slug.count("-") + slug.count("_") >= 3)
        + bool(_DATED_PATH.search(path))
        + bool(_NUMBERED_PATH.search(path))
        + (len(title) >= 40)
    )


def _is_heading(element: Any) -> bool:
    """True if a link is a heading, is in one or holds one."""
    if any(child.tag in _HEADINGS for child in element.iterdescendants()):
        return True
    return any(parent.tag in _HEADINGS for parent in _ancestors(element, 3))


def _aside(element: Any) -> bool:
    return any(
        parent.tag in _ASIDE or bool(_ASIDE_NAME.search(str(parent.get("class", ""))[:200]))
        for parent in _ancestors(element, 8)
    )


def _ancestors(element: Any, most: int) -> Iterator[Any]:
    for count, parent in enumerate(element.iterancestors()):
        if count >= most or parent.tag in ("body", "html"):
            return
        yield parent


def _around(element: Any, title: str, now: datetime) -> tuple[str, datetime | None]:
    """The teaser and the date beside a link: in the largest block that holds no other article."""
    block = element
    for parent in _ancestors(element, 5):
        others = {a.get("href") for a in parent.iter("a") if len(_text(a)) >= 15}
        if len(others) > 1:
            break
        block = parent
    summary = next(
        (text for p in block.iter("p") if len(text := _text(p)) >= 40 and text != title), ""
    )
    moment = next(
        (
            found
            for mark in block.iter("time")
            if (found := parse_date(mark.get("datetime", "") or _text(mark), now=now))
        ),
        None,
    )
    return summary[:2000], moment


def _site(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _text(element: Any) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
