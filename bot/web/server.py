"""Health, metrics and the webhook, over HTTP."""

from __future__ import annotations

import asyncio
import errno
import hmac
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.domain.errors import DropError, RetryError, TemporaryError
from bot.domain.readiness import Finding
from bot.log import log_event

logger = logging.getLogger(__name__)

#: Telegram's updates are far smaller.
MAX_UPDATE_BYTES = 1_000_000

#: A browser may not do anything with what is answered here.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Where Telegram delivers updates."""

    #: The path of the webhook's address.
    path: str
    #: What Telegram shows in the header `X-Telegram-Bot-Api-Secret-Token`.
    secret: str
    #: Stores an update; once it returns, the update is confirmed.
    receive: Callable[[bytes], Awaitable[None]]


class WebServer:
    """`/healthz` (the process lives), `/readyz` (it can work), `/metrics`, and the webhook."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        ready: Callable[[], Awaitable[Sequence[Finding]]],
        registry: CollectorRegistry,
        refresh: Callable[[], Awaitable[None]] | None = None,
        webhook: Webhook | None = None,
    ) -> None:
        """`ready` gives what is in the way and what is to be warned of.

        `refresh` brings the registry's figures up to date before they are shown.
        """
        self._refresh = refresh
        self._host = host
        self._port = port
        self._ready = ready
        self._registry = registry
        self._webhook = webhook
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen.

        Raises:
            TemporaryError: the port is taken.
        """
        app = web.Application(client_max_size=MAX_UPDATE_BYTES)
        app.on_response_prepare.append(_add_headers)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        if self._webhook is not None:
            app.router.add_post(self._webhook.path or "/", self._update)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self.stop()
            why = (
                "is taken"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used ({error.strerror})"
            )
            raise TemporaryError(
                f"Port {self._port} on {self._host} {why}; stop the other program or set WEB_PORT"
            ) from error

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _healthz(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(5):
                found = await self._ready()
        except (RetryError, TimeoutError):
            found = [Finding(name="database", words="does not answer")]
        words: dict[str, str] = {}
        for each in found:
            words[each.name] = (
                f"{words[each.name]}; {each.words}" if each.name in words else each.words
            )
        blocked = any(each.blocking for each in found)
        return web.json_response(words, status=503 if blocked else 200)

    async def _metrics(self, _request: web.Request) -> web.Response:
        if self._refresh is not None:
            with suppress(RetryError):
                await self._refresh()
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _update(self, request: web.Request) -> web.Response:
        assert self._webhook is not None
        shown = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(shown.encode(), self._webhook.secret.encode()):
            return web.Response(status=403)
        try:
            await self._webhook.receive(await request.read())
        except RetryError as error:
            log_event(logger, logging.WARNING, "update.postponed", why=error)
            return web.Response(status=503)
        except DropError:
            return web.Response(status=400)
        return web.Response()


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(_HEADERS)
    response.headers["Server"] = "lede"
