"""The one HTTP client for everything that is fetched: guarded, bounded, patient and polite."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpcore
import httpx

from bot import __version__
from bot.certificates import read_certificates
from bot.domain.errors import FetchError, FetchReason
from bot.sources.addresses import parse_url, port_of
from bot.sources.challenges import asks_for_person
from bot.sources.guard import GuardBackend, GuardTransport, Resolver, SystemResolver
from bot.sources.hosts import HostGate
from bot.sources.inflate import Body, gunzip, is_gzip, too_large
from bot.sources.network import AsyncioBackend

#: Everything of one fetch together: names, redirects, headers, body.
TOTAL_S = 20.0
WIRE_BYTES = 5 * 1024 * 1024
BODY_BYTES = 10 * 1024 * 1024
MOST_REDIRECTS = 5
CONNECTIONS = 50

#: How long a host is left alone that refuses without saying for how long, and at the most.
REFUSED_S = 3600.0
MOST_HELD_S = 24 * 3600.0

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})

ACCEPT_FEED = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,"
    "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,text/html;q=0.5,*/*;q=0.1"
)
ACCEPT_PAGE = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1"
ACCEPT_JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpAnswer:
    """The HTTP response of an address: status 200 to 299, or 304 to a conditional request."""

    #: The address that answered, after redirects.
    url: str
    status: int
    #: By lower-case name.
    headers: Mapping[str, str]
    #: Unpacked.
    body: bytes
    #: The final address when every redirect on the way was permanent; empty when there was
    #: none or one was not.
    moved_to: str = ""

    @property
    def not_modified(self) -> bool:
        """True if nothing changed since the validators that were sent."""
        return self.status == 304


class GuardedClient:
    """Fetches addresses. One for the whole process; every kind of fetch goes through it.

    `contact_url` is where a site's owner finds who asks; sites refuse programs that hide it.
    With `allow_private` the rules on private names, addresses and ports are lifted. `resolver`
    and `connector` stand for the machine's own name service and network.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        contact_url: str = "",
        total_s: float = TOTAL_S,
        spacing_s: float = 1.0,
        now: Callable[[], datetime],
        resolver: Resolver | None = None,
        connector: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self.allow_private = allow_private
        self._total_s = total_s
        self._now = now
        self._gate = HostGate(spacing_s=spacing_s)
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._own_resolver = SystemResolver() if resolver is None else None
        self._resolver = resolver or self._own_resolver or SystemResolver()
        self._connector = connector or AsyncioBackend()
        #: Made by the first fetch.
        self._transport: GuardTransport | None = None
        self._public: GuardedClient | None = None
        self._headers = {
            "User-Agent": f"Lede/{__version__} (news digests for Telegram)",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        if contact_url:
            self.introduce(contact_url)

    def introduce(self, contact_url: str) -> None:
        """Tell sites from now on where their owners find who asks."""
        self._headers["User-Agent"] = f"Lede/{__version__} (+{contact_url})"

    def public(self) -> GuardedClient:
        """The same client for addresses that no operator vouches for: the public internet alone.

        Hosts have their rest and connections their number for both together.
        """
        if not self.allow_private:
            return self
        if self._public is None:
            self._public = copy.copy(self)
            self._public.allow_private = False
            self._public._transport = None
        return self._public

    async def _opened(self) -> GuardTransport:
        """The transport alone: a client's redirects, cookies and authentication are not wanted
        here, and they cost half of a request.
        """
        if self._transport is None:
            await read_certificates()
        if self._transport is None:
            backend = GuardBackend(
                resolver=self._resolver, connector=self._connector, allow_private=self.allow_private
            )
            self._transport = GuardTransport(backend, connections=CONNECTIONS)
        return self._transport

    async def get(
        self,
        url: str,
        *,
        accept: str = "*/*",
        headers: Mapping[str, str] | None = None,
        wire_bytes: int = WIRE_BYTES,
        most_bytes: int = BODY_BYTES,
    ) -> HttpAnswer:
        """The answer at an address, following at most five redirects.

        `most_bytes` is for the unpacked body, `wire_bytes` for it as sent.

        Raises:
            FetchError: anything else than a good answer, with its reason; nothing else.
        """
        limits = _FetchLimits(wire_bytes=wire_bytes, most_bytes=most_bytes)
        sent = {**self._headers, "Accept": accept, **(headers or {})}
        try:
            return await self._follow(url, sent, limits)
        except (TimeoutError, httpx.TimeoutException):
            raise FetchError(FetchReason.TIMEOUT, "it did not answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            raise _transport_error(error) from error

    async def aclose(self) -> None:
        """Close all connections."""
        if self._transport is not None:
            await self._transport.aclose()
        if self._public is not None and self._public._transport is not None:
            await self._public._transport.aclose()
        if self._own_resolver is not None:
            self._own_resolver.close()

    async def _follow(
        self, address: str, headers: Mapping[str, str], limits: _FetchLimits
    ) -> HttpAnswer:
        left_s = self._total_s
        permanent = True
        transport = await self._opened()
        for hop in range(MOST_REDIRECTS + 1):
            url = parse_url(address, allow_private=self.allow_private)
            async with self._gate.turn(url.host, port_of(url)), self._places:
                started = time.monotonic()
                request = httpx.Request("GET", url, headers=headers)
                async with asyncio.timeout(left_s):
                    response = await transport.handle_async_request(request)
                    try:
                        if response.status_code not in _REDIRECTS:
                            self._refuse(response, url)
                            moved = str(url) if hop and permanent else ""
                            return await _read(response, str(url), limits, moved_to=moved)
                        address = _target(response, url)
                        permanent = permanent and response.status_code in _PERMANENT
                    finally:
                        await response.aclose()
                left_s -= time.monotonic() - started
        raise FetchError(FetchReason.BAD_ADDRESS, "it redirects in a circle")

    def _refuse(self, response: httpx.Response, url: httpx.URL) -> None:
        """Raise what a refusal means, and leave the host alone for as long as it asks."""
        status = response.status_code
        if 200 <= status < 300 or status == 304:
            return
        wait_s = retry_after_s(response.headers.get("retry-after", ""), self._now())
        if status in (403, 429) and wait_s is None:
            wait_s = REFUSED_S
        if status in (429, 503) and wait_s:
            self._gate.hold(url.host, port_of(url), wait_s)
        reason, words = _refusal(status, response.headers)
        raise FetchError(reason, words, retry_after_s=wait_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FetchLimits:
    wire_bytes: int
    most_bytes: int


async def _read(
    response: httpx.Response, url: str, limits: _FetchLimits, *, moved_to: str
) -> HttpAnswer:
    """The body within its limits, as it arrives."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    codings = [
        coding
        for name in headers.get("content-encoding", "").lower().split(",")
        if (coding := name.strip()) not in ("", "identity")
    ]
    if codings not in ([], ["gzip"], ["x-gzip"], ["deflate"]):
        raise FetchError(FetchReason.UNREADABLE, "it is compressed in a way that was not asked for")
    length = headers.get("content-length", "")
    if length.isdecimal() and len(length) < 20 and int(length) > limits.wire_bytes:
        raise too_large()
    body = Body(
        wire_bytes=limits.wire_bytes,
        most_bytes=limits.most_bytes,
        deflated=codings == ["deflate"],
    )
    if response.status_code != 304:
        async for chunk in response.aiter_raw():
            body.feed(chunk)
    data = body.finish()
    if is_gzip(data):  # a compressed file, compressed once more on its way
        data = gunzip(data, most_bytes=limits.most_bytes)
    if asks_for_person(headers, data):
        raise _challenged(response.status_code)
    return HttpAnswer(
        url=url, status=response.status_code, headers=headers, body=data, moved_to=moved_to
    )


def _challenged(status: int) -> FetchError:
    return FetchError(
        FetchReason.CHALLENGED,
        f"the site asks for a person: it blocks programs ({status})",
        retry_after_s=REFUSED_S,
    )


def _target(response: httpx.Response, url: httpx.URL) -> str:
    """The target of a redirect, absolute; checked when it is followed."""
    location: str = response.headers.get("location", "")
    if not location:
        raise FetchError(FetchReason.BAD_ADDRESS, "it redirects to nowhere")
    with contextlib.suppress(UnicodeError):
        # Many servers send UTF-8 in this header, which httpx reads as Latin-1.
        location = location.encode("latin-1").decode("utf-8")
    return urljoin(str(url), location)


def retry_after_s(value: str, now: datetime) -> float | None:
    """Seconds of a `Retry-After` header (a number or a date), at most a day; None without one."""
    value = value.strip()
    if value.isdecimal() and len(value) < 10:
        return min(float(value), MOST_HELD_S)
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), MOST_HELD_S)


def _refusal(status: int, headers: httpx.Headers) -> tuple[FetchReason, str]:
    """The reason for a refusal, from its status."""
    if status == 404:
        return FetchReason.NOT_FOUND, "there is nothing at this address (404)"
    if status == 410:
        return FetchReason.GONE, "the site says that this is gone for good (410)"
    if status == 429:
        return FetchReason.RATE_LIMITED, "the site asked for fewer requests (429)"
    if asks_for_person({name.lower(): value for name, value in headers.items()}, b""):
        return FetchReason.CHALLENGED, f"the site asks for a person: it blocks programs ({status})"
    if status in (401, 402, 403, 451):
        return FetchReason.FORBIDDEN, f"the site does not let us read this ({status})"
    if status >= 500:
        return FetchReason.SERVER_ERROR, f"the site has a problem of its own ({status})"
    return FetchReason.SERVER_ERROR, f"the site answered with status {status}"


def _transport_error(error: Exception) -> FetchError:
    """The error below HTTP."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return FetchError(FetchReason.CERTIFICATE, "the site's certificate is not valid")
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectError | OSError):
        return FetchError(FetchReason.UNREACHABLE, "the site cannot be reached")
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | ValueError):
        return FetchError(FetchReason.BAD_ADDRESS, "this is not an address")
    return FetchError(FetchReason.UNREACHABLE, "the connection broke off")
