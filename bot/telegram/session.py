"""Requests that go through a proxy or carry files: by aiohttp, which most processes never load."""

from __future__ import annotations

from typing import Any

import aiohttp
from yarl import URL

from bot.domain.errors import TransportError
from bot.telegram.wire import Answer

#: Failures before anything was written to a connection.
_NOT_SENT: tuple[type[Exception], ...] = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    # No way through the proxy: the request never came to Telegram.
    aiohttp.ClientHttpProxyError,
)
#: Headers aiohttp adds by itself and nobody reads; answers are too short to be worth packing.
_SPARED = ("User-Agent", "Accept", "Accept-Encoding")


class ProxiedSession:
    """Connections of aiohttp, opened at the first request and kept until `aclose`."""

    def __init__(self, *, connections: int, proxy: str) -> None:
        self._connections = connections
        self._proxy = proxy
        self._socks = proxy.startswith("socks")
        self._not_sent = _socks_not_sent() if self._socks else _NOT_SENT
        self._session: aiohttp.ClientSession | None = None

    async def request(
        self,
        method: str,
        url: URL,
        data: Any,
        headers: dict[str, str] | None,
        *,
        connect_s: float,
        limit_s: float,
    ) -> Answer:
        """The answer to any request.

        Raises:
            TransportError: there was no complete answer.
        """
        # Two timers for each request and no more: they cost a tenth of it.
        timeout = aiohttp.ClientTimeout(total=limit_s, sock_connect=connect_s)
        failure: TransportError
        try:
            async with self._opened().request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                return Answer(
                    status=response.status,
                    body=await response.read(),
                    date=response.headers.get("Date"),
                )
        except self._not_sent as error:
            failure = TransportError(f"not connected ({type(error).__name__})", maybe_sent=False)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            failure = TransportError(f"no answer ({type(error).__name__})", maybe_sent=True)
        # Outside of the handler: nothing of the library's error, which knows the address, is kept.
        raise failure

    async def aclose(self) -> None:
        """Close every connection; the next request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=self._socks_connector() if self._socks else self._connector(),
                proxy=self._proxy if self._proxy and not self._socks else None,
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=_SPARED,
                auto_decompress=True,
            )
        return self._session

    def _connector(self) -> aiohttp.TCPConnector:
        return aiohttp.TCPConnector(
            limit=self._connections, keepalive_timeout=30, ttl_dns_cache=300
        )

    def _socks_connector(self) -> aiohttp.TCPConnector:
        from aiohttp_socks import ProxyConnector

        return ProxyConnector.from_url(
            self._proxy, rdns=True, limit=self._connections, keepalive_timeout=30
        )


def _socks_not_sent() -> tuple[type[Exception], ...]:
    from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError  # 32 modules

    return (*_NOT_SENT, ProxyError, ProxyConnectionError, ProxyTimeoutError)
