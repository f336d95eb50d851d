"""A page as a row of text blocks, each knowing where in the page it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from bot.domain.stops import STOPS
from bot.text.page.elements import BLOCKS, DROPPED, HEADINGS, SMALL, VOID
from bot.text.words.normalise import one_line

#: Tags looked at; a page has some thousands.
_MOST_TAGS = 120_000
#: An attribute of a parsed page as its parser writes it: its value in quotes, without `<` and `>`.
_ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
#: Comments, and elements whose text is written as it is, though it may look like tags.
_RAW = re.compile(
    r"<!--.*?-->|(<(xmp|noembed|noframes|plaintext)\b[^>]*>)(.*?)(?=</\2>|\Z)", re.DOTALL
)
_MAY_BE_RAW = ("<!--", "<xmp", "<noembed", "<noframes", "<plaintext")
#: Where a `<br>` stood: a character that no text has.
_BREAK = "\x1e"
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
        #: No link and no moment is open or waits in `parts`.
        self.plain = True
        #: What to do at a tag, by all that stands between `<` and `>`; none means nothing.
        self.steps: dict[str, Callable[[], None] | None] = {
            "a": self.open_link,
            "/a": self.close_link,
            "time": self.open_time,
            "/time": self.close_time,
            "br": self.line_break,
            "img": self.picture,
            **{f"/{tag}": self.close_box for tag in BLOCKS},
        }

    def step(self, tag: str) -> Callable[[], None] | None:
        """The step to take at a tag that was not met before."""
        name, _, written = tag.partition(" ")
        step: Callable[[], None] | None
        if name in ("a", "time", "img", "br"):
            # their attributes say nothing here, and few links are the same
            return self.steps[name]
        if name in BLOCKS:
            named = _named(written)
            step = _passed_over if named is None else partial(self.open_box, name, *named)
        elif name in DROPPED or (
            name in SMALL and written and _is_unseen_inline(_attributes(written))
        ):
            step = _passed_over
        else:
            step = None
        if name in VOID:
            step = self.rule if name == "hr" and step is not _passed_over else None
        self.steps[tag] = step
        return step

    def open_link(self) -> None:
        self.in_link += 1
        self.links += 1
        self.plain = False
        self.tail = []

    def close_link(self) -> None:
        self.in_link -= 1

    def open_time(self) -> None:
        self.in_time += 1
        self.plain = False

    def close_time(self) -> None:
        self.in_time -= 1

    def picture(self) -> None:
        self.image = True

    def open_box(self, tag: str, marks: str, itemprop: str) -> None:
        if self.parts:
            self.flush()
        boxes = self.page.boxes
        at = len(boxes)
        boxes.append(Box(at, self.box, tag, marks, itemprop))
        self.box = at

    def close_box(self) -> None:
        if self.parts:
            self.flush()
        if self.box >= 0:
            self.box = self.page.boxes[self.box].parent

    def rule(self) -> None:
        self.open_box("hr", "", "")
        self.close_box()

    def text(self, text: str) -> None:
        """Take note of a text in or behind a link or a moment."""
        self.parts.append(text)
        text = _unescaped(text)
        if self.in_link:
            self.linked += len(text.strip())
            self.tail.append(text)
        elif self.tail and text.strip() and text.strip(" \t\n\u00a0.…»→›>])"):
            self.tail = []
        if self.in_time:
            self.timed += len(text.strip())

    def line_break(self) -> None:
        if self.parts and (
            self.parts[-1] == _BREAK or _ENDS.search(_unescaped("".join(self.parts[-3:])))
        ):
            self.flush()
        elif self.parts:
            self.parts.append(_BREAK)

    def flush(self) -> None:
        whole = self.parts[0] if len(self.parts) == 1 else "".join(self.parts)
        self.parts.clear()
        if not whole.isspace():
            self.add(_unescaped(whole))
        if not self.plain:
            self.tail = []
            self.linked = self.links = self.timed = 0
            self.plain = not (self.in_link or self.in_time)

    def add(self, whole: str) -> None:
        """A block of what was collected, if it shows anything."""
        before, broken, _ = whole.partition(_BREAK)
        text = one_line(whole.replace(_BREAK, " ")) if broken else one_line(whole)
        first_line = len(one_line(before)) if broken else 0
        tail = one_line("".join(self.tail)) if self.tail else ""
        if text and text[0].islower():
            text = self._initial() + text
        if not text:
            return
        boxes = self.page.boxes
        box = boxes[self.box] if self.box >= 0 else None
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

    def _initial(self) -> str:
        """The large letter that stands in a box of its own before the text it begins, or ""."""
        blocks = self.page.blocks
        if blocks and len(blocks[-1].text) == 1 and blocks[-1].text.isupper():
            return blocks.pop().text
        return ""


def blocks_of(root: Any) -> Blocks:
    """The blocks of a parsed page (a selectolax node), without what is hidden.

    They are read from what the parser writes: to ask it for each node takes twice as long.
    """
    html: str = root.html or ""
    if any(map(html.__contains__, _MAY_BE_RAW)):
        html = _RAW.sub(_escaped, html)
    walk = _Walk()
    steps, parts = walk.steps, walk.parts
    pieces = islice(html.split("<"), 1, _MOST_TAGS)
    for piece in pieces:
        tag, _, text = piece.partition(">")
        step = steps[tag] if tag in steps else walk.step(tag)
        if step is _passed_over:
            text = _behind(pieces, tag)
        elif step is not None:
            step()
        if text:
            if walk.plain:
                parts.append(text)
            else:
                walk.text(text)
    if walk.parts:
        walk.flush()
    return walk.page


def _passed_over() -> None:
    """Stands for what an element that is not read does to the page: nothing."""


def _behind(pieces: Iterator[str], tag: str) -> str:
    """The text behind an element that is passed over."""
    name = tag.partition(" ")[0]
    opened, ended, depth = f"{name} ", f"/{name}", 1
    for piece in pieces:
        inner, _, text = piece.partition(">")
        if inner == ended:
            depth -= 1
            if not depth:
                return text
        elif inner == name or inner.startswith(opened):
            depth += 1
    return ""


def _escaped(raw: re.Match[str]) -> str:
    if raw[1] is None:
        return ""
    return raw[1] + raw[3].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unescaped(text: str) -> str:
    """A text or value as it was before the parser wrote it."""
    if "&" not in text:
        return text
    text = text.replace("&nbsp;", "\u00a0").replace("&quot;", '"')
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _attributes(written: str) -> dict[str, str]:
    found = dict(_ATTRIBUTE.findall(f" {written}"))
    return {key: _unescaped(value) for key, value in found.items()} if "&" in written else found


def _named(written: str) -> tuple[str, str] | None:
    """An element's class, id and role, and its itemprop; None if it is hidden."""
    if not written:
        return "", ""
    if written.startswith('class="') and written.find('"', 7) == len(written) - 1:
        return _marks(_unescaped(written[7:-1])), ""
    attributes = _attributes(written)
    if _is_hidden(attributes):
        return None
    get = attributes.get
    named = " ".join([value for key in _MARK_KEYS if (value := get(key))])
    return _marks(named), get("itemprop", "").lower()


def _marks(named: str) -> str:
    named = named[:400]
    if not named.islower():
        named = _CAMEL.sub("-", named).lower()
    return f" {named} "


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes:
        # what React streams stands hidden until a script moves it to its place
        return not attributes.get("id", "").startswith("S:")
    style = attributes.get("style", "")
    return bool(style) and _HIDDEN.search(style) is not None


def _is_unseen_inline(attributes: Mapping[str, str]) -> bool:
    if not attributes:
        return False
    marks = attributes.get("class", "")
    return _is_hidden(attributes) or (bool(marks) and _UNSEEN_INLINE.search(marks) is not None)
