"""The short way to read an entry of RSS that has nothing but plain elements, as most have."""

from __future__ import annotations

from html import unescape

from lxml import etree

from bot.sources.escapes import plain_title, unescaped
from bot.sources.feed_document import FeedEntry
from bot.sources.xml_names import short_name

#: What an entry of plain elements may say, and what says nothing of the article itself.
_PLAIN = frozenset(
    (
        *("guid", "link", "title", "description", "content:encoded", "pubdate"),
        *("dc:creator", "dc:date", "author"),
    )
)
_PASSED_OVER = frozenset({"category", "comments", "source", "enclosure", "slash:comments"})


def plain_entry(element: etree._Element, url: str) -> FeedEntry | None:
    """The entry in an element, or None when there is more than plain elements in it.

    What is said twice, has markup inside or is of another vocabulary is left to the whole
    reader; this gives the same as that in fewer steps.
    """
    if element.attrib:
        return None
    said: dict[str, str] = {}
    permalink = True
    enclosure = ""
    for child in element:
        tag: object = child.tag
        name = short_name(tag) if isinstance(tag, str) else "other"
        if name == "enclosure":
            address = child.get("url") or child.get("href") or ""
            enclosure = enclosure or unescape(address).strip()
        if name in _PASSED_OVER:
            continue
        if name not in _PLAIN or name in said or len(child):
            return None
        if child.attrib:
            if name != "guid":
                return None
            permalink = child.get("isPermaLink", "true").lower() != "false"
        said[name] = (child.text or "").strip()
    get = said.get
    if not (key := get("guid", "")):
        return None
    title = get("title", "")
    body, summary = unescaped(get("content:encoded", "")), unescaped(get("description", ""))
    return FeedEntry(
        key=key,
        key_is_link=permalink,
        base=url,
        link=unescape(get("link", "")),
        enclosure="" if get("link") else enclosure,
        title=plain_title(title),
        summary=summary if summary != body else "",
        body=body,
        author=get("dc:creator") or get("author", ""),
        date=get("pubdate") or get("dc:date", ""),
    )
