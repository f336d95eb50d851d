"""Markup and entities in what feeds call text: decoded until it is stable, once as markup."""

from __future__ import annotations

import html
import re
from html.entities import html5

#: Characters of a headline that are looked at.
_LONG_TITLE = 4096
#: How often what is escaped is escaped again, at the most.
_MOST_TIMES = 3
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
#: An entity whose ampersand was escaped.
_ESCAPED_ENTITY = re.compile(
    r"&amp;(#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|([A-Za-z][A-Za-z0-9]{1,31};))"
)
#: Those that code on a page of markup is written with.
_OF_CODE = frozenset({"lt;", "gt;", "amp;", "LT;", "GT;", "AMP;"})
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})(\s[^<>]{0,2000})?/?>")
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_REAL_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
#: An escaped tag of those that texts are written with.
_ESCAPED_TAG = re.compile(
    r"&(?:amp;){0,2}(?:lt|#60|#x3c);/?(?:p|br|div|span|a|b|i|em|strong|img|ul|ol|li|h[1-6]|blockquote|figure|table)"
    r"(?:\s.{0,2000}?)?/?(?:&(?:amp;){0,2}(?:gt|#62|#x3e);|>)",
    re.IGNORECASE | re.DOTALL,
)
_MARKS_UP = frozenset(("a", "b", "em", "font", "i", "mark", "s", "small", "span", "strong", "u"))
#: Tags that part words.
_BREAK = re.compile(r"</?(?:br|p|div|li|h[1-6])(?:\s[^<>]{0,200})?/?>", re.IGNORECASE)


def plain_title(text: str, *, maybe_html: bool = True) -> str:
    """A headline as plain text in one line: tags out and entities decoded.

    A tag that is not closed and has no attributes is a word that the headline speaks of: `On
    the <dl>`. One that marks up text may stand first, its end cut off.
    """
    text = text[:_LONG_TITLE]
    if maybe_html and ("<" in text or "&" in text):
        if "<" in text:
            text = _without_tags(_BREAK.sub(" ", _COMMENT.sub("", text)))
        for _ in range(_MOST_TIMES):
            decoded = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
            if decoded == text:
                break
            text = decoded
    return " ".join(text.split())


def _without_tags(text: str) -> str:
    """A headline without the tags that mark it up."""
    found = list(_TAG.finditer(text))
    opened = {tag[2].lower() for tag in found if not tag[1]}
    closed = {tag[2].lower() for tag in found if tag[1]}
    paired = opened & closed
    out: list[str] = []
    at = 0
    for tag in found:
        name = tag[2].lower()
        begun = name in _MARKS_UP and not tag[1] and not text[: tag.start()].strip()
        if name in paired or tag[3] or begun:
            out.append(text[at : tag.start()])
            at = tag.end()
    return "".join([*out, text[at:]])


def unescaped(markup: str) -> str:
    """Markup that was escaped once too often, as markup; entities that were, as what they mean.

    Where there are tags, what is escaped beside them is code that the text shows, but for
    entities of letters and signs.
    """
    for _ in range(_MOST_TIMES):
        if "&" not in markup or _REAL_TAG.search(markup) or not _ESCAPED_TAG.search(markup):
            break
        markup = html.unescape(markup)
    return _ESCAPED_ENTITY.sub(_once, markup) if "&amp;" in markup else markup


def _once(found: re.Match[str]) -> str:
    name = found[2]
    return found[0] if name and (name in _OF_CODE or name not in html5) else f"&{found[1]}"
