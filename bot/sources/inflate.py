"""Bytes that arrive in pieces, unpacked within limits: a bomb stops at the limit."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from bot.domain.errors import FetchError, FetchReason

#: Unpacked at once; what a piece may cost beyond the limit.
_STEP_BYTES = 64 * 1024
_GZIP_MAGIC = b"\x1f\x8b"
#: What documents that are not compressed begin with: markup, JSON, marks, spaces.
_TEXT_STARTS = (b"<", b"{", b"[", b"\xef", b" ", b"\n", b"\r", b"\t")
#: gzip or zlib, whichever it is; and deflate without either's header.
_ANY_WINDOW, _RAW_WINDOW = 47, -15
#: Members of one file; each costs a copy of what follows it.
_MOST_MEMBERS = 100


class Body:
    """A body as it arrives: at most so many bytes as sent and so many unpacked.

    Its first bytes say whether it is gzip, whatever the headers said of it: servers compress
    without saying so, and say so of what is plain. `deflated` is believed of what is no text.

    Raises:
        FetchError: TOO_LARGE, UNREADABLE.
    """

    def __init__(self, *, wire_bytes: int, most_bytes: int, deflated: bool = False) -> None:
        self._deflated = deflated
        #: Unknown until the first bytes are there.
        self._packed: bool | None = None
        self._start = b""
        self._wire_left = wire_bytes
        self._left = most_bytes
        self._inflater = zlib.decompressobj(_ANY_WINDOW)
        self._members = 1
        #: What came after a member and is too short to tell what it is.
        self._rest = b""
        self._parts: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take the next bytes as they were sent."""
        self._wire_left -= len(data)
        if self._wire_left < 0:
            raise too_large()
        if self._packed is None:
            data = self._start + data
            if len(data) < len(_GZIP_MAGIC):
                self._start = data
                return
            self._see(data)
        if not self._packed:
            self._keep(data)
            return
        for piece in self._inflate(data):
            self._keep(piece)

    def finish(self) -> bytes:
        """The whole body, decompressed; cut off gzip is an error: articles would be lost."""
        if self._packed is None:
            return self._start
        if self._packed and not self._inflater.eof:
            raise FetchError(FetchReason.UNREADABLE, "the compressed answer was cut off")
        return b"".join(self._parts)

    def _see(self, start: bytes) -> None:
        """True if a body with these first bytes is to be unpacked, and how."""
        text = start[:1] in _TEXT_STARTS
        self._packed = start.startswith(_GZIP_MAGIC) or (self._deflated and not text)
        header = start[0] & 0x0F == 8 and (start[0] << 8 | start[1]) % 31 == 0
        if self._packed and not start.startswith(_GZIP_MAGIC) and not header:
            self._inflater = zlib.decompressobj(_RAW_WINDOW)

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
        self._inflater = zlib.decompressobj(_ANY_WINDOW)


def gunzip(data: bytes, *, most_bytes: int) -> bytes:
    """A whole gzip file unpacked. Raises `FetchError` (TOO_LARGE, UNREADABLE)."""
    body = Body(wire_bytes=len(data), most_bytes=most_bytes)
    for at in range(0, len(data), _STEP_BYTES):
        body.feed(data[at : at + _STEP_BYTES])
    return body.finish()


def is_gzip(data: bytes) -> bool:
    """True if these bytes begin like a gzip file."""
    return data.startswith(_GZIP_MAGIC)


def too_large() -> FetchError:
    """The error for more bytes than are read."""
    return FetchError(FetchReason.TOO_LARGE, "it is larger than what is read")
