"""A page as a row of text blocks, each knowing where in the page it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from bot.domain.stops import STOPS
from bot.text.words.normalise import one_line

#: Elements looked at; a page has some thousands.
_MOST_NODES = 60_000

_DROPPED = frozenset(
    [
        "script",
        "style",
        "svg",
        "template",
        "noscript",
        "iframe",
        "head",
        "button",
        "select",
        "option",
        "textarea",
        "canvas",
        "video",
        "audio",
        "object",
        "embed",
        "map",
        "dialog",
        "input",
        "rt",
        "rp",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "picture",
    ]
)
#: Elements whose end matters.
_CLOSED = _BLOCKS | {"a", "time"}
#: Where a `<br>` stood: a character that no text has.
_BREAK = "\x1e"
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_SMALL = frozenset({"span", "em", "strong", "b", "i", "small"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_MARK_KEYS = ("class", "id", "role", "data-testid", "data-component")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_UNSEEN_INLINE = re.compile(
    r"sr-only|visually-?hidden|screen-reader|rollover[\w-]*block|tooltip|popover|hover-?card"
)
_ENDS = re.compile(rf"[{STOPS}:;\"”»]\s*\Z")


@dataclass(slots=True)
class Box:
    """An element that holds blocks."""

    at: int
    parent: int
    tag: str
    #: Its class, id and role, in lower case, with spaces around.
    marks: str
    itemprop: str = ""


@dataclass(slots=True)
class TextBlock:
    """A run of text with nothing but inline markup in it."""

    text: str
    box: int
    tag: str
    #: Characters of it that are in links.
    linked: int
    #: Number of links.
    links: int
    #: A picture stands between it and the block before.
    after_image: bool = False
    #: The box around its own.
    home: int = -1
    #: Characters of the link that it ends with; 0 where it ends with text.
    tail_link: int = 0
    #: Characters before its first `<br>`; 0 without one.
    first_line: int = 0
    #: All of it is marked as a moment.
    timed: bool = False


@dataclass(slots=True)
class Blocks:
    """A page's blocks in order, and the boxes they stand in."""

    boxes: list[Box] = field(default_factory=list)
    blocks: list[TextBlock] = field(default_factory=list)

    def ends(self) -> list[int]:
        """For each box the place behind the last one in it; boxes stand in order of opening."""
        ends = [box.at + 1 for box in self.boxes]
        for box in reversed(self.boxes):
            if box.parent >= 0:
                ends[box.parent] = max(ends[box.parent], ends[box.at])
        return ends

    def path(self, box: int) -> list[int]:
        """A box and those around it, from the inside out."""
        out = []
        while box >= 0:
            out.append(box)
            box = self.boxes[box].parent
        return out


class _Walk:
    """Collects blocks while elements open and close."""

    def __init__(self) -> None:
        self.page = Blocks()
        self.box = -1
        self.parts: list[str] = []
        self.linked = 0
        self.links = 0
        self.in_link = 0
        self.tail: list[str] = []
        self.in_time = 0
        self.timed = 0
        self.image = False

    def open(self, node: Any, tag: str | None) -> bool:
        """Take note of an element; whether what is in it is to be read."""
        # a processing instruction has no tag
        if not tag or tag in _DROPPED or tag[0] in "-_":
            return False
        if tag == "img":
            self.image = True
            return False
        if tag == "br":
            self.line_break()
            return False
        if tag in _BLOCKS:
            attributes = node.attributes
            if attributes and _is_hidden(attributes):
                return False
            self.open_box(tag, attributes)
        elif tag == "a":
            self.in_link += 1
            self.links += 1
            self.tail = []
        elif tag == "time":
            self.in_time += 1
        elif tag in _SMALL:
            return not _is_unseen_inline(node)
        return True

    def close(self, tag: str) -> None:
        """An element noted by `open` ends."""
        if tag == "a":
            self.in_link -= 1
        elif tag == "time":
            self.in_time -= 1
        else:
            self.close_box()

    def open_box(self, tag: str, attributes: Any) -> None:
        self.flush()
        marks = itemprop = ""
        if attributes:
            get = attributes.get
            named = " ".join(value for key in _MARK_KEYS if (value := get(key)))
            marks = f" {_CAMEL.sub('-', named[:400])} ".lower()
            itemprop = (get("itemprop") or "").lower()
        self.page.boxes.append(
            Box(at=len(self.page.boxes), parent=self.box, tag=tag, marks=marks, itemprop=itemprop)
        )
        self.box = len(self.page.boxes) - 1

    def close_box(self) -> None:
        self.flush()
        self.box = self.page.boxes[self.box].parent

    def text(self, text: str) -> None:
        self.parts.append(text)
        shown = len(text.strip())
        if self.in_link:
            self.linked += shown
            self.tail.append(text)
        elif shown and text.strip(" \t\n\u00a0.…»→›>])"):
            self.tail = []
        if self.in_time:
            self.timed += shown

    def line_break(self) -> None:
        if self.parts and (self.parts[-1] == _BREAK or _ENDS.search("".join(self.parts[-3:]))):
            self.flush()
        elif self.parts:
            self.parts.append(_BREAK)

    def flush(self) -> None:
        if not self.parts:
            return
        whole = "".join(self.parts)
        before, broken, _ = whole.partition(_BREAK)
        text = one_line(whole.replace(_BREAK, " ")) if broken else one_line(whole)
        first_line = len(one_line(before)) if broken else 0
        tail = one_line("".join(self.tail)) if self.tail else ""
        if text and text[0].islower():
            text = self._initial() + text
        if text:
            box = self.page.boxes[self.box] if self.box >= 0 else None
            around = self.page.boxes[box.parent] if box and box.parent >= 0 else None
            self.page.blocks.append(
                TextBlock(
                    text=text,
                    box=self.box,
                    tag=around.tag if around and around.tag in HEADINGS else box.tag if box else "",
                    linked=min(self.linked, len(text)),
                    links=self.links,
                    after_image=self.image,
                    home=box.parent if box else -1,
                    tail_link=len(text) - text.rfind(tail) if tail and tail in text else 0,
                    first_line=first_line,
                    timed=self.timed >= 0.9 * len(text),
                )
            )
            self.image = False
        self.parts = []
        self.tail = []
        self.linked = self.links = self.timed = 0

    def _initial(self) -> str:
        """The large letter that stands in a box of its own before the text it begins, or ""."""
        blocks = self.page.blocks
        if blocks and len(blocks[-1].text) == 1 and blocks[-1].text.isupper():
            return blocks.pop().text
        return ""


def blocks_of(root: Any) -> Blocks:
    """The blocks of a parsed page (a selectolax node), without what is hidden."""
    walk = _Walk()
    # (node, tag to close): an element is met when it opens and, where it matters, when it closes
    stack: list[tuple[Any, str]] = [(root, "")]
    seen = 0
    while stack and seen < _MOST_NODES:
        node, closing = stack.pop()
        if closing:
            walk.close(closing)
            continue
        seen += 1
        following = node.next if node is not root else None
        if following is not None:
            stack.append((following, ""))
        tag = node.tag
        if tag == "-text":
            walk.text(node.text_content or "")
        elif walk.open(node, tag):
            if tag in _CLOSED:
                stack.append((node, tag))
            child = node.child
            if child is not None:
                stack.append((child, ""))
    walk.flush()
    return walk.page


def _is_hidden(attributes: Any) -> bool:
    if "hidden" in attributes:
        # what React streams stands hidden until a script moves it to its place
        return not (attributes.get("id") or "").startswith("S:")
    style = attributes.get("style")
    return bool(style) and _HIDDEN.search(style) is not None


def _is_unseen_inline(node: Any) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if _is_hidden(attributes):
        return True
    marks = attributes.get("class") or ""
    return bool(marks) and _UNSEEN_INLINE.search(marks) is not None
