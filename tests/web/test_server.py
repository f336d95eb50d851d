"""Health, metrics and the webhook answer as operators and Telegram expect."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest
from prometheus_client import CollectorRegistry, Counter

from bot.clock import SystemClock
from bot.domain.errors import RetryError, StoreBusyError, TemporaryError
from bot.domain.readiness import Finding
from bot.services.listen import ListenService
from bot.services.readiness import PollWatch, Readiness
from bot.store.database import Database
from bot.store.inbox import InboxStore
from bot.web.listening import PortLimits
from bot.web.server import MetricsServer, Webhook, WebServer
from tests.support.process import free_port

SECRET = "s" * 40

#: As in life, but sooner.
LIMITS = PortLimits(
    connections=20, header_s=0.3, idle_s=0.3, answer_s=0.5, report_s=60.0, look_s=0.05
)


class Site:
    """A running server whose readiness and inbox a test sets."""

    def __init__(self) -> None:
        self.problems: list[Finding] = []
        self.updates: list[bytes] = []
        self.busy = False
        self.readiness: Readiness | None = None
        self.port = free_port()
        self.server = WebServer(
            host="127.0.0.1",
            port=self.port,
            ready=self.ready,
            limits=LIMITS,
            webhook=Webhook(path="/hook", secret=SECRET, receive=self.receive),
        )

    async def ready(self) -> list[Finding]:
        return self.problems if self.readiness is None else await self.readiness.findings()

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


async def test_health_and_readiness(site: Site) -> None:
    """Liveness does not depend on what readiness depends on; figures are served elsewhere."""
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
    assert (await site.get("/metrics"))[0] == 404


class _Deaf:
    """Telegram, which answers nothing when updates are asked for."""

    async def get_updates(self, *, offset: int | None, timeout_s: float) -> list[dict[str, Any]]:
        raise RetryError("Telegram cannot be reached (TimedOut)")


async def test_a_minute_in_which_no_update_could_be_asked_for_is_503(
    site: Site, database: Database
) -> None:
    """With the reason; the loop that asks is the one that runs, only its minute is short."""
    at = [0.0]
    watch = PollWatch(steady=lambda: at[0])
    nobody: Any = None
    listen = ListenService(
        inbox=InboxStore(database),
        handler=nobody,
        clock=SystemClock(),
        source=_Deaf(),
        watch=watch,
    )
    site.readiness = Readiness({"updates": watch.look}, fresh_s=0.0)
    stop = asyncio.Event()
    listening = asyncio.create_task(listen.run(stop))
    try:
        async with asyncio.timeout(20):
            while watch._failure is None:
                await asyncio.sleep(0.02)
        at[0] = 60.0
        assert await site.get("/readyz") == (200, "{}")
        at[0] = 61.0
        status, said = await site.get("/readyz")
        assert status == 503
        assert "no update could be asked for in 61 s: Telegram cannot be reached" in said
    finally:
        stop.set()
        await listening


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
    second = WebServer(host="127.0.0.1", port=site.port, ready=site.ready)
    with pytest.raises(TemporaryError, match=f"{site.port}.*is taken.*WEB_PORT"):
        await second.start()


@asynccontextmanager
async def figures(token: str) -> AsyncGenerator[str]:
    """A server of metrics; its address."""
    registry = CollectorRegistry()
    Counter("lede_things", "Things.", registry=registry).inc()
    port = free_port()
    server = MetricsServer(host="127.0.0.1", port=port, registry=registry, token=token)
    await server.start()
    try:
        yield f"http://127.0.0.1:{port}/metrics"
    finally:
        await server.stop()


async def test_figures_have_a_port_of_their_own() -> None:
    """Open without a token; with one only to who shows it."""
    async with figures("") as address, aiohttp.ClientSession() as session:
        async with session.get(address) as answer:
            assert "lede_things_total 1.0" in await answer.text()
        async with session.get(address.replace("metrics", "healthz")) as answer:
            assert answer.status == 404
    async with figures("t" * 32) as address, aiohttp.ClientSession() as session:
        for shown, status in (("", 401), ("Bearer x", 401), ("Bearer " + "t" * 32, 200)):
            headers = {"Authorization": shown} if shown else {}
            async with session.get(address, headers=headers) as answer:
                assert answer.status == status


async def raw(port: int, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection on which something was written."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    return reader, writer


@pytest.mark.parametrize("value", [b"\xff\xfe", "ключ".encode(), b"\x80" * 40])
async def test_a_secret_of_other_letters_is_a_wrong_one(site: Site, value: bytes) -> None:
    """403 as for any other; nothing breaks."""
    head = b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n"
    secret = b"X-Telegram-Bot-Api-Secret-Token: " + value + b"\r\n\r\n{}"
    reader, writer = await raw(site.port, head + secret)
    assert (await reader.readline()).startswith(b"HTTP/1.1 403")
    writer.close()


async def test_half_a_request_is_not_waited_for(site: Site) -> None:
    """Not for its headers, not when they drip, and not for its body."""
    head = b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
    secret = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\n\r\n{{".encode()
    ends = []
    for request in (b"", b"GET /healthz HTTP/1.1\r\nHost:", head + secret):
        reader, writer = await raw(site.port, request)
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                ends.append((await reader.read())[:12])
        writer.close()
    assert ends[-1] == b"HTTP/1.1 408"
    reader, writer = await raw(site.port, b"GET /healthz HTTP/1.1\r\n")
    with suppress(ConnectionError):
        async with asyncio.timeout(5):
            while not reader.at_eof():
                writer.write(b"X-Drip: 1\r\n")
                await writer.drain()
                await asyncio.sleep(0.05)
    writer.close()
    assert site.updates == []


async def test_a_crowd_of_connections_keeps_nobody_out(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """Those that ask for nothing give way to who asks, and one line tells of them."""
    crowd = [await raw(site.port, b"GET /") for _ in range(100)]
    assert await site.get("/healthz") == (200, "ok\n")
    assert await site.post(SECRET) == 200
    async with asyncio.timeout(5):
        for reader, writer in crowd:
            with suppress(ConnectionError):
                await reader.read()
            writer.close()
    assert await site.get("/healthz") == (200, "ok\n")
    lines = [
        record for record in caplog.records if record.getMessage() == "web.connections_refused"
    ]
    assert len(lines) == 1
    assert not [record for record in caplog.records if record.exc_info]


async def test_what_is_no_request_leaves_no_trace(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    """Noise, another protocol, and headers without end are refused without a stack trace."""
    for noise in (
        *(b"\x16\x03\x01\x02\x00\x01", b"\x00" * 5000, b"GET\r\n\r\n", b"SSH-2.0-x\r\n"),
        *(b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 50_000),
        b"POST /hook HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /hook HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n0\r\n\r\n",
    ):
        with suppress(ConnectionError):
            reader, writer = await raw(site.port, noise)
            async with asyncio.timeout(5):
                await reader.read()
            writer.close()
    assert await site.get("/healthz") == (200, "ok\n")
    assert not [record for record in caplog.records if record.exc_info]
