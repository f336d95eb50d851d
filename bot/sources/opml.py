"""Lists of feeds as OPML, the format in which readers hand over subscriptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree

from lxml import etree

from bot.domain.errors import InputError
from bot.domain.identity import canonical_url
from bot.sources.decode import decode
from bot.sources.drafts import absolute, clean
from bot.sources.escapes import plain_title
from bot.sources.xml_parsing import parse_xml

MOST_BYTES = 1024 * 1024
#: More than a megabyte has room for, so that none is left unsaid.
MOST_OUTLINES = 40_000
#: Deeper categories are read as if they stood here.
_MOST_DEPTH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlOutline:
    """A feed in a list."""

    url: str
    title: str = ""
    #: The category it stands in, the outermost first, joined by ` / `; or empty.
    category: str = ""


def read_opml(
    data: bytes,
    *,
    most: int = MOST_OUTLINES,
    most_bytes: int = MOST_BYTES,
    unusable: list[OpmlOutline] | None = None,
) -> list[OpmlOutline]:
    """The feeds of a list, each once, in order.

    Nothing is fetched and no entity is expanded. What has no web address is put into `unusable`.

    Raises:
        InputError: it is too large, no OPML, or names no feed.
    """
    if len(data) > most_bytes:
        raise InputError(
            f"This list is larger than {most_bytes // (1024 * 1024)} MB.",
            example="subscriptions.opml",
        )
    text = decode(data)
    if "<!ENTITY" in text:
        raise InputError("This list defines entities of its own and is not read.")
    root = parse_xml(text)
    if root is None or str(root.tag).lower() not in ("opml", "outlinedocument", "body"):
        raise InputError("This is not an OPML list of feeds.", example="subscriptions.opml")
    found: dict[str, OpmlOutline] = {}
    for element in root.iter("outline", "Outline"):
        url = _attribute(element, "xmlurl") or (
            _attribute(element, "url") if _attribute(element, "type").lower() == "rss" else ""
        )
        given, url = url, absolute("", url.replace("feed://", "http://"))
        title = plain_title(_attribute(element, "title") or _attribute(element, "text"))
        if not url:
            if given and unusable is not None:
                unusable.append(OpmlOutline(url=given, title=clean(title, 300)))
            continue
        found.setdefault(
            canonical_url(url),
            OpmlOutline(url=url, title=clean(title, 300), category=_category(element)),
        )
        if len(found) >= most:
            break
    if not found and not unusable:
        raise InputError("This list names no feed.", example="subscriptions.opml")
    return list(found.values())


def write_opml(items: Iterable[OpmlOutline], *, title: str = "Lede") -> bytes:
    """A list that any reader understands."""
    root = ElementTree.Element("opml", version="2.0")
    head = ElementTree.SubElement(root, "head")
    ElementTree.SubElement(head, "title").text = clean(title, 300)
    body = ElementTree.SubElement(root, "body")
    folders: dict[str, ElementTree.Element] = {"": body}
    for item in items:
        if item.category not in folders:
            name = clean(item.category, 300)
            folders[item.category] = ElementTree.SubElement(body, "outline", text=name, title=name)
        name = clean(item.title or item.url, 300)
        ElementTree.SubElement(
            folders[item.category], "outline", type="rss", text=name, title=name, xmlUrl=item.url
        )
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _attribute(element: etree._Element, name: str) -> str:
    """An attribute whatever its case: readers differ."""
    return next(
        (str(value).strip() for key, value in element.attrib.items() if str(key).lower() == name),
        "",
    )


def _category(element: etree._Element) -> str:
    names: list[str] = []
    for count, parent in enumerate(element.iterancestors("outline", "Outline")):
        if count >= _MOST_DEPTH:
            break
        if name := plain_title(_attribute(parent, "text") or _attribute(parent, "title")):
            names.append(name)
    return clean(" / ".join(reversed(names)), 300)
