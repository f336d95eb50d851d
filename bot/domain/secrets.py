"""Passwords and tokens in addresses, taken out wherever an address is shown."""

from __future__ import annotations

import re

MASK = "***"
#: The password of an address, `scheme://name:password@host`.
_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):([^/\s@]+)@")
#: One among the names behind the address: `?password=…`, `&feed_token=…`.
_NAMED = re.compile(
    r"(?i)(?<=[?&;])([\w.-]{0,40}?(?:token|key|secret|pass|pwd|auth|sig|session|credential|jwt)"
    r"[\w.-]{0,20})=[^&#;\s]+"
)
#: A word of an address that nobody chose to be read: letters and digits mixed, and as long.
_LONG = re.compile(r"[A-Za-z0-9]{12,}")
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def without_password(text: str) -> str:
    """The text with the passwords and named tokens of each address in it replaced by `***`."""
    if "://" not in text:
        return text
    return _NAMED.sub(rf"\1={MASK}", _PASSWORD.sub(rf"\1:{MASK}@", text))


def shown_database(url: str) -> str:
    """The address of a database without its password, also when it is written wrongly."""
    scheme, mark, rest = url.partition("://")
    who, at, where = rest.rpartition("@")
    name, colon, _ = who.partition(":")
    shown = f"{name}:{MASK}@" if colon else who + at
    return without_password(scheme + mark + shown + where)


def shown_locator(locator: str) -> str:
    """A locator as it may be shown and used as a title.

    Without passwords and named tokens, and without the parts of path and query that look like
    one: private feeds hold them there.
    """
    scheme, mark, rest = without_password(locator).partition("://")
    if not mark:
        return locator
    parts = re.split(r"([/?&=;#])", rest)
    # the host comes first; what is named an id is no secret
    names = ["", "", *parts]
    for at in range(1, len(parts)):
        named = parts[at - 1] == "=" and names[at].lower().endswith("id")
        if not named and looks_secret(parts[at]):
            parts[at] = MASK
    return scheme + mark + "".join(parts)


def looks_secret(word: str) -> bool:
    """True if a word of an address looks like a token: long, digits and letters mixed."""
    if _UUID.search(word):
        return True
    return any(
        any(char.isdigit() for char in found) and any(char.isalpha() for char in found)
        for found in _LONG.findall(word)
    )
