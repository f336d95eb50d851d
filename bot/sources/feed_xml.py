"""The fast reader of XML feeds: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from datetime import datetime
from html import unescape
from urllib.parse import urljoin

from lxml import etree

from bot.domain.errors import DocumentError
from bot.sources.drafts import MOST_ENTRIES
from bot.sources.escapes import plain_title, unescaped
from bot.sources.feed_document import FeedDocument, FeedEntry, escape, make_document
from bot.sources.feed_plain import plain_entry
from bot.sources.xml_names import XML_BASE, XML_LANG, short_name
from bot.sources.xml_parsing import parse_xml

#: Signs that a lenient reader may understand what this one does not.
_BEYOND = ("<!ENTITY", ' mode="', " mode='")
_TAG = re.compile(r"<[a-zA-Z/!]")

_ENTRY = frozenset({"item", "entry"})
#: Where a value is taken from, best first.
_TITLES = ("title", "dc:title", "media:title")
_KEYS = ("guid", "id", "dc:identifier")
_DATES = (
    *("published", "pubdate", "dc:date", "issued", "dcterms:issued", "dcterms:created"),
    *("created", "updated", "modified", "dcterms:modified", "date", "a10:updated"),
)
_BODIES = ("content:encoded", "content", "xhtml:body", "xhtml:div", "body", "fullitem")
_SUMMARIES = (
    "description",
    "summary",
    "itunes:summary",
    "media:description",
    "abstract",
    "dc:description",
)
_AUTHORS = ("dc:creator", "author", "itunes:author", "dc:author", "managingeditor")
_PERIODS_S = {
    "hourly": 3600,
    "daily": 86400,
    "weekly": 604800,
    "monthly": 2592000,
    "yearly": 31536000,
}

Children = dict[str, list[etree._Element]]


def read_xml_feed(text: str, *, url: str, now: datetime) -> FeedDocument:
    """The feed in a decoded document; `url` is where it came from.

    Raises:
        DocumentError: it is not an XML feed.
    """
    root = parse_xml(text)
    if root is None:
        raise DocumentError("this is not a feed")
    name = short_name(root.tag)
    channel = root if name in ("feed", "channel") else _first(root, "channel")
    entries = list(entry_elements(root))
    if name not in ("rss", "rdf:rdf", "feed", "channel") and channel is None and not entries:
        raise DocumentError("this is not a feed")
    head = channel if channel is not None else root
    fields = children_of(head, skip=_ENTRY)
    return make_document(
        entries_of(entries, url, based="xml:base" in text),
        url=url,
        now=now,
        title=_title(fields),
        language=text_of(fields, ("language", "dc:language")) or _lang(head) or _lang(root),
        site=_link(fields),
        wait_s=_wait_s(fields),
        suspicious=not entries or any(sign in text for sign in _BEYOND),
    )


def entries_of(
    elements: Iterable[etree._Element], url: str, *, based: bool = True
) -> Iterator[FeedEntry]:
    """The fields of each entry; `based` when the document has `xml:base` anywhere."""
    for element in elements:
        yield _entry(element, url, based=based)


def entry_elements(root: etree._Element) -> Iterator[etree._Element]:
    """Entries wherever they stand, at most 500."""
    count = 0
    for element in root.iter("{*}item", "{*}entry", "{*}Item", "{*}Entry"):
        if short_name(element.tag) not in _ENTRY:
            continue
        yield element
        count += 1
        if count >= MOST_ENTRIES:
            return


def children_of(element: etree._Element, skip: frozenset[str] = frozenset()) -> Children:
    """The children of an element by short name."""
    fields: Children = {}
    for child in element:
        tag: object = child.tag
        if not isinstance(tag, str):  # an entity of the document's own
            continue
        name = short_name(tag)
        if name in fields:
            fields[name].append(child)
        elif name not in skip:
            fields[name] = [child]
    return fields


def _entry(element: etree._Element, url: str, *, based: bool) -> FeedEntry:
    if not based and (entry := plain_entry(element, url)) is not None:
        return entry
    fields = children_of(element)
    guid, key = _key(fields)
    if guid is None:
        key = element.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about", "")
    body = _best(fields, _BODIES)
    summary = _best(fields, _SUMMARIES)
    if not summary and (group := fields.get("media:group")):
        summary = _best(children_of(group[0]), _SUMMARIES)
    link = _link_element(fields)
    return FeedEntry(
        key=key,
        key_is_link=guid is None or _is_link(guid, key),
        base=_base(link, url) if based else url,
        link=_target(link),
        enclosure="" if link is not None else _enclosure(fields),
        title=_title(fields),
        summary=summary if summary != body else "",
        body=body,
        author=_author(fields),
        language=text_of(fields, ("dc:language", "language")) or _lang(element),
        date=_date(fields),
    )


def _key(fields: Children) -> tuple[etree._Element | None, str]:
    """The first element that names the entry, and the name."""
    for name in _KEYS:
        if name in fields:
            for element in fields[name]:
                if text := _inner(element):
                    return element, text
    return None, ""


def _is_link(guid: etree._Element, key: str) -> bool:
    """True if an entry's name is where it is to be read, should it have no link."""
    if short_name(guid.tag) == "guid":
        return guid.get("isPermaLink", "true").lower() != "false"
    return key[:8].lower().startswith(("http://", "https://"))


def _title(fields: Children) -> str:
    for name in _TITLES:
        if name in fields:
            for element in fields[name]:
                markup = _markup(element)
                html = ("<" in markup or "&" in markup) and _kind(element) != "text"
                if title := plain_title(markup, maybe_html=html):
                    return title
    return ""


def _kind(element: etree._Element) -> str:
    """`text`, `html`, `xhtml`, or empty where the format does not say."""
    kind = element.get("type", "").lower()
    if not kind:
        return "text" if element.tag == "{http://www.w3.org/2005/Atom}title" else ""
    if kind in ("text/plain", "text"):
        return "text"
    if "xhtml" in kind or kind in ("xml", "application/xml"):
        return "xhtml"
    if "html" in kind:
        return "html"
    return ""


def _markup(element: etree._Element) -> str:
    """The content as HTML, or as text for a title: inner markup is kept as it is."""
    text = element.text or ""
    if element.attrib and (element.get("mode") == "base64" or _is_base64(element)):
        try:
            text = b64decode(text, validate=False).decode("utf-8", "replace")
        except (Base64Error, ValueError):
            text = ""
    if not len(element):
        return text
    children = (etree.tostring(child, encoding="unicode") for child in element)
    return escape(text) + "".join(children)


def _is_base64(element: etree._Element) -> bool:
    """RFC 4287: content of a type that is neither text nor XML is base64."""
    kind = element.get("type", "")
    return (
        "/" in kind
        and not kind.startswith(("text/", "application/xhtml"))
        and not kind.endswith(("+xml", "/xml"))
        and not len(element)
        and not _TAG.search(element.text or "")
    )


def _best(fields: Children, names: tuple[str, ...]) -> str:
    """The longest text of the first name that has one, as HTML."""
    for name in names:
        if name in fields:
            best = ""
            for element in fields[name]:
                markup = _markup(element).strip()
                if len(markup) > len(best) and not element.get("url"):
                    best = escape(markup) if _kind(element) == "text" else unescaped(markup)
            if best:
                return best
    return ""


def _link_element(fields: Children) -> etree._Element | None:
    """The element that links to the article, not to its sound or its comments."""
    links = fields.get("link", [])
    if "a10:link" in fields:
        links = links + fields["a10:link"]
    best: tuple[int, etree._Element] | None = None
    for element in links:
        rank = _link_rank(element)
        if rank < 9 and (best is None or rank < best[0]):
            best = (rank, element)
    return best[1] if best else None


def _link_rank(element: etree._Element) -> int:
    """Likelihood that a link is the article's, as a rank, 0 the most; 9 for one that is not."""
    if not element.attrib:
        return 1 if _inner(element) else 9
    href = element.get("href")
    if (element.get("rel") or "alternate").lower() != "alternate":
        return 9
    if not href:
        return 1 if _inner(element) else 9
    return 0 if "html" in element.get("type", "text/html").lower() else 2


def _enclosure(fields: Children) -> str:
    """The address of the first sound, film or document that comes with an entry."""
    attached = [*fields.get("enclosure", ()), *fields.get("media:content", ())]
    for group in fields.get("media:group", ()):
        attached += children_of(group).get("media:content", ())
    attached += [link for link in fields.get("link", ()) if link.get("rel") == "enclosure"]
    for element in attached:
        if address := unescape(element.get("url") or element.get("href") or "").strip():
            return address
    return ""


def _link(fields: Children) -> str:
    return _target(_link_element(fields))


def _target(link: etree._Element | None) -> str:
    """The target of a link, as written."""
    if link is None:
        return ""
    return unescape((link.get("href") or _inner(link)).strip())


def _base(element: etree._Element | None, url: str) -> str:
    """The address that relative links of an element are meant against."""
    bases: list[str] = []
    while element is not None:
        if base := element.get(XML_BASE):
            bases.append(base)
        element = element.getparent()
    for base in reversed(bases):
        try:
            joined = urljoin(url, base)
        except ValueError:
            continue
        url = joined if joined.startswith(("http:", "https:")) else url
    return url


def _author(fields: Children) -> str:
    for name in _AUTHORS:
        if name in fields:
            for element in fields[name]:
                named = children_of(element).get("name") if len(element) else None
                if text := _inner(named[0] if named else element):
                    return text
    return ""


def _wait_s(fields: Children) -> float:
    """The polling interval that `ttl` (minutes) or the syndication module ask for."""
    ttl = text_of(fields, ("ttl",))
    wait_s = float(ttl) * 60 if ttl.isdecimal() and len(ttl) < 7 else 0.0
    period = _PERIODS_S.get(text_of(fields, ("sy:updateperiod",)).lower(), 0)
    often = text_of(fields, ("sy:updatefrequency",))
    times = int(often) if often.isdecimal() and 0 < len(often) < 5 else 1
    return max(wait_s, period / max(times, 1))


def _date(fields: Children) -> str:
    """The date as written; where a name stands twice the later one counts."""
    for name in _DATES:
        if name in fields:
            for element in reversed(fields[name]):
                if text := _inner(element):
                    return text
    return ""


def _lang(element: etree._Element) -> str:
    return element.get(XML_LANG, "") or element.get("lang", "")


def text_of(fields: Children, names: tuple[str, ...]) -> str:
    """The text of the first of these names that has one."""
    for name in names:
        if name in fields:
            for child in fields[name]:
                if text := _inner(child):
                    return text
    return ""


def _first(root: etree._Element, name: str) -> etree._Element | None:
    return next((child for child in root.iterchildren("*") if short_name(child.tag) == name), None)


def _inner(element: etree._Element) -> str:
    """The text inside, without markup."""
    if not len(element):
        return (element.text or "").strip()
    return "".join(str(part) for part in element.itertext()).strip()
