"""The short way for ordinary calls: a plain protocol that answers them without a web framework.

It costs a third of the CPU per message, so that a bot measured at a thousand messages a second on
the same machine is what is measured. Whatever is not a plain POST of JSON or of a form to a method
(the page, uploads, `getUpdates`, everything while faults are set) is handed to the framework with
its connection, which stays there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from bot.playground.api.bodies import read_body
from bot.playground.api.calls import ACTIONS, Calls
from bot.playground.world.errors import ApiError

_JSON, _FORM = b"application/json", b"application/x-www-form-urlencoded"
_QUICK: Final = frozenset(name.encode() for name in ACTIONS)
_HEADS: Final = {
    status.value: (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "Content-Type: application/json\r\nContent-Length: "
    ).encode()
    for status in HTTPStatus
}


class QuickProtocol(asyncio.Protocol):
    """The protocol of one connection to the emulator."""

    __slots__ = ("_answering", "_buffer", "_calls", "_connections", "_framework", "_transport")

    def __init__(
        self,
        calls: Calls,
        framework: Callable[[], asyncio.Protocol],
        connections: set[asyncio.Transport],
    ) -> None:
        self._calls = calls
        self._framework = framework
        self._connections = connections
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        #: An answer is on its way; what comes meanwhile waits.
        self._answering = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other side is there."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self._connections.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's form
        """The other side is gone."""
        if self._transport is not None:
            self._connections.discard(self._transport)
            self._transport = None

    def data_received(self, data: bytes) -> None:
        """Some of a request, or all of it."""
        self._buffer = self._buffer + data if self._buffer else data
        if not self._answering:
            self._next()

    def _next(self) -> None:
        head, end, _ = self._buffer.partition(b"\r\n\r\n")
        if not end and b"POST /bot".startswith(head[:9]) and len(head) < 16_384:
            return
        target = self._target(head)
        if target is None:
            self._hand_over()
            return
        token, method, kind, length = target
        whole = len(head) + 4 + length
        if len(self._buffer) < whole:
            return
        body = self._buffer[len(head) + 4 : whole]
        self._buffer = self._buffer[whole:]
        try:
            given = read_body(body, is_json=kind == _JSON)
        except ApiError as error:
            status, answer = self._calls.unreadable(method, error)
        else:
            status, answer = self._calls.answer(token, method, given, {})
        content = b"%b%d\r\n\r\n%b" % (_HEADS[status], len(answer), answer)
        if self._calls.latency_s:
            self._answering = True
            loop = asyncio.get_running_loop()
            loop.call_later(self._calls.latency_s, self._write_late, content)
        else:
            self._write(content)
            if self._buffer:
                self._next()

    def _target(self, head: bytes) -> tuple[str, str, bytes, int] | None:
        """Token, method, kind of body and its length; None for the framework."""
        if self._calls.faults.active or not head.startswith(b"POST /bot"):
            return None
        line, _, rest = head.partition(b"\r\n")
        token, _, method = line[9 : line.find(b" ", 9)].partition(b"/")
        if method not in _QUICK or b"%" in token:
            return None
        kind, length = b"", -1
        for header in rest.split(b"\r\n"):
            name, _, value = header.partition(b":")
            match name.lower():
                case b"content-type":
                    kind = value.partition(b";")[0].strip().lower()
                case b"content-length" if value.strip().isdigit():
                    length = int(value)
                case b"transfer-encoding" | b"expect" | b"upgrade" | b"content-encoding":
                    return None
        if kind not in (_JSON, _FORM) or length < 0:
            return None
        return token.decode("latin-1"), method.decode(), kind, length

    def _write(self, content: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(content)

    def _write_late(self, content: bytes) -> None:
        self._answering = False
        self._write(content)
        if self._buffer:
            self._next()

    def _hand_over(self) -> None:
        transport, buffer = self._transport, self._buffer
        if transport is None:
            return
        self._connections.discard(transport)
        self._transport, self._buffer = None, b""
        protocol = self._framework()
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        protocol.data_received(buffer)
