"""Telegram's HTML read as strictly as Telegram reads it: for checking what Lede writes."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_TOKEN = re.compile(r"<(/?)([a-z-]+)((?: [^<>]*)?)>|([^<>]+)")
_TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9a-f]+);)")


@dataclass
class Parsed:
    """What Telegram makes of a message."""

    text: str
    entities: list[tuple[str, str]]

    @property
    def units(self) -> int:
        return len(self.text.encode("utf-16-le")) // 2


def parse(source: str) -> Parsed:
    """The visible text and the entities; AssertionError where Telegram would refuse it."""
    place, text = 0, ""
    stack: list[str] = []
    entities: list[tuple[str, str]] = []
    assert not _ENTITY.search(source), "a bare ampersand"
    while place < len(source):
        match = _TOKEN.match(source, place)
        assert match is not None, f"unescaped at {source[place : place + 20]!r}"
        place = match.end()
        closing, name, attributes, plain = match.groups()
        if plain is not None:
            text += html.unescape(plain)
            continue
        assert name in _TAGS, name
        if closing:
            assert stack, f"{name} was not open"
            assert stack.pop() == name, f"{name} closed out of order"
            continue
        if name == "a":
            href = re.fullmatch(r' href="([^"<>]*)"', attributes)
            assert href is not None
            assert html.unescape(href[1]).startswith(("http://", "https://"))
        elif name == "blockquote":
            assert attributes in ("", " expandable")
        else:
            assert attributes == ""
        stack.append(name)
        entities.append((name, attributes))
    assert not stack, f"{stack} left open"
    assert text == text.encode("utf-16-le").decode("utf-16-le")
    return Parsed(text, entities)
