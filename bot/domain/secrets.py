"""Passwords in addresses, taken out wherever an address is shown."""

from __future__ import annotations

import re

MASK = "***"
#: The password of an address, `scheme://name:password@host`.
_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):([^/\s@]+)@")
#: One among the names behind the address: `?password=…`, `&token=…`.
_NAMED = re.compile(r"(?i)(?<=[?&])((?:ssl)?password|token|api_?key|secret)=[^&#\s]+")


def without_password(text: str) -> str:
    """The text with the password of each address in it replaced by `***`."""
    if "://" not in text:
        return text
    return _NAMED.sub(rf"\1={MASK}", _PASSWORD.sub(rf"\1:{MASK}@", text))
