"""Payloads of links to the bot: `?start=` takes 64 letters, digits, `-` and `_`."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

#: Telegram's limit of what a link can carry.
MAX_CHARS = 64

_ALLOWED = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,60}")


class LinkKind(StrEnum):
    """The meaning of the rest of it."""

    #: A topic by name, or an entry of the catalogue.
    TOPIC = "t"
    #: What could be written after /subscribe: words, or an address.
    FOLLOW = "w"
    #: Words to search for.
    SEARCH = "s"
    #: A list that somebody shared, by its name in the store.
    LIST = "l"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepLink:
    """The parameters of a deep link (`?start=…`)."""

    kind: LinkKind
    value: str


def write_link(link: DeepLink) -> str | None:
    """The payload, or None when it does not fit."""
    if link.kind in (LinkKind.TOPIC, LinkKind.LIST) and _PLAIN.fullmatch(link.value):
        payload = f"{link.kind.value}-{link.value}"
    else:
        coded = base64.urlsafe_b64encode(link.value.encode()).decode().rstrip("=")
        payload = f"{link.kind.value}_{coded}"
    return payload if len(payload) <= MAX_CHARS else None


def read_link(payload: str) -> DeepLink | None:
    """The meaning of a payload, or None when it is none of ours: nothing in it is trusted."""
    if not _ALLOWED.fullmatch(payload) or len(payload) < 3 or payload[0] not in _KINDS:
        return None
    kind, mark, rest = LinkKind(payload[0]), payload[1], payload[2:]
    if mark == "-":
        return DeepLink(kind=kind, value=rest)
    if mark != "_":
        return None
    try:
        value = base64.urlsafe_b64decode(rest + "=" * (-len(rest) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    value = " ".join(value.split())
    return DeepLink(kind=kind, value=value) if value and value.isprintable() else None


_KINDS = frozenset(kind.value for kind in LinkKind)
