"""Telegram's HTML to plain text and entities, with Telegram's own errors.

The grammar, the errors' words and their UTF-8 byte offsets follow the public behaviour of the Bot
API ("HTML style" at https://core.telegram.org/bots/api#html-style). Offsets and lengths of entities
are UTF-16 code units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from bot.playground.world.errors import ApiError, bad_request
from bot.playground.world.markup_fast import parse_plain

Entity = dict[str, Any]

_STYLES: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_SPECIAL = re.compile("[<&]")
_REFERENCE = re.compile(r"&(?:#(?:[xX]([0-9a-fA-F]{1,8})|([0-9]{1,10}))|(lt|gt|amp|quot));?")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TAG_NAME = re.compile(r"[^\s>]*")
_ATTRIBUTE_NAME = re.compile(r"""[^\s=>/"']*""")
_SPACES = re.compile(r"\s*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def utf16_length(text: str) -> int:
    """The number of UTF-16 code units a text takes: Telegram's characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    #: UTF-16 offset of its start in the result.
    offset: int
    #: Index of its first piece in the result.
    piece: int
    #: Where it goes among the entities, to keep the outer before the inner.
    place: int


class _MarkupParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.pieces: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity | None] = []

    def fail(self, words: str, at: int | None = None) -> ApiError:
        if at is not None:
            offset = len(self.source[:at].encode("utf-8", "surrogatepass"))
            words = f"{words} at byte offset {offset}"
        return bad_request(f"can't parse entities: {words}")

    def write(self, text: str) -> None:
        self.pieces.append(text)
        self.length += utf16_length(text)

    def run(self) -> None:
        source, position = self.source, 0
        while True:
            match = _SPECIAL.search(source, position)
            if match is None:
                break
            start = match.start()
            if start > position:
                self.write(source[position:start])
            if source[start] == "&":
                text, position = _reference(source, start)
                self.write(text)
            elif source.startswith("</", start):
                position = self.end_tag(start)
            else:
                position = self.start_tag(start)
        if position < len(source):
            self.write(source[position:])
        if self.open:
            raise self.fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def start_tag(self, start: int) -> int:
        source = self.source
        match = _TAG_NAME.match(source, start + 1)
        position = match.end() if match else start + 1
        if position >= len(source):
            raise self.fail("Unclosed start tag", start)
        tag = source[start + 1 : position].lower()
        if tag not in _STYLES:
            raise self.fail(f'Unsupported start tag "{tag}"', start)
        attributes: dict[str, str] = {}
        if source[position] != ">":
            position = self.attributes(tag, start, position, attributes)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self.fail('Tag "span" must have class "tg-spoiler"', start)
        if tag == "tg-emoji" and not attributes.get("emoji-id", "").isdigit():
            raise self.fail("Invalid custom emoji identifier specified")
        if tag == "tg-time" and not attributes.get("unix", "").isdigit():
            raise self.fail("Invalid Unix time specified")
        self.open.append(_Open(tag, attributes, self.length, len(self.pieces), len(self.entities)))
        self.entities.append(None)
        return position + 1

    def attributes(self, tag: str, start: int, position: int, into: dict[str, str]) -> int:
        """Read attributes up to the `>`, and give its index."""
        source, size = self.source, len(self.source)
        unclosed = f'Unclosed start tag "{tag}"'
        while True:
            position = _skip(_SPACES, source, position)
            if position >= size:
                raise self.fail(unclosed, start)
            if source[position] == ">":
                return position
            end = _skip(_ATTRIBUTE_NAME, source, position)
            name = source[position:end]
            if not name:
                raise self.fail(f'Empty attribute name in the tag "{tag}"', start)
            position = _skip(_SPACES, source, end)
            if position >= size:
                raise self.fail(unclosed, start)
            if source[position] != "=":
                into[name] = ""
                continue
            position = _skip(_SPACES, source, position + 1)
            if position >= size:
                raise self.fail(unclosed, start)
            into[name], position = self.value(unclosed, start, position)

    def value(self, unclosed: str, start: int, position: int) -> tuple[str, int]:
        source = self.source
        quote = source[position]
        if quote in "\"'":
            end = source.find(quote, position + 1)
            if end < 0 or end + 1 >= len(source):
                raise self.fail(unclosed, start)
            return _unescape(source[position + 1 : end]), end + 1
        end = _skip(_TOKEN, source, position)
        if end >= len(source) or not (source[end].isspace() or source[end] == ">"):
            raise self.fail("Unexpected end of name token", position)
        return source[position:end].lower(), end

    def end_tag(self, start: int) -> int:
        source = self.source
        if not self.open:
            raise self.fail("Unexpected end tag", start)
        end = _skip(_TAG_NAME, source, start + 2)
        name = source[start + 2 : end].lower()
        position = _skip(_SPACES, source, end)
        if position >= len(source) or source[position] != ">":
            raise self.fail("Unclosed end tag", start)
        opened = self.open.pop()
        if name and name != opened.tag:
            offset = len(source[:start].encode("utf-8", "surrogatepass"))
            raise self.fail(
                f"Unmatched end tag at byte offset {offset}, "
                f'expected "</{opened.tag}>", found "</{name}>"'
            )
        if self.length > opened.offset:
            self.entities[opened.place] = self.entity(opened)
        return position + 1

    def entity(self, opened: _Open) -> Entity | None:
        kind, attributes = _STYLES[opened.tag], opened.attributes
        entity: Entity = {
            "type": kind,
            "offset": opened.offset,
            "length": self.length - opened.offset,
        }
        if kind == "text_link":
            written = "".join(self.pieces[opened.piece :])
            return _link(entity, attributes.get("href") or written)
        if kind == "blockquote" and "expandable" in attributes:
            entity["type"] = "expandable_blockquote"
        elif kind == "code" and attributes.get("class", "").startswith("language-"):
            return self.code(entity, attributes["class"].removeprefix("language-"))
        elif kind == "custom_emoji":
            entity["custom_emoji_id"] = attributes["emoji-id"]
        elif kind == "date_time":
            entity["unix_time"] = int(attributes["unix"])
            entity["date_time_format"] = attributes.get("format", "")
        elif kind == "pre":
            self.swallow_code(entity, opened.place)
        return entity

    def code(self, entity: Entity, language: str) -> Entity:
        """A `code` whose language counts only if it fills a `pre`, which is seen at its end."""
        return {**entity, "_language": language} if self.open else entity

    def swallow_code(self, entity: Entity, place: int) -> None:
        for index in range(place + 1, len(self.entities)):
            inner = self.entities[index]
            if inner is not None and inner["type"] == "code":
                if inner["length"] == entity["length"] and "_language" in inner:
                    entity["language"] = inner["_language"]
                self.entities[index] = None


def _skip(pattern: re.Pattern[str], source: str, position: int) -> int:
    match = pattern.match(source, position)
    return match.end() if match else position


def _reference(source: str, position: int) -> tuple[str, int]:
    """The character that a reference at `position` stands for, and where it ends."""
    match = _REFERENCE.match(source, position)
    if match is None:
        return "&", position + 1
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name], match.end()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x10FFFF or 0xD800 <= code < 0xE000:
        return "&", position + 1
    return chr(code), match.end()


def _unescape(text: str) -> str:
    return _REFERENCE.sub(lambda match: _reference(match[0], 0)[0], text) if "&" in text else text


_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")
_HOST = re.compile(r"(?:[^/?#@]*@)?(\[[0-9a-fA-F:.]+\]|[^/?#:@\s]+)(?::\d+)?(?:[/?#]|$)")


def checked_url(url: str) -> str:
    """The address if Telegram takes it as one (with a scheme), or an empty text."""
    url = url.strip()
    scheme = _SCHEME.match(url)
    if scheme is None:
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?!\d)", url):
            return ""
        url = f"http://{url}"
    elif scheme[1].lower() in ("tg", "ton", "tonsite"):
        return url
    elif scheme[1].lower() not in ("http", "https"):
        return ""
    host = _HOST.match(url, url.index("://") + 3)
    if host is None or not (("." in host[1] and host[1].strip(".")) or host[1].startswith("[")):
        return ""
    return url


def _link(entity: Entity, address: str) -> Entity | None:
    user = re.fullmatch(r"tg://user\?id=(\d{1,18})", address.strip())
    if user:
        return {**entity, "type": "text_mention", "_user_id": int(user[1])}
    url = checked_url(address)
    return {**entity, "url": url} if url else None


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """The visible text and its entities, outer before inner.

    Raises:
        ApiError: "Bad Request: can't parse entities: …" in Telegram's words. Nothing else.
    """
    if "<" not in source and "&" not in source:
        return source, []
    return parse_plain(source) or _parse_fully(source)


def _parse_fully(source: str) -> tuple[str, list[Entity]]:
    parser = _MarkupParser(source)
    parser.run()
    entities = [
        {key: value for key, value in entity.items() if key != "_language"}
        for entity in parser.entities
        if entity is not None
    ]
    return "".join(parser.pieces), entities
