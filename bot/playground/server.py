"""The emulator as a whole, listening on a port: in a test's own process or as its own.

Own process: `python -m bot.playground.server --port 8081`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from email.utils import format_datetime
from typing import Self

from aiohttp import web

from bot.playground.api.calls import reset_on_close
from bot.playground.api.flood import UNLIMITED, FloodLimits
from bot.playground.api.quick import QuickProtocol
from bot.playground.control import Control
from bot.playground.page.api import PageApi
from bot.playground.samples.people import add_sample_people
from bot.playground.stage import TOKEN, Stage
from bot.ports import Clock

#: Larger uploads are refused (Bot API: 50 MB).
_BODY_LIMIT_BYTES = 52 * 1024 * 1024


class Emulator(Stage):
    """A Bot API server with people in it.

    ::

        async with Emulator() as emulator:
            ...  # a bot runs against emulator.url with emulator.token

    `port` 0 takes any free one. `latency_s` is how long every answer takes.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        host: str = "127.0.0.1",
        port: int = 0,
        clock: Clock | None = None,
        limits: FloodLimits = UNLIMITED,
        latency_s: float = 0.0,
        strict: bool = True,
        seed: int = 0,
    ) -> None:
        super().__init__(
            token=token,
            host=host,
            port=port,
            clock=clock,
            limits=limits,
            latency_s=latency_s,
            strict=strict,
            seed=seed,
        )
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None
        #: Connections that the framework does not know of.
        self._quick: set[asyncio.Transport] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address to give a bot as its Bot API server, and the page's address."""
        return f"http://{self.host}:{self.port}"

    # -- life

    async def start(self) -> None:
        """Opens the port and serves requests."""
        app = web.Application(client_max_size=_BODY_LIMIT_BYTES)
        app.on_response_prepare.append(self._date)
        app.router.add_route("*", "/bot{token}/{method}", self.calls.handle)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        Control(self).add_routes(app)
        PageApi(self).add_routes(app)
        self._runner = web.AppRunner(
            app, access_log=None, shutdown_timeout=0.2, keepalive_timeout=75
        )
        await self._runner.setup()
        await self.come_back()

    async def _date(self, _request: web.Request, response: web.StreamResponse) -> None:
        """The server's own time, as every answer of Telegram has it."""
        response.headers["Date"] = format_datetime(self.clock.now(), usegmt=True)

    async def stop(self) -> None:
        """Listen no more; whatever hangs or polls ends."""
        for task in list(self._tasks):
            task.cancel()
        await self.webhook.stop()
        self.faults.clear()
        await self.go_down()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # -- outages

    async def go_down(self) -> None:
        """Refuse connections and break those that are open."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._drop_connections()

    async def come_back(self) -> None:
        """Listen again, on the same port."""
        framework = self._runner.server if self._runner is not None else None
        if framework is None or self._server is not None:
            return
        self._server = await asyncio.get_running_loop().create_server(
            lambda: QuickProtocol(self.calls, framework, self._quick),
            self.host,
            self.port,
            reuse_address=True,
            backlog=1024,
        )
        if not self.port:
            self.port = self._server.sockets[0].getsockname()[1]

    def outage(self, seconds: float) -> None:
        """Be down for so long."""

        async def be_down() -> None:
            await self.go_down()
            await asyncio.sleep(seconds)
            await self.come_back()

        task = asyncio.get_running_loop().create_task(be_down())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def connections(self) -> list[asyncio.Transport]:
        """The connections that are open."""
        server = self._runner.server if self._runner is not None else None
        found = server.connections if server is not None else []
        return [one.transport for one in found if one.transport is not None] + list(self._quick)

    def _drop_connections(self) -> None:
        for transport in self.connections:
            reset_on_close(transport)
            transport.abort()

    async def _download(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
            raise web.HTTPUnauthorized
        stored = self.files.by_path(request.match_info["path"])
        if stored is None:
            raise web.HTTPNotFound
        return web.Response(body=stored.content, content_type=stored.mime_type)


async def _serve(options: argparse.Namespace) -> None:
    emulator = Emulator(
        token=options.token,
        host=options.host,
        port=options.port,
        latency_s=options.latency,
        limits=FloodLimits() if options.limits else UNLIMITED,
    )
    if not options.empty:
        add_sample_people(emulator.world)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # loops of Windows take no signals
            loop.add_signal_handler(number, stopped.set)
    async with emulator:
        # One line for whoever started this as a process: where it listens.
        sys.stdout.write(f"{emulator.url}\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="python -m bot.playground.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--limits", action="store_true", help="Telegram's flood limits")
    parser.add_argument("--empty", action="store_true", help="without sample people")
    asyncio.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    main()
