"""A text as Telegram keeps it: parsed, trimmed, limited, with the entities it finds by itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.playground.world.errors import bad_request
from bot.playground.world.markup import Entity, parse_html, utf16_length

#: UTF-16 code units after parsing (Bot API, sendMessage: 1-4096 characters; captions 0-1024).
TEXT_LIMIT_CHARS: Final = 4096
CAPTION_LIMIT_CHARS: Final = 1024
#: Further entities are silently dropped (undocumented; python-telegram-bot's MESSAGE_ENTITIES).
ENTITY_LIMIT: Final = 100

_KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
_FOUND = re.compile(
    # no general punctuation (U+2060 among it) in an address, as TDLib has it
    r"(?P<url>(?:https?://|www\.)[^\s<>\"'«»\u2060]+[^\s<>\"'«».,:;!?)\]}…\u2060])"
    r"|(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+\.[A-Za-z]{2,}(?![\w-]))"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z]\w{3,31}\b)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<![\w#&/])#(?=\w*[^\W\d_])\w{1,256})",
)
_OPAQUE = frozenset(("code", "pre", "text_link", "text_mention"))
_CONTROL = {code: " " for code in range(32) if code not in (10, 13)} | {13: None, 0x202E: None}
_NEEDS_CLEANING = re.compile("[\x00-\x09\x0b-\x1f\u202e]")


def read_text(
    text: str,
    *,
    parse_mode: str = "",
    entities: list[Mapping[str, Any]] | None = None,
    limit_chars: int = TEXT_LIMIT_CHARS,
    user: Callable[[int], Mapping[str, Any] | None] | None = None,
) -> tuple[str, list[Entity]]:
    """The text and entities that a message of a bot gets.

    `user` finds the user of a `tg://user?id=` link; without it such links are dropped.

    Raises:
        ApiError: in Telegram's words: empty, too long, cannot be parsed.
    """
    if not text:
        raise bad_request("message text is empty")
    if parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, found = parse_html(text)
    else:
        found = [dict(entity) for entity in entities or ()]
        _check(found, text)
    if _NEEDS_CLEANING.search(text):
        text, found = _clean(text, found)
    text, found = _trim(text, found)
    if not text:
        raise bad_request("text must be non-empty")
    if len(text) * 2 > limit_chars and utf16_length(text) > limit_chars:
        raise bad_request(
            "message is too long"
            if limit_chars == TEXT_LIMIT_CHARS
            else "message caption is too long"
        )
    if any("_user_id" in entity for entity in found):
        found = _with_users(found, user)
    return text, limited(found + detected(text, found))


def detected(text: str, known: list[Entity] | None = None) -> list[Entity]:
    """Addresses, mentions, commands and hashtags that Telegram finds by itself."""
    if "/" not in text and "@" not in text and "#" not in text and "www." not in text:
        return []
    taken = [
        (entity["offset"], entity["offset"] + entity["length"])
        for entity in known or ()
        if entity["type"] in _OPAQUE
    ]
    narrow = utf16_length(text) == len(text)
    result: list[Entity] = []
    for match in _FOUND.finditer(text):
        start, end = match.span()
        if not narrow:
            start, end = utf16_length(text[:start]), utf16_length(text[:end])
        if any(low < end and start < high for low, high in taken):
            continue
        result.append({"type": match.lastgroup, "offset": start, "length": end - start})
    return result


def limited(entities: list[Entity]) -> list[Entity]:
    """In Telegram's order, at most a hundred."""
    if len(entities) > 1:
        entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
    return entities[:ENTITY_LIMIT]


def _check(entities: list[Entity], text: str) -> None:
    size = utf16_length(text) if entities else 0
    for entity in entities:
        kind = entity.get("type")
        if kind not in _KINDS:
            raise bad_request(f"can't parse MessageEntity: Unsupported type {kind!r:.40} specified")
        offset, length = entity.get("offset", -1), entity.get("length", -1)
        if offset < 0 or length <= 0 or offset + length > size:
            raise bad_request("entity is out of the text")


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without control characters; entities move with what is left out."""
    if not entities:
        return text.translate(_CONTROL), entities
    kept = [0]
    for character in text:
        width = 2 if ord(character) > 0xFFFF else 1
        gone = _CONTROL.get(ord(character), "") is None
        kept.extend([kept[-1] + (0 if gone else 1 + step) for step in range(width)])
    result = []
    for entity in entities:
        start = kept[entity["offset"]]
        end = kept[entity["offset"] + entity["length"]]
        if end > start:
            result.append({**entity, "offset": start, "length": end - start})
    return text.translate(_CONTROL), result


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space at the ends; entities are cut to what is left."""
    stripped = text.strip()
    if len(stripped) == len(text) or not entities:
        return stripped, entities
    left = utf16_length(text[: len(text) - len(text.lstrip())])
    size = utf16_length(stripped)
    result = []
    for entity in entities:
        start = max(entity["offset"] - left, 0)
        end = min(entity["offset"] + entity["length"] - left, size)
        if end > start:
            result.append({**entity, "offset": start, "length": end - start})
    return stripped, result


def _with_users(
    entities: list[Entity], user: Callable[[int], Mapping[str, Any] | None] | None
) -> list[Entity]:
    result = []
    for entity in entities:
        if "_user_id" in entity:
            found = user(entity["_user_id"]) if user else None
            if found is None:
                continue
            entity = {key: value for key, value in entity.items() if key != "_user_id"}
            entity["user"] = dict(found)
        result.append(entity)
    return result
