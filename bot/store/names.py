"""Names of articles as whole numbers of 64 bits: four of an article take a fifth of the bytes.

Names are hashes, and are compared within one source alone: of a million two are alike once in 10^7.
"""

from __future__ import annotations

import hashlib

_BYTES = 8
_HEX = 2 * _BYTES


def number_of(name: str) -> int:
    """The number that stands for a name: the first 64 bits of a hash in hexadecimal digits."""
    try:
        bits = bytes.fromhex(name[:_HEX])
    except ValueError:
        bits = b""
    if len(bits) < _BYTES:
        bits = hashlib.blake2b(name.encode(), digest_size=_BYTES).digest()
    return int.from_bytes(bits, signed=True)
