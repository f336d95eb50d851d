"""Texts of articles in a third of their bytes, as functions that SQLite is given.

The words for search are mostly words of the body, which is the dictionary they are packed with.
"""

from __future__ import annotations

import zlib
from typing import Any

#: No more of a dictionary can be used.
_REACH_BYTES = 32_768

#: A text as SQLite holds it: packed, or as it was stored before.
Stored = str | bytes


def pack(body: Stored) -> bytes:
    """A body packed; one that is packed already stays as it is."""
    return zlib.compress(body.encode(), wbits=-15) if isinstance(body, str) else body


def unpack(body: Stored) -> str:
    """The body of an article."""
    return body if isinstance(body, str) else zlib.decompress(body, wbits=-15).decode()


def pack_words(words: Stored, body: Stored) -> bytes:
    """The words for search of an article with that body, packed; packed ones stay as they are."""
    if not isinstance(words, str):
        return words
    packing = zlib.compressobj(wbits=-15, zdict=_dictionary(body))
    return packing.compress(words.encode()) + packing.flush()


def unpack_words(words: Stored, body: Stored) -> str:
    """The words for search of an article with that body."""
    if isinstance(words, str):
        return words
    unpacking = zlib.decompressobj(wbits=-15, zdict=_dictionary(body))
    return (unpacking.decompress(words) + unpacking.flush()).decode()


def _dictionary(body: Stored) -> bytes:
    # small letters of ASCII alone: what others are depends on the version of Unicode
    return unpack(body).encode().lower()[:_REACH_BYTES]


#: The functions of SQLite, by name, with their number of arguments.
FUNCTIONS: dict[str, tuple[int, Any]] = {
    "lede_pack": (1, pack),
    "lede_unpack": (1, unpack),
    "lede_pack_words": (2, pack_words),
    "lede_unpack_words": (2, unpack_words),
}
