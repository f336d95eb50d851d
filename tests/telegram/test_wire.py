"""Kept connections to a server whose answers come in every form that HTTP/1.1 allows."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncGenerator

import pytest
from yarl import URL

from bot.domain.errors import TransportError
from bot.telegram.wire import Answer, Wire
from tests.support.rude_server import RudeServer, http, rude_server

BODY = b'{"ok":true,"result":true}'
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
async def server() -> AsyncGenerator[RudeServer]:
    async with rude_server() as rude:
        yield rude


@pytest.fixture
async def wire() -> AsyncGenerator[Wire]:
    wire = Wire(connections=2)
    yield wire
    await wire.aclose()


async def _ask(wire: Wire, server: RudeServer, method: str = "getMe", limit_s: float = 5) -> Answer:
    return await wire.post(
        URL(f"{server.url}/bot1:A/{method}"), b"{}", connect_s=1, limit_s=limit_s
    )


FORMS = [
    http(200, BODY),
    http(100, b"").split(b"Content")[0] + b"\r\n" + http(200, BODY),
    _HEAD
    + b"Transfer-Encoding: chunked\r\n\r\n5\r\n%b\r\n14\r\n%b\r\n0\r\n\r\n" % (BODY[:5], BODY[5:]),
    _HEAD + b"content-encoding: gzip\r\n" + http(200, gzip.compress(BODY)).split(b"json\r\n")[1],
]


@pytest.mark.parametrize("form", FORMS)
async def test_one_connection_serves_one_request_after_the_other(
    server: RudeServer, wire: Wire, form: bytes
) -> None:
    """Whatever form the answers have: each request gets its own."""
    server.answer = form
    for method in ("getMe", "sendMessage", "getMe"):
        answer = await _ask(wire, server, method)
        assert (answer.status, answer.body) == (200, BODY)
    assert server.connections == 1
    assert [path for path, _ in server.requests] == [
        "/bot1:A/getMe",
        "/bot1:A/sendMessage",
        "/bot1:A/getMe",
    ]


@pytest.mark.parametrize(
    ("behaviour", "answer"),
    [
        ("answer", _HEAD + b"Connection: close\r\nContent-Length: 25\r\n\r\n" + BODY),
        ("close", http(200, BODY)),
        ("close", _HEAD + b"\r\n" + BODY),
        ("answer", http(200, BODY) + http(200, b'{"ok":false}')),
    ],
    ids=["said to close", "closed behind the answer", "length by its end", "one answer too many"],
)
async def test_a_connection_is_not_used_again_when_it_is_over(
    server: RudeServer, wire: Wire, behaviour: str, answer: bytes
) -> None:
    """The next request goes over another, and nothing is lost or mistaken."""
    server.behaviour, server.answer = behaviour, answer
    for _ in range(3):
        assert (await _ask(wire, server)).body == BODY
        await asyncio.sleep(0)
    assert len(server.requests) == 3
    assert server.connections >= 2


async def test_who_gives_up_leaves_no_answer_to_the_next(server: RudeServer, wire: Wire) -> None:
    """Its connection is closed: an answer that comes late is nobody's."""
    server.behaviour = "hang"
    asked = asyncio.create_task(_ask(wire, server))
    while not server.requests:
        await asyncio.sleep(0.01)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)
    server.behaviour = "answer"
    assert (await _ask(wire, server)).body == b'{"ok":true,"result":{"message_id":7}}'
    assert server.connections == 2


async def test_no_more_connections_than_allowed(server: RudeServer, wire: Wire) -> None:
    """Who waits for a place in vain was surely not sent; places come back."""
    server.behaviour = "hang"
    held = [asyncio.create_task(_ask(wire, server, limit_s=30)) for _ in range(2)]
    while len(server.requests) < 2:
        await asyncio.sleep(0.01)
    with pytest.raises(TransportError) as caught:
        await _ask(wire, server, limit_s=0.05)
    assert caught.value.maybe_sent is False
    assert server.connections == 2
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    server.behaviour = "answer"
    assert (await _ask(wire, server)).status == 200


async def test_what_is_no_answer_may_have_been_carried_out(server: RudeServer, wire: Wire) -> None:
    """Packed wrongly, or no HTTP: the request arrived all the same."""
    for answer in (
        _HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
    ):
        server.answer = answer
        with pytest.raises(TransportError) as caught:
            await _ask(wire, server)
        assert caught.value.maybe_sent is True


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/a b", "http://127.0.0.1:1/a\r\nX: y"])
async def test_an_address_that_would_break_the_request_is_refused(wire: Wire, address: str) -> None:
    """Nothing is sent."""
    with pytest.raises(TransportError) as caught:
        await wire.post(URL(address, encoded=True), b"{}", connect_s=1, limit_s=1)
    assert caught.value.maybe_sent is False


async def test_nothing_that_speaks_no_tls_is_told_anything(server: RudeServer, wire: Wire) -> None:
    """A handshake that fails was surely not sent."""
    with pytest.raises(TransportError) as caught:
        await wire.post(URL(f"https://127.0.0.1:{server.port}/x"), b"{}", connect_s=0.3, limit_s=1)
    assert caught.value.maybe_sent is False
    assert server.requests == []
