"""Pooled HTTP to the Bot API: JSON by the shortest way (`Wire`), all else by aiohttp.

The address of every request holds the token. No failure that leaves this module carries an
address: the library's own errors end here.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from yarl import URL

from bot.domain.errors import TransportError
from bot.log import log_event
from bot.telegram.wire import Answer, Wire

if TYPE_CHECKING:
    from bot.telegram.session import ProxiedSession

_LOG = logging.getLogger(__name__)

#: Of a request whose body is JSON.
JSON_HEADERS = {"Content-Type": "application/json"}


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
        self._on_date = on_date
        self._connections = connections
        self._connect_s = connect_s
        self._read_s = read_s
        self._session: ProxiedSession | None = None
        self._wire: Wire | None = None
        if proxy:
            self._opened()  # loaded before anybody waits for it
        else:
            self._wire = Wire(connections=connections)

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
        limits = {"connect_s": connect_s, "limit_s": max(connect_s, read_s)}
        began = time.monotonic()
        try:
            answer: Answer
            if self._wire is not None and headers is JSON_HEADERS and not url.raw_user:
                answer = await self._wire.post(url, data, **limits)
            else:
                answer = await self._opened().request(method, url, data, headers, **limits)
        except TransportError as error:
            _tell(url, began, why=error)
            raise
        if self._on_date is not None:
            self._on_date(answer.date)
        _tell(url, began, status=answer.status)
        return answer.status, answer.body

    async def aclose(self) -> None:
        """Close every connection; the next request opens new ones."""
        if self._wire is not None:
            await self._wire.aclose()
        if self._session is not None:
            await self._session.aclose()

    def _opened(self) -> ProxiedSession:
        if self._session is None:
            from bot.telegram.session import ProxiedSession

            self._session = ProxiedSession(connections=self._connections, proxy=self._proxy)
        return self._session
