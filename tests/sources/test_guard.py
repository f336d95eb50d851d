"""The guarded client: whatever it is given, it connects to no forbidden address."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpcore
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import FetchError, FetchReason
from bot.sources.addresses import is_public, parse_url
from bot.sources.guard import GuardTransport
from bot.sources.http import GuardedClient
from tests.support.hostile import (
    FORBIDDEN,
    HOSTILE_ANSWERS,
    HOSTILE_REDIRECTS,
    HOSTILE_URLS,
    PUBLIC,
    PUBLIC_V4,
    PUBLIC_V6,
    Names,
    RawServer,
    Watch,
    ok,
    redirect,
)
from tests.support.sources import fake_clock

NAMES = {
    "public_example": [[PUBLIC_V4, PUBLIC_V6]],
    "private_example": [["10.0.0.1"]],
    "mixed_example": [[PUBLIC_V4, "127.0.0.1"]],
    "rebind_example": [["127.0.0.1"]],
}


@asynccontextmanager
async def guarded(watch: Watch, names: Names | None = None) -> AsyncGenerator[GuardedClient]:
    """A client on a watched network."""
    client = GuardedClient(
        resolver=names or Names(**NAMES),
        connector=watch.backend(),
        total_s=5,
        spacing_s=0,
        now=fake_clock().now,
    )
    try:
        yield client
    finally:
        await client.aclose()


async def refused(client: GuardedClient, url: str) -> FetchReason:
    """Why an address is not read."""
    with pytest.raises(FetchError) as caught:
        await client.get(url)
    return caught.value.reason


def test_there_are_at_least_150_hostile_cases() -> None:
    """What the promise is measured by."""
    assert len(set(HOSTILE_URLS)) + len(HOSTILE_ANSWERS) + len(HOSTILE_REDIRECTS) >= 150


async def test_no_hostile_address_is_connected_to() -> None:
    """Each is refused, before any name is asked for where its form says enough."""
    watch = Watch()
    allowed = []
    async with guarded(watch) as client:
        for url in HOSTILE_URLS:
            try:
                await client.get(url)
            except FetchError:
                continue
            allowed.append(url)
    assert allowed == []
    assert watch.forbidden == []
    assert watch.asked == []


@pytest.mark.parametrize("answers", HOSTILE_ANSWERS)
async def test_a_name_with_any_forbidden_address_is_not_connected_to(
    answers: tuple[str, ...],
) -> None:
    """One bad address among good ones is enough: which is taken is a matter of luck."""
    watch = Watch()
    async with guarded(watch, Names(evil_example=[answers])) as client:
        reason = await refused(client, "http://evil.example/feed")
    assert reason in (FetchReason.PRIVATE_ADDRESS, FetchReason.UNREACHABLE)
    assert watch.asked == []


@pytest.mark.parametrize("address", FORBIDDEN)
async def test_a_forbidden_address_written_as_a_number_is_not_connected_to(address: str) -> None:
    """In brackets where it is one of version 6."""
    watch = Watch()
    host = f"[{address}]" if ":" in address else address
    async with guarded(watch) as client:
        assert await refused(client, f"http://{host}/") is FetchReason.PRIVATE_ADDRESS
    assert watch.asked == []


async def test_no_redirect_leads_to_a_forbidden_address() -> None:
    """Each hop is checked like the first address."""
    answers = {f"/to/{place}": redirect(to) for place, to in enumerate(HOSTILE_REDIRECTS)}
    async with RawServer(answers) as server, RawServer() as canary:
        watch = Watch(port=server.port)
        async with guarded(watch) as client:
            for path in answers:
                await refused(client, f"http://public.example{path}")
    assert watch.forbidden == []
    assert canary.connections == 0


async def test_a_name_that_changes_its_mind_is_checked_each_time() -> None:
    """Public when it was checked, private when it is used: what is checked is what is used."""
    async with RawServer({"/": redirect("http://rebind.example/x"), "/x": ok()}) as server:
        watch = Watch(port=server.port)
        names = Names(rebind_example=[[PUBLIC_V4], ["127.0.0.1"]])
        async with guarded(watch, names) as client:
            assert await refused(client, "http://rebind.example/") is FetchReason.PRIVATE_ADDRESS
    assert watch.asked == [(PUBLIC_V4, 80)]
    assert names.asked == ["rebind.example", "rebind.example"]


async def test_a_canary_on_this_machine_hears_nothing() -> None:
    """With the real network and the real resolver below."""
    async with RawServer({"/": ok()}) as canary:
        client = GuardedClient(total_s=5, spacing_s=0, now=fake_clock().now)
        try:
            for host in ("127.0.0.1", "localhost", "[::1]", "127.1", "0", "[::ffff:127.0.0.1]"):
                await refused(client, f"http://{host}:{canary.port}/")
        finally:
            await client.aclose()
    assert canary.connections == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://public.example/",
        "http://PUBLIC.example./?a=b#c",
        f"http://{PUBLIC_V4}/",
        f"http://[{PUBLIC_V6}]:80/",
    ],
)
async def test_public_addresses_are_read(url: str) -> None:
    """By name and by number, with the name kept for the server."""
    async with RawServer({"/": ok(), "/?a=b": ok()}) as server:
        watch = Watch(port=server.port)
        async with guarded(watch) as client:
            assert (await client.get(url)).body == b"hello"
    assert len(watch.asked) == 1


async def test_private_addresses_are_read_where_the_operator_allows_them() -> None:
    """`FETCH_ALLOW_PRIVATE` lifts names, addresses and ports, not the scheme."""
    async with RawServer({"/": ok()}) as server:
        client = GuardedClient(allow_private=True, total_s=5, now=fake_clock().now)
        try:
            assert (await client.get(f"http://localhost:{server.port}/")).body == b"hello"
            assert await refused(client, "file:///etc/passwd") is FetchReason.BAD_ADDRESS
        finally:
            await client.aclose()


async def test_a_proxy_in_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would connect to whatever it is asked for."""
    async with RawServer() as proxy, RawServer({"/": ok()}) as server:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        watch = Watch(port=server.port)
        async with guarded(watch) as client:
            assert (await client.get("http://public.example/")).body == b"hello"
    assert proxy.connections == 0
    assert "HTTP_PROXY" in os.environ


def test_the_pool_below_httpx_is_the_guarded_one() -> None:
    """httpx has no parameter for it; this notices when its inside changes."""

    class Nowhere(httpcore.AsyncNetworkBackend):
        pass

    backend = Nowhere()
    pool = GuardTransport(backend, connections=1)._pool
    assert isinstance(pool, httpcore.AsyncConnectionPool)
    assert pool._network_backend is backend


def test_every_forbidden_address_is_known_as_such_in_every_notation() -> None:
    """Also inside an address of version 6."""
    assert not any(map(is_public, FORBIDDEN))
    assert all(map(is_public, PUBLIC))
    for address in FORBIDDEN:
        ip = ipaddress.ip_address(address)
        if ip.version == 4:
            assert not is_public(f"::ffff:{address}")
            assert not is_public(f"64:ff9b::{address}")


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://", "http://[", "//"]))
@settings(deadline=None)
def test_no_text_makes_the_parser_of_addresses_fail(text: str, start: str) -> None:
    """It gives an address with a host, or says why not."""
    try:
        url = parse_url(start + text, allow_private=False)
    except FetchError:
        return
    assert url.scheme in ("http", "https")
    assert "." in url.host or ":" in url.host
    assert not url.userinfo
