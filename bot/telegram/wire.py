"""JSON requests over kept HTTP/1.1 connections, at little more than what the sockets take.

A general client makes a dozen objects for each request: for its address, headers, cookies,
redirects, timers and streams. Thousands of messages a second all have the same head and an answer
of some hundred bytes; here a request is one write and an answer what `httptools` reads of it.
"""

from __future__ import annotations

import asyncio
import time
import zlib
from dataclasses import dataclass
from socket import SOCK_STREAM
from typing import Any
from weakref import WeakSet

import aiohappyeyeballs
import httptools
from yarl import URL

from bot.certificates import read_certificates
from bot.domain.errors import TransportError

#: A connection that nobody used for so long is closed, in seconds: before servers do it.
_KEEP_S = 30.0
#: Addresses of a server are looked up again after so many seconds.
_LOOKED_UP_S = 300.0
#: Where one address of a server does not answer the next is tried beside it, after so long.
_NEXT_ADDRESS_S = 0.25
#: Methods whose heads are kept ready.
_MOST_HEADS = 256


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer."""

    status: int
    #: Its Date header.
    date: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class _Head:
    """All of a request that is the same each time."""

    host: str
    port: int
    secure: bool
    #: To the length of the body, which follows.
    words: bytes

    @property
    def server(self) -> tuple[str, int, bool]:
        """Requests to the same one share connections."""
        return self.host, self.port, self.secure


class _Line(asyncio.Protocol):
    """One connection, with one request at a time."""

    def __init__(self) -> None:
        self.idle_since = 0.0
        self._transport: Any = None
        self._answer: asyncio.Future[Answer] | None = None
        self._parser: Any = httptools.HttpResponseParser(self)
        self._begin()

    def _begin(self) -> None:
        self._date: str | None = None
        self._packed = self._framed = self._headed = self._whole = False
        self._body: list[bytes] = []

    @property
    def open(self) -> bool:
        """True if another request may be written to it."""
        return not self._transport.is_closing()

    async def ask(self, words: bytes, *, until: float) -> Answer:
        """The answer to a request, by a moment of the event loop's clock."""
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        late = loop.call_at(until, self._fail, TimeoutError())
        self._transport.write(words)
        try:
            return await self._answer
        except BaseException:
            self.drop()
            raise
        finally:
            late.cancel()
            self._answer = None
            self._begin()

    def drop(self) -> None:
        """Close the connection at once."""
        self._transport.abort()

    def _fail(self, error: BaseException) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)

    def _finish(self) -> None:
        body = b"".join(self._body)
        if self._packed:
            try:
                body = zlib.decompress(body, wbits=47)
            except zlib.error as error:
                self._fail(error)
                return
        self._whole = True
        if not self._parser.should_keep_alive():  # it only knows until the next one
            self._transport.close()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(Answer(self._parser.get_status_code(), self._date, body))

    # -- What the event loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """More of an answer."""
        if self._answer is None:  # nobody asked
            self.drop()
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)
            self.drop()
            return

    def connection_lost(self, exc: Exception | None) -> None:
        """It is closed; an answer whose length nobody told is complete by that."""
        if exc is None and self._headed and not self._framed and not self._whole:
            self._finish()
        self._fail(exc or ConnectionResetError())
        self._parser = None  # which knows this object

    # -- What the parser calls

    def on_message_begin(self) -> None:
        """An answer begins; none was asked for where there is one already."""
        if self._whole:
            self._transport.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header of an answer."""
        name = name.lower()
        if name == b"date":
            self._date = value.decode("latin-1")
        elif name in (b"content-length", b"transfer-encoding"):
            self._framed = True
        elif name == b"content-encoding":
            self._packed = value.lower() in (b"gzip", b"deflate")

    def on_headers_complete(self) -> None:
        """Now its body comes."""
        self._headed = True

    def on_body(self, body: bytes) -> None:
        """A piece of it."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole, if it is no “go on”."""
        if self._parser.get_status_code() < 200:
            self._begin()
        else:
            self._finish()


class Wire:
    """Connections to servers, opened when they are needed and kept for the next request."""

    def __init__(self, *, connections: int) -> None:
        self._places = asyncio.Semaphore(connections)
        self._most, self._asking = connections, 0
        self._heads: dict[URL, _Head] = {}
        self._idle: dict[tuple[str, int, bool], list[_Line]] = {}
        self._addresses: dict[tuple[str, int, bool], tuple[float, list[Any]]] = {}
        self._looking_up = asyncio.Lock()
        self._lines = WeakSet[_Line]()
        self._sweep: asyncio.TimerHandle | None = None

    async def post(self, url: URL, body: bytes, *, connect_s: float, limit_s: float) -> Answer:
        """The answer to a JSON request, at the latest after `limit_s`, connecting included.

        Raises:
            TransportError: there was no complete answer.
        """
        head = self._heads.get(url) or self._head(url)
        until = asyncio.get_running_loop().time() + limit_s
        await self._place(until)
        self._asking += 1
        try:
            line = self._kept(head) or await self._connected(head, connect_s, until)
            try:
                answer = await line.ask(
                    b"%b%d\r\n\r\n%b" % (head.words, len(body), body), until=until
                )
            except (OSError, httptools.HttpParserError, zlib.error) as error:
                why = type(error).__name__
            else:
                self._keep(head, line)
                return answer
        finally:
            self._asking -= 1
            self._places.release()
        # outside of the handler: nothing of what was sent is kept
        raise TransportError(f"no answer ({why})", maybe_sent=True)

    async def aclose(self) -> None:
        """Close every connection; the next request opens new ones."""
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
        self._idle.clear()
        for line in tuple(self._lines):
            line.drop()
        for _ in range(2):  # below TLS there is another one
            await asyncio.sleep(0)

    async def _place(self, until: float) -> None:
        """Wait until there may be one more connection."""
        if self._asking < self._most:
            await self._places.acquire()
            return
        try:
            async with asyncio.timeout_at(until):
                await self._places.acquire()
        except TimeoutError:
            pass
        else:
            return
        raise TransportError("not connected (TimeoutError)", maybe_sent=False)

    def _kept(self, head: _Head) -> _Line | None:
        """The connection that was used last, if one is open."""
        lines = self._idle.get(head.server, [])
        while lines:
            line = lines.pop()
            if line.open and line.idle_since > time.monotonic() - _KEEP_S:
                return line
            line.drop()
        return None

    def _keep(self, head: _Head, line: _Line) -> None:
        if not line.open:
            return
        line.idle_since = time.monotonic()
        self._idle.setdefault(head.server, []).append(line)
        if self._sweep is None:
            self._sweep = asyncio.get_running_loop().call_later(_KEEP_S, self._close_idle)

    def _close_idle(self) -> None:
        """Close what nobody used for a while."""
        self._sweep = None
        before = time.monotonic() - _KEEP_S
        for server, lines in self._idle.items():
            for line in lines:
                if line.idle_since <= before:
                    line.drop()
            self._idle[server] = [line for line in lines if line.open]
        if any(self._idle.values()):
            self._sweep = asyncio.get_running_loop().call_later(_KEEP_S, self._close_idle)

    async def _connected(self, head: _Head, connect_s: float, until: float) -> _Line:
        """A new connection."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(until, loop.time() + connect_s)):
                found = await self._found(head)
                tls = await read_certificates() if head.secure else None
                socket = await aiohappyeyeballs.start_connection(
                    found, happy_eyeballs_delay=_NEXT_ADDRESS_S, interleave=1
                )
                _, line = await loop.create_connection(
                    _Line,
                    sock=socket,
                    ssl=tls,
                    server_hostname=head.host if head.secure else None,
                )
                self._lines.add(line)
                return line
        except (OSError, ValueError) as error:  # a name that is none is a ValueError
            why = type(error).__name__
            self._addresses.pop(head.server, None)
        raise TransportError(f"not connected ({why})", maybe_sent=False)

    async def _found(self, head: _Head) -> list[Any]:
        """The addresses of a server; asked for once, however many wait."""
        async with self._looking_up:
            known = self._addresses.get(head.server)
            if known is None or known[0] < time.monotonic():
                found = await asyncio.get_running_loop().getaddrinfo(
                    head.host, head.port, type=SOCK_STREAM
                )
                known = time.monotonic() + _LOOKED_UP_S, found
                self._addresses[head.server] = known
            return known[1]

    def _head(self, url: URL) -> _Head:
        path = url.raw_path_qs
        if url.host is None or url.port is None or not _is_plain(path):
            raise TransportError("not connected (no address)", maybe_sent=False)
        if len(self._heads) >= _MOST_HEADS:
            self._heads.clear()
        words = (
            f"POST {path} HTTP/1.1\r\nHost: {url.host_port_subcomponent}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        )
        head = _Head(url.host, url.port, url.scheme == "https", words.encode("ascii"))
        self._heads[url] = head
        return head


def _is_plain(path: str) -> bool:
    """True if a path stands in the first line of a request as it is."""
    return path.isascii() and path.isprintable() and " " not in path
