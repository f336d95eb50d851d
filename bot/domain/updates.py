"""The head of an update from Telegram: what is read of it before anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from bot.domain.errors import DropError

#: After this many attempts, failed or never ended, an update is quarantined.
MAX_ATTEMPTS = 3

#: The longest body a webhook may have; Telegram's own are a few kilobytes.
MAX_PAYLOAD_BYTES = 1_000_000

#: The kinds of update Lede asks for; everything else is not sent to it.
ALLOWED_UPDATES = (
    "message",
    "channel_post",
    "callback_query",
    "my_chat_member",
    "inline_query",
    "message_reaction",
    "message_reaction_count",
)

#: Where an update's chat stands, by the kind of update.
_BODIES = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
)


class ChatLine(IntEnum):
    """The line a chat waits in: each has places of its own, so that none stands before another."""

    #: Here before, and answered from what is at hand.
    KNOWN = 0
    #: Here before, and asks for what takes longer: searching, looking up, words of any length.
    SLOW = 1
    #: Wrote for the first time a moment ago, or just now.
    NEW = 2
    #: Asked for much within the last minute, whoever it is.
    MUCH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxUpdate:
    """An update that is still to be handled."""

    update_id: int
    #: Updates with the same key are handled in order.
    chat_key: str
    payload: Mapping[str, Any]
    #: Attempts so far: counted when they begin, so those of a process that died are among them.
    attempts: int
    received_at: datetime
    line: ChatLine = ChatLine.KNOWN
    #: More of its chat waits behind what was given with it.
    followed: bool = False


def update_id(payload: Mapping[str, Any]) -> int | None:
    """The update's number, or None when it has none that is a whole number of 64 bits."""
    number = payload.get("update_id")
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    return number if -(2**63) <= number < 2**63 else None


def read_update(payload: bytes) -> Mapping[str, Any]:
    """The update that a webhook brought.

    Raises:
        DropError: it is not an update, and giving it again would not help.
    """
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise DropError("The update is too large")
    try:
        found = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise DropError("The update is not JSON") from error
    if not isinstance(found, dict) or update_id(found) is None:
        raise DropError("The update has no number")
    return found


def chat_key(payload: Mapping[str, Any]) -> str:
    """A name for the chat an update belongs to: updates of one name are handled in order.

    `c<chat id>` where there is a chat, `p<person id>` where there is only a person, else empty.
    Never raises, whatever the update looks like.
    """
    press = payload.get("callback_query")
    if isinstance(press, Mapping):
        found = _number(press.get("message"), "chat", "id")
        return f"c{found}" if found is not None else _person(press)
    for name in _BODIES:
        found = _number(payload.get(name), "chat", "id")
        if found is not None:
            return f"c{found}"
    for body in payload.values():
        if person := _person(body):
            return person
    return ""


def said(payload: Mapping[str, Any]) -> tuple[int, int, int] | None:
    """The person who wrote words of their own, in which chat, and when (Unix seconds); None for all
    else.

    Not forwarded, not by way of a bot or a channel. Never raises, whatever the update looks like.
    """
    body = payload.get("message")
    if not isinstance(body, Mapping) or not isinstance(body.get("text"), str):
        return None
    if any(body.get(name) for name in ("forward_origin", "via_bot", "is_automatic_forward")):
        return None
    person, chat = _number(body, "from", "id"), _number(body, "chat", "id")
    sent = _number(body, "date")
    if person is None or chat is None or sent is None or not 0 <= sent < 2**33:
        return None
    return person, chat, sent


def text_of(payload: Mapping[str, Any]) -> str | None:
    """The words of a message or a channel's post, empty where it has none; None for all else.

    Never raises, whatever the update looks like.
    """
    for name in ("message", "channel_post"):
        body = payload.get(name)
        if isinstance(body, Mapping):
            words = body.get("text")
            return words if isinstance(words, str) else ""
    return None


def person_id(payload: Mapping[str, Any]) -> int | None:
    """The sender of an update, or None. Never raises, whatever the update looks like."""
    found = (_number(body, "from", "id") for body in payload.values())
    return next((number for number in found if number is not None), None)


def _person(body: object) -> str:
    found = _number(body, "from", "id")
    return f"p{found}" if found is not None else ""


def _number(body: object, *path: str) -> int | None:
    """The whole number at a path of nested objects."""
    for name in path:
        if not isinstance(body, Mapping):
            return None
        body = body.get(name)
    return body if isinstance(body, int) and not isinstance(body, bool) else None
