"""Marked-up text as runs: what HTML, plain text, limits and cuts are all made from.

A run is a stretch of text under the same tags, outermost first. Whatever is done to runs, the
HTML written from them is balanced and escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from bot.render.clean import escape, link, utf16_length

#: Tags of Telegram's HTML, by the names it may be given.
_TAGS = {
    "b": "b", "strong": "b", "i": "i", "em": "i", "u": "u", "ins": "u", "s": "s", "strike": "s",
    "del": "s", "code": "code", "pre": "pre", "tg-spoiler": "tg-spoiler", "a": "a",
    "blockquote": "blockquote",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tag:
    """An open tag."""

    #: Lower case.
    name: str
    #: The address of an `a`, `expandable` of a blockquote, else empty.
    value: str = ""
    #: Tells tags of a text that was read apart: two quotes side by side are not one.
    number: int = 0

    @property
    def opening(self) -> str:
        """The tag as written."""
        if self.name == "a":
            return f'<a href="{escape(self.value)}">'
        return f"<{self.name} {self.value}>" if self.value else f"<{self.name}>"


@dataclass(frozen=True, slots=True)
class Run:
    """Text under tags."""

    text: str
    tags: tuple[Tag, ...] = ()


BOLD, ITALIC = Tag("b"), Tag("i")


def bold(text: str) -> Run:
    """A run of bold text."""
    return Run(text, (BOLD,))


def linked(text: str, url: str, *tags: Tag) -> Run:
    """Text that leads to an address, within other tags; only text when it may not be linked."""
    address = link(url)
    return Run(text, (*tags, Tag("a", address)) if address else tags)


def visible(runs: Iterable[Run]) -> str:
    """The visible text, without markup."""
    return "".join(run.text for run in runs)


def length(runs: Iterable[Run]) -> int:
    """UTF-16 units of what a reader sees."""
    return sum(utf16_length(run.text) for run in runs)


def entities(runs: Iterable[Run]) -> int:
    """The number of entities Telegram makes of the tags."""
    count = 0
    opened: tuple[Tag, ...] = ()
    for run in runs:
        if run.text:
            count += len(run.tags) - _common(opened, run.tags)
            opened = run.tags
    return count


def to_html(runs: Iterable[Run]) -> str:
    """The runs as Telegram's HTML."""
    out: list[str] = []
    opened: tuple[Tag, ...] = ()
    for run in runs:
        if not run.text:
            continue
        if run.tags != opened:
            kept = _common(opened, run.tags)
            out.extend([f"</{tag.name}>" for tag in reversed(opened[kept:])])
            out.extend([tag.opening for tag in run.tags[kept:]])
            opened = run.tags
        out.append(escape(run.text))
    out.extend(f"</{tag.name}>" for tag in reversed(opened))
    return "".join(out)


def to_plain(runs: Sequence[Run], *, links: bool = True) -> str:
    """Text without markup; an address is written out after its text, unless it is the text."""
    out: list[str] = []
    for place, run in enumerate(runs):
        out.append(run.text)
        address = _address(run)
        following = _address(runs[place + 1]) if place + 1 < len(runs) else ""
        if links and address and following != address and run.text.strip() != address:
            out.append(f" ({address})")
    return "".join(out)


def sliced(runs: Iterable[Run], start: int, end: int) -> list[Run]:
    """The runs between two places of the visible text."""
    out: list[Run] = []
    place = 0
    for run in runs:
        first, last = max(start - place, 0), min(end - place, len(run.text))
        if first < last:
            out.append(replace(run, text=run.text[first:last]))
        place += len(run.text)
    return out


def stripped(runs: Sequence[Run]) -> list[Run]:
    """The runs without white space at both ends."""
    text = visible(runs)
    return sliced(runs, len(text) - len(text.lstrip()), len(text.rstrip()))


def parse_html(html: str) -> list[Run]:
    """Runs of a text in Telegram's HTML; tags it does not know are dropped, their text kept."""
    parser = _RunParser()
    parser.feed(html)
    parser.close()
    return parser.runs


class _RunParser(HTMLParser):
    """Reads Telegram's HTML leniently."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._open: list[tuple[str, Tag | None]] = []
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag."""
        values = dict(attrs)
        name = _TAGS.get(tag)
        if tag == "br":
            self.handle_data("\n")
            return
        opened: Tag | None = None
        self._count += 1
        if name == "a":
            address = link(values.get("href") or "")
            opened = Tag("a", address, self._count) if address else None
        elif name == "blockquote":
            opened = Tag(name, "expandable" if "expandable" in values else "", self._count)
        elif name is not None:
            opened = Tag(name, "", self._count)
        self._open.append((tag, opened))

    def handle_endtag(self, tag: str) -> None:
        """Close a tag, and those left open within it."""
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        """Keep text under the tags that are open."""
        tags = {tag.name: tag for _, tag in reversed(self._open) if tag is not None}
        # of a tag within itself the outer one does all
        tags = dict(sorted(tags.items(), key=lambda item: item[1].number))
        run = Run(data, tuple(tags.values()))
        if self.runs and self.runs[-1].tags == run.tags:
            run = Run(self.runs.pop().text + data, run.tags)
        self.runs.append(run)


def _common(first: Sequence[Tag], second: Sequence[Tag]) -> int:
    count = 0
    for one, other in zip(first, second, strict=False):
        if one is not other and one != other:
            break
        count += 1
    return count


def _address(run: Run) -> str:
    return next((tag.value for tag in run.tags if tag.name == "a"), "")
