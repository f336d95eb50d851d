"""Pooled HTTP to the Bot API: JSON by the shortest way (`Wire`), all else by aiohttp.

The address of every request holds the token. No failure that leaves this module carries an
address: the library's own errors end here.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson
from yarl import URL

from bot.domain.errors import TransportError
from bot.log import log_event
from bot.telegram.wire import Wire

_LOG = logging.getLogger(__name__)

#: Failures before anything was written to a connection.
_NOT_SENT: tuple[type[Exception], ...] = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    # No way through the proxy: the request never came to Telegram.
    aiohttp.ClientHttpProxyError,
)


def _not_sent(proxy: str) -> tuple[type[Exception], ...]:
    """Failures of a transport before anything was written to a connection."""
    if not proxy.startswith("socks"):
        return _NOT_SENT
    from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError  # 32 modules

    return (*_NOT_SENT, ProxyError, ProxyConnectionError, ProxyTimeoutError)


#: Of a request whose body is JSON.
JSON_HEADERS = {"Content-Type": "application/json"}
#: Headers aiohttp adds by itself and nobody reads; answers are too short to be worth packing.
_SPARED = ("User-Agent", "Accept", "Accept-Encoding")


def to_json(value: object) -> bytes:
    """JSON in UTF-8; text that is not valid Unicode is escaped instead of refused."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=True).encode("ascii")


def _tell(url: URL, began: float, **how: object) -> None:
    """One line of a request, by the last word of its address: what stands before has the token."""
    ms = round((time.monotonic() - began) * 1000)
    log_event(_LOG, logging.DEBUG, "telegram.asked", what=url.name, **how, ms=ms)


class Transport:
    """A pool of connections, opened at the first request and kept until `aclose`.

    The whole of a request is over within `read_s`, or `connect_s` where that is longer: a lease
    on what is being sent must be longer still.
    """

    def __init__(
        self,
        *,
        connections: int = 256,
        connect_s: float = 5.0,
        read_s: float = 15.0,
        on_date: Callable[[str | None], None] | None = None,
        proxy: str = "",
    ) -> None:
        """`on_date` gets the Date header of each answer as it comes.

        `proxy` is `http://…` or `socks5://…` and takes every request; names are then looked up
        by it.
        """
        self._proxy = proxy
        self._not_sent = _not_sent(proxy)
        self._on_date = on_date
        self._connections = connections
        self._connect_s = connect_s
        self._read_s = read_s
        self._session: aiohttp.ClientSession | None = None
        self._wire = None if proxy else Wire(connections=connections)

    @property
    def limit_s(self) -> float:
        """The longest a request can take, in seconds."""
        return max(self._connect_s, self._read_s)

    @property
    def read_s(self) -> float:
        """The time that an answer is waited for, in seconds."""
        return self._read_s

    async def post(self, url: URL, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to a JSON request.

        Raises:
            TransportError: there was no complete answer.
        """
        return await self.request("POST", url, data=body, headers=JSON_HEADERS)

    async def request(
        self,
        method: str,
        url: URL,
        *,
        data: Any = None,
        headers: dict[str, str] | None = None,
        connect_s: float | None = None,
        read_s: float | None = None,
    ) -> tuple[int, bytes]:
        """Status and body of the answer to any request.

        Raises:
            TransportError: there was no complete answer.
        """
        connect_s, read_s = connect_s or self._connect_s, read_s or self._read_s
        began = time.monotonic()
        if self._wire is not None and headers is JSON_HEADERS and not url.raw_user:
            try:
                answer = await self._wire.post(
                    url, data, connect_s=connect_s, limit_s=max(connect_s, read_s)
                )
            except TransportError as error:
                _tell(url, began, why=error)
                raise
            if self._on_date is not None:
                self._on_date(answer.date)
            _tell(url, began, status=answer.status)
            return answer.status, answer.body
        return await self._by_session(
            method, url, data, headers, self._timeout_of(connect_s, read_s)
        )

    async def _by_session(
        self,
        method: str,
        url: URL,
        data: Any,
        headers: dict[str, str] | None,
        timeout: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        """As `request`, by aiohttp: files, and whatever goes through a proxy."""
        failure: TransportError
        began = time.monotonic()
        try:
            async with self._opened().request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                if self._on_date is not None:
                    self._on_date(response.headers.get("Date"))
                answer = response.status, await response.read()
            _tell(url, began, status=answer[0])
            return answer
        except self._not_sent as error:
            failure = TransportError(f"not connected ({type(error).__name__})", maybe_sent=False)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            failure = TransportError(f"no answer ({type(error).__name__})", maybe_sent=True)
        _tell(url, began, why=failure)
        # Outside of the handler: nothing of the library's error, which knows the address, is kept.
        raise failure

    async def aclose(self) -> None:
        """Close every connection; the next request opens new ones."""
        if self._wire is not None:
            await self._wire.aclose()
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            socks = self._proxy.startswith("socks")
            self._session = aiohttp.ClientSession(
                connector=self._socks_connector() if socks else self._connector(),
                proxy=self._proxy if self._proxy and not socks else None,
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

    @staticmethod
    def _timeout_of(connect_s: float, read_s: float) -> aiohttp.ClientTimeout:
        # Two timers for each request and no more: they cost a tenth of it.
        return aiohttp.ClientTimeout(total=max(connect_s, read_s), sock_connect=connect_s)
