"""Names of public Telegram channels in what people paste: `@name`, `t.me/name`, a post's link."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.domain.errors import InputError

EXAMPLE = "telegram:durov"

#: Telegram's rule for public names (some short ones were auctioned).
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,31}")
_HOSTS = frozenset({"t.me", "telegram.me", "telegram.dog"})
#: First parts of paths that are no names.
_NO_NAMES = frozenset(
    {
        *("joinchat", "addstickers", "addemoji", "addtheme", "addlist", "proxy", "socks", "share"),
        *("login", "setlanguage", "iv", "bg", "invoice", "boost", "giftcode", "confirmphone", "c"),
    }
)


def is_channel_address(text: str) -> bool:
    """True if an address or a name is one of Telegram's, rather than of the web."""
    if text.startswith("@"):
        return _NAME.fullmatch(text[1:]) is not None
    return _host(text) in _HOSTS


def channel_name(text: str) -> str:
    """The name of the channel, in small letters.

    Raises:
        InputError: the address leads to no public channel.
    """
    if text.startswith("@"):
        name = text[1:]
    elif _host(text) in _HOSTS:
        parts = [part for part in urlsplit(_with_scheme(text)).path.split("/") if part]
        if parts[:1] == ["s"]:
            parts = parts[1:]
        name = parts[0] if parts else ""
    else:
        name = text
    if not _NAME.fullmatch(name) or name.casefold() in _NO_NAMES:
        raise InputError(
            "That leads to no public Telegram channel; a private one has no page I could read.",
            example="/subscribe @durov",
            key="error.fetch.no_preview",
        )
    return name.casefold()


def _host(text: str) -> str:
    try:
        host = urlsplit(_with_scheme(text)).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _with_scheme(text: str) -> str:
    return text if "://" in text else f"https://{text}"
