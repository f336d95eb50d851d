"""Pooled HTTP to the Bot API on aiohttp, and python-telegram-bot's request class on top of it.

The address of every request holds the token. No failure that leaves this module carries an
address: the library's own errors end here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError
from telegram.error import NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.domain.errors import TransportError
from bot.domain.outcomes import Outcome
from bot.telegram.outcome import classify_answer

#: Failures before anything was written to a connection.
_NOT_SENT = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    # No way through the proxy: the request never came to Telegram.
    aiohttp.ClientHttpProxyError,
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
)
_HEADERS = {"Content-Type": "application/json"}
#: Headers aiohttp adds by itself and nobody reads; answers are too short to be worth packing.
_SPARED = ("User-Agent", "Accept", "Accept-Encoding")
#: What a reply waits when the server says "too many" but not for how long, in seconds.
_BLIND_WAIT_S = 5


def to_json(value: object) -> bytes:
    """JSON in UTF-8; text that is not valid Unicode is escaped instead of refused."""
    try:
        return orjson.dumps(value)
    except TypeError:
        return json.dumps(value, ensure_ascii=True).encode("ascii")


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
        self._on_date = on_date
        self._connections = connections
        self._connect_s = connect_s
        self._read_s = read_s
        self._timeout = self._timeout_of(connect_s, read_s)
        self._session: aiohttp.ClientSession | None = None

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
        return await self.request("POST", url, data=body, headers=_HEADERS)

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
        timeout = self._timeout
        if connect_s is not None or read_s is not None:
            timeout = self._timeout_of(connect_s or self._connect_s, read_s or self._read_s)
        failure: TransportError
        try:
            async with self._opened().request(
                method, url, data=data, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                if self._on_date is not None:
                    self._on_date(response.headers.get("Date"))
                return response.status, await response.read()
        except _NOT_SENT as error:
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
        return ProxyConnector.from_url(
            self._proxy, rdns=True, limit=self._connections, keepalive_timeout=30
        )

    @staticmethod
    def _timeout_of(connect_s: float, read_s: float) -> aiohttp.ClientTimeout:
        # Two timers for each request and no more: they cost a tenth of it.
        return aiohttp.ClientTimeout(total=max(connect_s, read_s), sock_connect=connect_s)


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's requests over a `Transport`, with JSON bodies.

    Its errors carry a `TransportError` as their cause, so that callers can tell what surely
    never left from what may have been carried out.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    @property
    def read_timeout(self) -> float:
        """The time that an answer is waited for by default, in seconds."""
        return self._transport.read_s

    async def initialize(self) -> None:
        """Nothing: connections are opened when they are needed."""

    async def shutdown(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dictionary; an unreadable one is an error that says so in its cause."""
        answer = _read(payload)
        if answer is None or (answer.get("ok") is True and "result" not in answer):
            raise NetworkError("Unreadable answer") from TransportError(
                "an answer that cannot be read", maybe_sent=True
            )
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # part of reading here
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002  # part of connecting here
    ) -> tuple[int, bytes]:
        """Status and body, such that the library draws the right conclusion from them."""
        data, headers = _encode(request_data)
        cause: TransportError
        try:
            status, body = await self._transport.request(
                method,
                URL(url),
                data=data,
                headers=headers,
                connect_s=_given(connect_timeout),
                read_s=_given(read_timeout),
            )
        except TransportError as error:
            cause = error
        else:
            return _corrected(status, body) if method == "POST" else (status, body)
        if "Timeout" in str(cause):
            raise TimedOut from cause
        raise NetworkError(str(cause)) from cause


def _corrected(status: int, body: bytes) -> tuple[int, bytes]:
    """The answer with what the library would misread put right.

    It takes the result of any 200 without looking at `ok`, does not know a 429 without a number,
    and quotes pages it cannot read, which may quote the address.
    """
    if status < 300 and body.startswith(b'{"ok":true'):
        return status, body
    answer = _read(body)
    if answer is None:
        if status < 300:
            return status, b""
        answer = {"ok": False}
    if answer.get("ok") is True and status < 300:
        return status, body
    code = answer.get("error_code")
    if isinstance(code, int) and 300 <= code <= 599:
        status = code
    elif status < 300:
        status = 500
    verdict = classify_answer(status, body)
    if verdict.outcome is Outcome.LIMITED:
        raise RetryAfter(math.ceil(verdict.retry_after_s or _BLIND_WAIT_S))
    answer.setdefault("description", f"HTTP {status}")
    return status, to_json(answer)


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return answer if isinstance(answer, dict) else None


def _given(value: object) -> float | None:
    """A time-out in seconds, when the caller gave one."""
    return float(value) if isinstance(value, int | float) else None


def _encode(request_data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    """The body and headers of a request: JSON, or a form when there are files."""
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return to_json(request_data.parameters), _HEADERS
    form = aiohttp.FormData()
    for name, text in request_data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, kind) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return form, None
