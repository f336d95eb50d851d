"""Bytes that arrive in pieces, unpacked within limits: a bomb stops at the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from bot.domain.errors import FetchError, FetchReason

#: Unpacked at once; what a piece may cost beyond the limit.
_STEP_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
#: gzip only.
_GZIP_WINDOW = 31
#: Members of one file; each costs a copy of what follows it.
_MOST_MEMBERS = 100


class Body:
    """A body as it arrives: at most so many bytes as sent and so many unpacked.

    Raises:
        FetchError: TOO_LARGE, UNREADABLE.
    """

    def __init__(self, *, gzipped: bool, wire_bytes: int, most_bytes: int) -> None:
        self._gzipped = gzipped
        self._wire_left = wire_bytes
        self._left = most_bytes
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)
        self._members = 1
        #: What came after a member and is too short to tell what it is.
        self._rest = b""
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take the next bytes as they were sent."""
        self._wire_left -= len(data)
        if self._wire_left < 0:
            raise too_large()
        if not self._gzipped:
            self._keep(data)
            return
        for piece in self._inflate(data):
            self._keep(piece)

    def finish(self) -> bytes:
        """Everything, unpacked; cut off gzip is an error, it would lose articles silently."""
        if self._gzipped and self._parts and not self._inflater.eof:
            raise FetchError(FetchReason.UNREADABLE, "the compressed answer was cut off")
        return b"".join(self._parts)

    def _keep(self, piece: bytes) -> None:
        self._left -= len(piece)
        if self._left < 0:
            self._parts.clear()
            raise too_large()
        if piece:
            self._parts.append(piece)

    def _inflate(self, data: bytes) -> Iterator[bytes]:
        data, self._rest = self._rest + data, b""
        try:
            while True:
                if self._inflater.eof:  # a file may hold several members; zeros may follow
                    if len(data) < len(_GZIP_MAGIC):
                        self._rest = data
                        return
                    if not data.startswith(_GZIP_MAGIC):
                        return
                    self._next_member()
                piece = self._inflater.decompress(data, _STEP_BYTES)
                yield piece
                data = self._inflater.unconsumed_tail or self._inflater.unused_data
                if not data and len(piece) < _STEP_BYTES:
                    return
        except zlib.error as error:
            raise FetchError(
                FetchReason.UNREADABLE, "the compressed answer cannot be unpacked"
            ) from error

    def _next_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise too_large()
        self._inflater = zlib.decompressobj(_GZIP_WINDOW)


def gunzip(data: bytes, *, most_bytes: int) -> bytes:
    """A whole gzip file unpacked. Raises `FetchError` (TOO_LARGE, UNREADABLE)."""
    body = Body(gzipped=True, wire_bytes=len(data), most_bytes=most_bytes)
    for at in range(0, len(data), _STEP_BYTES):
        body.feed(data[at : at + _STEP_BYTES])
    return body.finish()


def is_gzip(data: bytes) -> bool:
    """Whether these bytes begin like a gzip file."""
    return data.startswith(_GZIP_MAGIC)


def too_large() -> FetchError:
    """The error for more bytes than are read."""
    return FetchError(FetchReason.TOO_LARGE, "it is larger than what is read")
