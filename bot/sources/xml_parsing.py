"""Parses XML as it is found on the web: mended where it must be, nothing fetched or expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from html.entities import html5

from lxml import etree

from bot.sources.drafts import CONTROL_BYTES

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_AMPERSAND = re.compile(r"&(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});)?")
#: An ampersand that XML does not understand.
_AMISS = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
#: With more of them a document is left to the parser as it is.
_MOST_AMPERSANDS = 200_000
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_OWN_ENTITY = re.compile(r"<!ENTITY\s+(\w{1,32})\s+[\"']([^\"'<>&%]{0,100})[\"']\s*>")
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def parse_xml(text: str) -> etree._Element | None:
    """The root of a document, mended where it must be; None when there is none.

    Nothing is fetched and no entity is expanded.
    """
    text = _DECLARATION.sub("", text, count=1).lstrip("\ufeff \t\r\n")
    if "&" in text:
        text = mend_entities(text)
    data = text.encode("utf-8", "replace").translate(None, CONTROL_BYTES)
    parser = etree.XMLParser(
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None


def mend_entities(text: str) -> str:
    """The document with entities that XML knows; what stands in CDATA is left alone."""
    own = dict(_OWN_ENTITY.findall(text[:20_000])) if "<!ENTITY" in text[:20_000] else {}
    if not _AMISS.search(text) or text.count("&") > _MOST_AMPERSANDS:
        return text
    mend = partial(_mend, own)
    pieces: list[str] = []
    at = 0
    while (start := text.find(_CDATA, at)) >= 0 and (end := text.find(_CDATA_END, start)) >= 0:
        pieces += [_AMPERSAND.sub(mend, text[at:start]), text[start : end + 3]]
        at = end + 3
    return "".join([*pieces, _AMPERSAND.sub(mend, text[at:])])


def _mend(own: Mapping[str, str], found: re.Match[str]) -> str:
    """Named entities as what they stand for, a bare ampersand as an entity.

    `own` are the document's own that stand for plain text: none can hold another, so that
    nothing grows by more than its own length.
    """
    whole, name = found[0], found[1]
    if not name:
        return whole if whole != "&" else "&amp;"
    if name[0] == "#":
        return whole.replace("X", "x", 1)
    if name in _XML_ENTITIES:
        return whole
    if name in own:
        return own[name]
    character = html5.get(name + ";")
    return character if character is not None else f"&amp;{name};"
