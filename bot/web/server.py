"""Health and the webhook on one port, metrics on another."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from bot.domain.errors import DropError, RetryError
from bot.domain.readiness import Finding
from bot.log import log_event
from bot.web.listening import PortLimits, PortServer

logger = logging.getLogger(__name__)

#: Telegram's updates are far smaller.
MAX_UPDATE_BYTES = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """The webhook that Telegram delivers updates to."""

    #: The path of the webhook's address.
    path: str
    #: What Telegram shows in the header `X-Telegram-Bot-Api-Secret-Token`.
    secret: str
    #: Stores an update; once it returns, the update is confirmed.
    receive: Callable[[bytes], Awaitable[None]]


class ServedPages(Protocol):
    """Pages of any kind."""

    def add_to(self, app: web.Application) -> None:
        """Adds the routes of these pages."""


class WebServer:
    """`/healthz` (the process lives), `/readyz` (it can work), the webhook, and pages."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        ready: Callable[[], Awaitable[Sequence[Finding]]],
        webhook: Webhook | None = None,
        pages: Iterable[ServedPages] = (),
        limits: PortLimits | None = None,
    ) -> None:
        """`ready` gives what is in the way and what is to be warned of."""
        self._ready = ready
        self._webhook = webhook
        app = web.Application(client_max_size=MAX_UPDATE_BYTES)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        for each in pages:
            each.add_to(app)
        if webhook is not None:
            app.router.add_post(webhook.path or "/", self._update)
        self._listening = PortServer(app, host=host, port=port, setting="WEB_PORT", limits=limits)

    async def start(self) -> None:
        """Listen. Raises `TemporaryError` when the port is taken."""
        await self._listening.start()

    async def stop(self) -> None:
        """Stops listening and closes the port."""
        await self._listening.stop()

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

    async def _update(self, request: web.Request) -> web.Response:
        assert self._webhook is not None
        shown = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not _same(shown, self._webhook.secret):
            return web.Response(status=403)
        try:
            await self._webhook.receive(await request.read())
        except RetryError as error:
            log_event(logger, logging.WARNING, "update.postponed", why=error)
            return web.Response(status=503)
        except DropError:
            return web.Response(status=400)
        return web.Response()


class MetricsServer:
    """`/metrics` for Prometheus, on a port of its own: figures are no matter of strangers."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        registry: CollectorRegistry,
        refresh: Callable[[], Awaitable[None]] | None = None,
        token: str = "",
        limits: PortLimits | None = None,
    ) -> None:
        """`refresh` brings the figures up to date before they are shown.

        With a `token` they are shown to who says it (`Authorization: Bearer …`).
        """
        self._registry = registry
        self._refresh = refresh
        self._token = token
        app = web.Application(client_max_size=0)
        app.router.add_get("/metrics", self._metrics)
        self._listening = PortServer(
            app, host=host, port=port, setting="METRICS_PORT", limits=limits
        )

    async def start(self) -> None:
        """Listen. Raises `TemporaryError` when the port is taken."""
        await self._listening.start()

    async def stop(self) -> None:
        """Stops listening and closes the port."""
        await self._listening.stop()

    async def _metrics(self, request: web.Request) -> web.Response:
        shown = request.headers.get("Authorization", "")
        if self._token and not _same(shown, f"Bearer {self._token}"):
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        if self._refresh is not None:
            with suppress(RetryError):
                await self._refresh()
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )


def _same(shown: str, secret: str) -> bool:
    """True if a header holds a secret, in the same time whatever it holds."""
    return hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), secret.encode())
