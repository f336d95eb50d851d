"""Markup made safe to parse: cut in size and depth, without what no reader sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

#: Characters of markup that are parsed; the longest real news pages have about this much
#: once scripts and styles are gone.
_MOST_CHARS = 1_500_000
#: Elements within each other; parsers need quadratic time for deeper markup.
_MOST_DEPTH = 400
#: Characters of one tag with its attributes that are parsed.
_MOST_IN_TAG = 3000
_LONG_TAG = re.compile(rf"<([a-zA-Z][\w:-]{{0,30}})[^<>]{{{_MOST_IN_TAG},}}>")
#: Elements that hold no others, or not without end.
_FLAT = (
    "br|img|input|meta|link|hr|source|wbr|area|base|col|embed|param|track|path|use|rect|circle"
    "|g|p|li|td|tr|th|dt|dd|option|html|head|body"
)
#: Openings (empty) and closings (`/`) of elements that can hold others without end. With both
#: cases of each letter written out it takes half the time that it takes without regard to case.
_NESTING = re.compile(
    rf"<(/?)(?!(?:{re.sub('[a-z]', lambda found: f'[{found[0]}{found[0].upper()}]', _FLAT)})\b)[a-zA-Z]"
)
#: So many tags are counted together.
_TOGETHER = 128
#: Elements whose content is not text for readers, found by plain search.
_UNSEEN = ("script", "style", "svg", "template", "noscript", "iframe", "textarea")
_UNSEEN_OPEN = re.compile(rf"<(?:({'|'.join(_UNSEEN)})(?=[\s>/])|(!--))", re.IGNORECASE | re.ASCII)
_CLOSINGS = {
    "!--": re.compile("-->"),
    **{name: re.compile(f"</{name}", re.IGNORECASE | re.ASCII) for name in _UNSEEN},
}
_CARRIES = re.compile(r"__next_f|__NEXT_DATA__|__NUXT__|__INITIAL_STATE__|__PRELOADED_STATE__")
_HAS_PARAGRAPH = re.compile("<[pP]")
_TAG_END = re.compile(r">")
_ANY_TAG = re.compile(r"<[^<>]*>")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|li|ul|ol|h[1-6]|tr|table|td|section|article|header|footer|blockquote)\b[^<>]*>",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeMarkup:
    """Markup that is safe to parse, and the structured data that stood in it."""

    html: str
    #: The contents of its `application/ld+json` scripts.
    structured: tuple[str, ...] = ()
    #: The scripts that carry what a page shows once they run.
    carrying: tuple[str, ...] = ()
    #: It is nested too deep to be parsed.
    deep: bool = False


def make_safe(html: str) -> SafeMarkup:
    """Markup without scripts, styles, comments and drawings, cut to a size a parser bears.

    Takes time linear in the length of the input, whatever it holds.
    """
    kept: list[str] = []
    structured: list[str] = []
    carrying: list[str] = []
    missing: set[str] = set()
    at, size = 0, 0
    while size < _MOST_CHARS:
        found = _UNSEEN_OPEN.search(html, at)
        if found is None:
            kept.append(html[at : at + _MOST_CHARS - size])
            break
        kept.append(html[at : found.start()])
        size += found.start() - at
        name = (found[1] or "!--").lower()
        closing = None if name in missing else _CLOSINGS[name].search(html, found.end())
        if closing is None:
            # never closed: what follows is read as if the tag were not there
            missing.add(name)
            at = found.end()
            continue
        end = closing.start()
        if name == "script" and "ld+json" in html[found.end() : found.end() + 200].lower():
            opened = _TAG_END.search(html, found.end(), end)
            if opened and len(structured) < 30:
                structured.append(html[opened.end() : end])
        elif name == "script" and _CARRIES.search(html, found.start(), min(end, found.end() + 300)):
            carrying.append(html[found.end() : end])
        elif name == "noscript" and _HAS_PARAGRAPH.search(
            html, found.end(), min(end, found.end() + 20_000)
        ):
            # text kept from scripts' readers is text all the same
            kept.append(html[found.end() + 1 : end])
        at = closing.end() if name == "!--" else (html.find(">", closing.end()) + 1 or len(html))
        kept.append(" ")
    safe = "".join(kept)[:_MOST_CHARS].replace("\x00", "")
    if max(map(len, safe.split("<"))) > _MOST_IN_TAG:
        safe = _LONG_TAG.sub(r"<\1>", safe)
    return SafeMarkup(
        html=safe,
        structured=tuple(structured),
        carrying=tuple(carrying),
        deep=_depth(safe) > _MOST_DEPTH,
    )


def _depth(html: str) -> int:
    if html.count("<") < 2 * _MOST_DEPTH:
        return 0
    tags = _NESTING.findall(html)
    if _bound(tags) <= _MOST_DEPTH:
        return 0
    steps = (-1 if slash else 1 for slash in tags)
    return max(accumulate(steps, lambda depth, step: max(depth + step, 0)), default=0)


def _bound(tags: list[str]) -> int:
    """The depth that there can be at most, from counts of many tags at a time."""
    most = depth = 0
    for at in range(0, len(tags), _TOGETHER):
        together = tags[at : at + _TOGETHER]
        closed = together.count("/")
        opened = len(together) - closed
        most = max(most, depth + opened)
        depth = max(depth - closed + opened, opened)
    return most


def strip_tags(html: str) -> str:
    """The text of markup without a parser: for what none can be given."""
    from html import unescape

    return unescape(_ANY_TAG.sub("", _BLOCK_TAG.sub("\n", html)))
