"""The network below the HTTP client: it connects to vetted numeric addresses and to nothing else.

The check sits where the connection is made, so a redirect, a second DNS answer or a name with
several addresses cannot slip past it. The host's name is kept for `Host`, SNI and certificates.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
import httpx

from bot.certificates import certificates
from bot.domain.errors import FetchError, FetchReason
from bot.sources.addresses import PORTS, is_public, other_port, private_address

#: Gives the numeric addresses of a name; raises OSError when there are none.
Resolver = Callable[[str, int], Awaitable[Sequence[str]]]

RESOLVE_S = 5.0
CONNECT_S = 5.0
#: Addresses of one host that are tried.
MOST_TRIES = 3


class SystemResolver:
    """The machine's own resolver, in threads of its own: a slow name blocks nobody else."""

    def __init__(self, threads: int = 8) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="resolve")

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Numeric addresses in the order the system prefers."""
        found = await asyncio.get_running_loop().run_in_executor(
            self._executor, _getaddrinfo, host, port
        )
        return list(dict.fromkeys(found))

    def close(self) -> None:
        """Let the threads end; one that still waits for a name ends after it."""
        self._executor.shutdown(wait=False, cancel_futures=True)


def _getaddrinfo(host: str, port: int) -> list[str]:
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(answer[4][0]) for answer in answers]


class GuardBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses on web ports; with `allow_private` to any."""

    def __init__(
        self,
        *,
        resolver: Resolver,
        connector: httpcore.AsyncNetworkBackend,
        allow_private: bool,
    ) -> None:
        self._resolver = resolver
        self._connector = connector
        self._allow_private = allow_private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to one of the host's addresses, all of which must be allowed."""
        patience_s = CONNECT_S if timeout is None else min(timeout, CONNECT_S)
        if not self._allow_private and port not in PORTS:
            raise other_port()
        addresses = await self._resolve(host, port)
        if not self._allow_private and not all(map(is_public, addresses)):
            raise private_address()
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses[:MOST_TRIES]:
            try:
                stream = await self._connector.connect_tcp(
                    address, port, patience_s, local_address, socket_options
                )
                return _Stream(stream)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def connect_unix_socket(
        self,
        path: str,  # noqa: ARG002 - the base class's signature
        timeout: float | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002
    ) -> httpcore.AsyncNetworkStream:
        """Refuses sockets of files: no source is on one."""
        raise private_address()

    async def sleep(self, seconds: float) -> None:
        """Waits for so many seconds."""
        await asyncio.sleep(seconds)

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        host = host.strip("[]").rstrip(".")
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        try:
            async with asyncio.timeout(RESOLVE_S):
                addresses = await self._resolver(host, port)
        except TimeoutError:
            raise FetchError(
                FetchReason.TIMEOUT, "the host's name was not resolved in time"
            ) from None
        except (OSError, UnicodeError) as error:
            raise FetchError(FetchReason.UNREACHABLE, "there is no host of this name") from error
        if not addresses:
            raise FetchError(FetchReason.UNREACHABLE, "there is no host of this name")
        return addresses


class _Stream(httpcore.AsyncNetworkStream):
    """A connection that is closed when its TLS handshake is cancelled.

    httpcore closes it after errors only, and a deadline cancels: each would leave a socket
    behind.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class GuardTransport(httpx.AsyncHTTPTransport):
    """httpx's transport on a guarded pool: HTTP/1.1, no proxy, no retries, nothing kept alive.

    Polling many hosts once each gains nothing from connections kept open.
    """

    def __init__(self, backend: httpcore.AsyncNetworkBackend, *, connections: int) -> None:
        context = certificates()
        super().__init__(verify=context, trust_env=False)
        # The pool httpx makes has no way to be given a network backend; this one is httpcore's
        # public class with its public parameter.
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=connections,
            max_keepalive_connections=0,
            http1=True,
            http2=False,
            retries=0,
            network_backend=backend,
        )
