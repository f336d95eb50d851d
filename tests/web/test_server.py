"""Health, metrics and the webhook answer as operators and Telegram expect."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Counter

from bot.domain.errors import StoreBusyError, TemporaryError
from bot.domain.readiness import Finding
from bot.web.server import Webhook, WebServer

SECRET = "s" * 40


class Site:
    """A running server whose readiness and inbox a test sets."""

    def __init__(self) -> None:
        self.problems: list[Finding] = []
        self.updates: list[bytes] = []
        self.busy = False
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        registry = CollectorRegistry()
        Counter("lede_things", "Things.", registry=registry).inc()
        self.server = WebServer(
            host="127.0.0.1",
            port=self.port,
            ready=self.ready,
            registry=registry,
            webhook=Webhook(path="/hook", secret=SECRET, receive=self.receive),
        )

    async def ready(self) -> list[Finding]:
        return self.problems

    async def receive(self, payload: bytes) -> None:
        if self.busy:
            raise StoreBusyError("busy")
        self.updates.append(payload)

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.port}{path}") as answer,
        ):
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
            return answer.status, await answer.text()

    async def post(self, secret: str | None) -> int:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"http://127.0.0.1:{self.port}/hook", data=b"{}", headers=headers
            ) as answer,
        ):
            return answer.status


@pytest.fixture
async def site() -> AsyncGenerator[Site]:
    found = Site()
    await found.server.start()
    yield found
    await found.server.stop()
    await asyncio.sleep(0)


async def test_health_readiness_and_metrics(site: Site) -> None:
    """Liveness does not depend on what readiness depends on."""
    assert await site.get("/healthz") == (200, "ok\n")
    assert await site.get("/readyz") == (200, "{}")
    held = Finding(name="held", words="sending is held", blocking=False)
    site.problems = [held]
    assert await site.get("/readyz") == (200, '{"held": "sending is held"}')
    site.problems = [Finding(name="database", words="does not answer"), held]
    assert await site.get("/readyz") == (
        503,
        '{"database": "does not answer", "held": "sending is held"}',
    )
    assert (await site.get("/healthz"))[0] == 200
    assert "lede_things_total 1.0" in (await site.get("/metrics"))[1]


async def test_only_telegram_delivers_updates(site: Site) -> None:
    """Without the secret nothing is stored; a busy database asks Telegram to come again."""
    assert [await site.post(secret) for secret in (None, "", "x", SECRET[:-1])] == [403] * 4
    assert site.updates == []
    assert await site.post(SECRET) == 200
    site.busy = True
    assert await site.post(SECRET) == 503
    assert site.updates == [b"{}"]


async def test_a_taken_port_is_said(site: Site) -> None:
    """The sentence names the port and what to do."""
    second = WebServer(
        host="127.0.0.1", port=site.port, ready=site.ready, registry=CollectorRegistry()
    )
    with pytest.raises(TemporaryError, match=f"{site.port}.*is taken.*WEB_PORT"):
        await second.start()
