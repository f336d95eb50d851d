"""Hostile bodies: bombs, drips, floods. This process stays small and others are served on time."""

from __future__ import annotations

import asyncio
import gzip
import time
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import FetchError, FetchReason
from bot.sources.http import GuardedClient, retry_after_s
from bot.sources.inflate import Body, gunzip
from bot.sources.registry import Fetchers
from tests.support.hostile import RawServer
from tests.support.sources import NOW, fake_clock, make_source
from tests.support.web import FeedServer, entry, forever, rss

MB = 1024 * 1024
#: What this process may grow by, whatever it is sent.
MOST_GROWTH_BYTES = 50 * MB


def peak_bytes() -> int:
    """The most memory this process had since `forget_peak`."""
    text = Path("/proc/self/status").read_text()
    return int(text.split("VmHWM:")[1].split()[0]) * 1024


def forget_peak() -> int:
    """Begin measuring; how much it is now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_bytes()


def bomb(size_bytes: int) -> bytes:
    """Zeros, packed a thousandfold, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(bytes(MB)) for _ in range(size_bytes // MB)]
    return b"".join([*parts, packer.flush()])


async def gigabytes() -> AsyncIterator[bytes]:
    piece = bytes(256 * 1024)
    for _ in range(8 * 1024):
        yield piece


async def reason_of(client: GuardedClient, url: str) -> FetchReason:
    with pytest.raises(FetchError) as caught:
        await client.get(url)
    return caught.value.reason


async def test_bombs_and_endless_bodies_stop_at_the_limit(
    web: FeedServer, client: GuardedClient
) -> None:
    """Packed once, packed twice, two gigabytes, without end, with a length that says it."""
    packed = bomb(256 * MB)
    gz = {"Content-Encoding": "gzip"}
    hostile = {
        web.serve("/bomb", packed, headers=gz, etag=False): FetchReason.TOO_LARGE,
        web.serve(
            "/twice", gzip.compress(packed), headers={"Content-Encoding": "gzip, gzip"}, etag=False
        ): FetchReason.UNREADABLE,
        web.serve(
            "/other", b"x", headers={"Content-Encoding": "br"}, etag=False
        ): FetchReason.UNREADABLE,
        web.serve(
            "/zstd", b"x", headers={"Content-Encoding": "zstd"}, etag=False
        ): FetchReason.UNREADABLE,
        web.serve("/no-gzip", b"\x1f\x8bnone", headers=gz, etag=False): FetchReason.UNREADABLE,
        web.serve("/unsaid", packed, etag=False): FetchReason.TOO_LARGE,
        web.serve("/file", gzip.compress(packed), headers=gz, etag=False): FetchReason.TOO_LARGE,
        web.serve("/cut", gzip.compress(b"x" * 9999)[:-9], headers=gz, etag=False): FetchReason.UNREADABLE,
        web.stream("/endless", forever(bytes(64 * 1024))): FetchReason.TOO_LARGE,
        web.stream("/two-gigabytes", gigabytes): FetchReason.TOO_LARGE,
        web.stream("/members", forever(gzip.compress(b"") * 100), headers=gz): FetchReason.TOO_LARGE,
    }  # fmt: skip
    before = forget_peak()
    for url, reason in hostile.items():
        assert await reason_of(client, url) is reason, url
    assert peak_bytes() - before < MOST_GROWTH_BYTES


async def test_a_drip_ends_at_the_deadline_and_others_are_fetched_meanwhile(
    web: FeedServer,
) -> None:
    """One byte at a time keeps a read going for ever; a total deadline does not."""
    client = GuardedClient(allow_private=True, total_s=1.0, now=fake_clock().now)
    drip = web.serve("/drip", b"x" * 1000, piece_bytes=1, pause_s=0.05)
    good = web.serve("/good", rss(entry("One")))
    try:
        started = time.monotonic()
        slow = [asyncio.create_task(reason_of(client, drip)) for _ in range(10)]
        for _ in range(5):
            assert (await client.get(good)).status == 200
        assert not any(task.done() for task in slow)
        assert set(await asyncio.gather(*slow)) == {FetchReason.TIMEOUT}
        assert time.monotonic() - started < 10
    finally:
        await client.aclose()


async def test_headers_without_end_are_refused() -> None:
    """They are held in memory before anything is seen of them."""
    async with RawServer({"/": b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 2_000_000}) as server:
        client = GuardedClient(allow_private=True, total_s=5, now=fake_clock().now)
        try:
            reason = await reason_of(client, f"http://127.0.0.1:{server.port}/")
            assert reason is FetchReason.UNREACHABLE
        finally:
            await client.aclose()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hello",
        b"HTTP/1.1 999 What\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
    ],
)
async def test_answers_that_are_no_http_are_errors_with_a_reason(
    answer: bytes, fetchers: Fetchers
) -> None:
    """Nothing but `FetchError` comes out of a fetch."""
    async with RawServer({"/": answer}) as server:
        with pytest.raises(FetchError):
            await fetchers.fetch(make_source(f"http://127.0.0.1:{server.port}/"))


async def test_a_certificate_that_is_not_valid_is_called_so(fetchers: Fetchers) -> None:
    """Here: plain words where TLS should begin, as a captive portal sends them."""

    async def portal(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(portal, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(FetchError) as caught:
            await fetchers.fetch(make_source(f"https://127.0.0.1:{port}/"))
    assert caught.value.reason is FetchReason.CERTIFICATE


async def test_a_handshake_that_never_ends_is_a_time_out_and_leaves_no_socket() -> None:
    """A socket left behind would be a warning, and those are errors here."""
    async with RawServer() as server:
        client = GuardedClient(allow_private=True, total_s=0.3, now=fake_clock().now)
        try:
            reason = await reason_of(client, f"https://127.0.0.1:{server.port}/")
        finally:
            await client.aclose()
    assert reason is FetchReason.TIMEOUT


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("", None), ("soon", None), ("-5", None), ("0", 0), ("99999999", 86400), ("1e9", None)],
)
def test_retry_after_is_bounded(value: str, seconds: float | None) -> None:
    """A day is the most."""
    assert retry_after_s(value, NOW) == seconds


@given(st.binary(max_size=5_000), st.integers(1, 5000), st.integers(1, 3))
@settings(deadline=None, max_examples=30)
def test_what_is_packed_comes_out_the_same_however_it_is_cut(
    data: bytes, piece: int, members: int
) -> None:
    """In pieces of any size, in one member or several."""
    packed = gzip.compress(data) * members
    body = Body(wire_bytes=len(packed), most_bytes=len(data) * members)
    for at in range(0, len(packed), piece):
        body.feed(packed[at : at + piece])
    assert body.finish() == data * members
    assert gunzip(packed, most_bytes=len(data) * members) == data * members


@given(st.integers(1, 300_000), st.integers(1, 300_000))
@settings(deadline=None, max_examples=30)
def test_the_limit_is_exact(size: int, limit: int) -> None:
    """One byte more than allowed is too large."""
    packed = gzip.compress(bytes(size))
    if size <= limit:
        assert len(gunzip(packed, most_bytes=limit)) == size
        return
    with pytest.raises(FetchError) as caught:
        gunzip(packed, most_bytes=limit)
    assert caught.value.reason is FetchReason.TOO_LARGE
