"""A port that strangers cannot fill: connections are few, and none may dawdle."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from bot.domain.errors import TemporaryError
from bot.log import log_event

logger = logging.getLogger(__name__)

#: A browser may not do anything with what is answered here.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

#: The library has a stack trace for whatever is no HTTP; failures of ours are logged here.
_NOTHING = logging.getLogger("bot.web.nothing")
_NOTHING.disabled = True

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class PortLimits:
    """The limits of one port: connections and time-outs."""

    #: Connections at once; Telegram opens 40 at the most. With one more, the one that has been
    #: waiting longest without a request is closed.
    connections: int = 200
    #: Seconds until the first request must have come whole with its headers.
    header_s: float = 10.0
    #: Seconds between requests.
    idle_s: float = 30.0
    #: Seconds for a request's body and its answer.
    answer_s: float = 30.0
    #: Seconds between lines about connections that were refused.
    report_s: float = 60.0
    #: Seconds between looks at what dawdles.
    look_s: float = 1.0


class PortServer:
    """Serves an application on a port, within limits."""

    def __init__(
        self,
        app: web.Application,
        *,
        host: str,
        port: int,
        setting: str,
        limits: PortLimits | None = None,
    ) -> None:
        """`setting` is what an operator changes when the port is taken."""
        self._host = host
        self._port = port
        self._setting = setting
        self._limits = limits or PortLimits()
        app.middlewares.append(self._within_limits)
        app.on_response_prepare.append(_add_headers)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            logger=_NOTHING,
            keepalive_timeout=self._limits.idle_s,
            shutdown_timeout=5.0,
        )
        self._server: asyncio.Server | None = None
        self._doors: dict[asyncio.BaseTransport, _Door] = {}
        self._refused = 0
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Opens the port and serves requests.

        Raises:
            TemporaryError: the port is taken.
        """
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._door, self._host, self._port)
        except OSError as error:
            await self.stop()
            why = (
                "is taken"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used ({error.strerror})"
            )
            raise TemporaryError(
                f"Port {self._port} on {self._host} {why}; "
                f"stop the other program or set {self._setting}"
            ) from error
        self._watch = asyncio.create_task(self._look(), name=f"web {self._port}")

    async def stop(self) -> None:
        """Stops listening and closes the port."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
        if self._server is not None:
            self._server.close()
        await self._runner.cleanup()
        for door in list(self._doors.values()):
            door.shut()

    def _door(self) -> asyncio.Protocol:
        assert self._runner.server is not None
        return _Door(self, self._runner.server())

    def opened(self, door: _Door, transport: asyncio.BaseTransport) -> bool:
        """Let a connection in; False when there is no room, even without those that wait."""
        if len(self._doors) >= self._limits.connections:
            self._refused += 1
            waiting = [each for each in self._doors.values() if not each.busy]
            if not waiting:
                return False
            min(waiting, key=lambda each: each.since_s).shut()
        self._doors[transport] = door
        return True

    def closed(self, transport: asyncio.BaseTransport) -> None:
        """A connection is over."""
        self._doors.pop(transport, None)

    @web.middleware
    async def _within_limits(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        door = self._doors.get(request.transport) if request.transport is not None else None
        if door is not None:
            door.busy += 1
        try:
            async with asyncio.timeout(self._limits.answer_s):
                return await handler(request)
        except TimeoutError:
            return web.Response(status=408, headers={"Connection": "close"})
        except web.HTTPException:
            raise
        except Exception:
            logger.exception("web.request_failed")
            return web.Response(status=500)
        finally:
            if door is not None:
                door.busy -= 1
                door.asked = True
                door.touch()

    async def _look(self) -> None:
        """Shut what dawdles, and tell now and then how many were refused."""
        loop = asyncio.get_running_loop()
        told_s = loop.time() - self._limits.report_s
        while True:
            await asyncio.sleep(self._limits.look_s)
            now_s = loop.time()
            for door in list(self._doors.values()):
                limit_s = self._limits.idle_s if door.asked else self._limits.header_s
                if not door.busy and now_s - door.since_s > limit_s:
                    self._refused += not door.asked
                    door.shut()
            if self._refused and now_s - told_s >= self._limits.report_s:
                told_s = now_s
                log_event(
                    logger,
                    logging.WARNING,
                    "web.connections_refused",
                    port=self._port,
                    count=self._refused,
                )
                self._refused = 0


class _Door(asyncio.Protocol):
    """One connection: passes everything on, and knows whether it waits or works."""

    def __init__(self, listening: PortServer, inner: asyncio.Protocol) -> None:
        self._listening = listening
        self._inner = inner
        self._transport: asyncio.Transport | None = None
        self._let_in = False
        #: Requests that are being answered.
        self.busy = 0
        #: Whether a request came whole.
        self.asked = False
        #: Since when it waits, in seconds of the loop.
        self.since_s = 0.0

    def touch(self) -> None:
        """It waits anew."""
        self.since_s = asyncio.get_running_loop().time()

    def shut(self) -> None:
        """End it at once."""
        if self._transport is not None:
            self._listening.closed(self._transport)
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let it in, or close it."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.touch()
        self._let_in = self._listening.opened(self, transport)
        if self._let_in:
            self._inner.connection_made(transport)
        else:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forgets a connection that was lost."""
        if self._transport is not None:
            self._listening.closed(self._transport)
        if self._let_in:
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Passes the event on to the protocol inside."""
        if self._let_in:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """Passes the event on to the protocol inside."""
        return self._inner.eof_received() if self._let_in else None

    def pause_writing(self) -> None:
        """Passes the event on to the protocol inside."""
        if self._let_in:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """Passes the event on to the protocol inside."""
        if self._let_in:
            self._inner.resume_writing()


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "lede"
