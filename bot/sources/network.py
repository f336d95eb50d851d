"""The plain network for the HTTP client: asyncio's own sockets, at half the cost of a layer above.

No time limits of its own beyond connecting: whoever fetches has a deadline for everything.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore


class AsyncioBackend(httpcore.AsyncNetworkBackend):
    """Connects to numeric addresses; errors are httpcore's, with their cause."""

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the base class's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """A connection to an address."""
        connection = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            connection.setblocking(False)
            async with asyncio.timeout(timeout):
                await asyncio.get_running_loop().sock_connect(connection, (host, port))
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException as error:
            connection.close()
            if isinstance(error, TimeoutError):
                raise httpcore.ConnectTimeout("no connection in time") from error
            if isinstance(error, OSError):
                raise httpcore.ConnectError(str(error)) from error
            raise
        return _PlainStream(connection)

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - the base class's signature
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuses sockets of files: no source is on one."""
        raise httpcore.ConnectError("only TCP")

    async def sleep(self, seconds: float) -> None:
        """Waits for so many seconds."""
        await asyncio.sleep(seconds)


class _PlainStream(httpcore.AsyncNetworkStream):
    """A connection without encryption."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket: socket.socket | None = connection

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        try:
            return await asyncio.get_running_loop().sock_recv(self._open(), max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        try:
            await asyncio.get_running_loop().sock_sendall(self._open(), buffer)
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        connection, self._socket = self._open(), None  # from here on it is the transport's
        try:
            reader, writer = await asyncio.open_connection(
                sock=connection, ssl=ssl_context, server_hostname=server_hostname
            )
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return _TlsStream(reader, writer)

    def get_extra_info(self, info: str) -> Any:  # noqa: ARG002 - nothing is kept alive to ask for
        return None

    def _open(self) -> socket.socket:
        if self._socket is None:
            raise httpcore.ReadError("the connection is closed")
        return self._socket


class _TlsStream(httpcore.AsyncNetworkStream):
    """A connection with encryption."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        try:
            return await self._reader.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        # Nothing is waited for: a peer that does not say goodbye would keep the socket.
        self._writer.transport.abort()

    def get_extra_info(self, info: str) -> Any:
        return self._writer.get_extra_info(info)
