"""The short way of ordinary calls gives the same answers as the framework, however bytes come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.server import Emulator
from tests.playground.conftest import ANNA
from tests.support.emulator import EmulatorClient


def request(
    emulator: Emulator, body: bytes, *, method: str = "sendMessage", extra: str = ""
) -> bytes:
    """The bytes of one call."""
    return (
        f"POST /bot{emulator.token}/{method} HTTP/1.1\r\nHost: 127.0.0.1\r\n{extra}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def message(text: str) -> bytes:
    """The body of a sendMessage to Anna."""
    return orjson.dumps({"chat_id": ANNA, "text": text})


async def read_answer(reader: asyncio.StreamReader) -> dict[str, Any]:
    """One answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    answer: dict[str, Any] = orjson.loads(await reader.readexactly(length))
    return answer


@asynccontextmanager
async def connected(
    emulator: Emulator,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to an emulator."""
    reader, writer = await asyncio.open_connection(emulator.host, emulator.port)
    yield reader, writer
    writer.close()
    await writer.wait_closed()


@settings(deadline=None, max_examples=25)
@given(
    cuts=st.lists(st.integers(1, 400), max_size=6),
    texts=st.lists(st.text("ab я👍", min_size=1), min_size=1, max_size=3),
)
def test_requests_may_come_in_any_pieces(cuts: list[int], texts: list[str]) -> None:
    """Several requests cut anywhere, or glued together, are answered one by one in order."""

    async def run() -> None:
        async with Emulator() as emulator, connected(emulator) as (reader, writer):
            emulator.people.add_person(ANNA)
            stream = b"".join(request(emulator, message(f"x{text}x")) for text in texts)
            position = 0
            for cut in [*cuts, len(stream)]:
                writer.write(stream[position : position + cut])
                await writer.drain()
                await asyncio.sleep(0)
                position += cut
            answers = [await read_answer(reader) for _ in texts]
            assert [answer["result"]["text"] for answer in answers] == [
                f"x{text}x" for text in texts
            ]

    asyncio.run(run())


@pytest.mark.parametrize(
    "extra", ["", "Expect: 100-continue\r\n"], ids=["the short way", "the framework"]
)
async def test_both_ways_give_the_same_answers(
    emulator: Emulator, people: EmulatorClient, extra: str
) -> None:
    """Good calls, refused ones, wrong methods and broken bodies."""
    bodies = (message("x"), message(""), b"{", b"[]")
    async with connected(emulator) as (reader, writer):
        seen = []
        for body in bodies:
            writer.write(request(emulator, body, extra=extra))
            if extra and body is bodies[0]:
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 100")
            elif extra:
                await reader.readuntil(b"\r\n\r\n")
            seen.append(await read_answer(reader))
    assert [answer.get("description", "ok") for answer in seen] == [
        "ok",
        "Bad Request: message text is empty",
        "Bad Request: can't parse JSON object",
        "Bad Request: can't parse JSON object",
    ]


async def test_a_connection_may_change_to_the_framework(
    emulator: Emulator, people: EmulatorClient
) -> None:
    """A call, then the page, then a call: all on one connection."""
    async with connected(emulator) as (reader, writer):
        writer.write(request(emulator, message("one")))
        assert (await read_answer(reader))["ok"]
        writer.write(b"GET /__control/stats HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert (await read_answer(reader))["accepted"] == 1
        writer.write(request(emulator, message("two")))
        assert (await read_answer(reader))["ok"]
    assert [entry.text for entry in emulator.journal.sent()] == ["one", "two"]


async def test_late_answers_keep_their_order(emulator: Emulator, people: EmulatorClient) -> None:
    """With latency, what comes before an answer has gone out waits for it."""
    emulator.calls.latency_s = 0.05
    async with connected(emulator) as (reader, writer):
        began = time.monotonic()
        writer.write(b"".join(request(emulator, message(text)) for text in "ab"))
        answers = [await read_answer(reader) for _ in "ab"]
        assert time.monotonic() - began >= 0.1
    assert [answer["result"]["text"] for answer in answers] == ["a", "b"]


async def test_a_wrong_token_is_not_told_from_the_journal(emulator: Emulator) -> None:
    """It is refused as on the long way, and leaves no trace."""
    async with connected(emulator) as (reader, writer):
        body = request(emulator, message("x")).replace(emulator.token.encode(), b"1:other")
        writer.write(body)
        assert (await read_answer(reader))["error_code"] == 401
    assert emulator.journal.entries == []
