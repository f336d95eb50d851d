"""Locators: how a person writes where a source is, and the one way in which it is stored."""

from __future__ import annotations

import string

from bot.domain.address_words import bare_host
from bot.domain.errors import InputError
from bot.domain.models import SourceKind
from bot.sources.channel_names import is_channel_address
from bot.sources.registry import KINDS

#: Locators of tables name columns besides; nothing that works is nearly as long.
MOST_LOCATOR_CHARS = 4096
_SCHEME_CHARS = frozenset(string.ascii_letters + string.digits + "+.-")


def parse_locator(text: str) -> tuple[SourceKind, str]:
    """The kind of a locator and its normal form.

    `example.org/feed` is taken for `https://example.org/feed`, `feed://…` for a feed; a relative
    folder becomes absolute; `@name` and `t.me/name` are a public Telegram channel.

    Raises:
        InputError: it is none; with an example of one that works.
    """
    if len(text) > MOST_LOCATOR_CHARS:
        raise _wrong("This is too long to be an address.")
    text = text.strip().strip("<>")
    scheme, rest = ("telegram", text) if is_channel_address(text) else _scheme(text)
    if scheme in ("http", "https") or (scheme not in set(SourceKind) and bare_host(text)):
        scheme, rest = SourceKind.FEED, text
    if scheme in set(SourceKind):
        kind = SourceKind(scheme)
        return kind, KINDS[kind].parse(rest)
    why = f"Lede reads nothing that begins with {scheme}:." if scheme else "This is not an address."
    raise _wrong(why)


def _scheme(text: str) -> tuple[str, str]:
    """The scheme before the first colon, in lower case, and the rest; empty for a port."""
    name, colon, rest = text.partition(":")
    named = name[:1].isalpha() and name.isascii() and not set(name) - _SCHEME_CHARS
    if not (colon and named) or rest[:1].isdigit():
        return "", text
    return name.lower(), rest


def _wrong(message: str) -> InputError:
    return InputError(message, example=KINDS[SourceKind.FEED].example)
