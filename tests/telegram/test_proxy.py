"""Telegram reached by a proxy, which sees every request to it and nothing else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from yarl import URL

from bot.config import load_settings
from bot.domain.errors import ConfigError, TransportError
from bot.playground.server import Emulator
from bot.telegram.transport import Transport
from tests.support.crowd import Crowd
from tests.support.process import TOKEN, free_port, lede
from tests.support.proxy import proxy
from tests.support.web import FeedServer, entry, rss


@pytest.mark.parametrize("kind", ["http", "socks5"])
@pytest.mark.parametrize("user", ["", "ann"])
async def test_every_request_goes_by_the_proxy(kind: str, user: str) -> None:
    """Over one kept connection or several; with a name and password where it wants them."""
    password = "a b@c" if user else ""
    async with Emulator(token=TOKEN) as emulator, proxy(kind, user=user, password=password) as way:
        quoted = replace(way, password="a%20b%40c") if user else way
        transport = Transport(proxy=quoted.url)
        try:
            for _ in range(3):
                status, body = await transport.post(
                    URL(f"{emulator.url}/bot{TOKEN}/getMe", encoded=True), b"{}"
                )
                assert (status, b'"ok":true' in body) == (200, True)
        finally:
            await transport.aclose()
    assert set(way.asked) == {emulator.url.removeprefix("http://")}


@pytest.mark.parametrize("kind", ["http", "socks5"])
async def test_what_the_proxy_did_not_take_was_surely_not_sent(kind: str) -> None:
    """It may be sent again; the words show neither the password nor the token."""
    transport = Transport(proxy=f"{kind}://ann:canary-password@127.0.0.1:{free_port()}")
    with pytest.raises(TransportError) as caught:
        await transport.post(URL(f"http://127.0.0.1:9/bot{TOKEN}/getMe", encoded=True), b"{}")
    await transport.aclose()
    assert caught.value.maybe_sent is False
    assert "canary" not in str(caught.value)
    assert TOKEN not in str(caught.value)


async def test_a_wrong_password_of_a_socks_proxy_was_surely_not_sent() -> None:
    """Nothing reached Telegram."""
    async with Emulator(token=TOKEN) as emulator, proxy("socks5", user="a", password="b") as way:
        transport = Transport(proxy=replace(way, password="wrong").url)
        with pytest.raises(TransportError) as caught:
            await transport.post(URL(f"{emulator.url}/bot{TOKEN}/getMe", encoded=True), b"{}")
        await transport.aclose()
        assert caught.value.maybe_sent is False
        assert way.asked == []


@pytest.mark.parametrize("value", ["127.0.0.1:1080", "ftp://x:1", "socks5://x", "http://:80", "x"])
def test_a_wrong_proxy_is_a_wrong_setting(value: str) -> None:
    """Said at the start, with an example; its password is never shown."""
    with pytest.raises(ConfigError, match="TELEGRAM_PROXY"):
        load_settings({"TELEGRAM_PROXY": value})
    with pytest.raises(ConfigError) as caught:
        load_settings({"TELEGRAM_PROXY": "ftp://ann:canary-password@127.0.0.1:9"})
    assert "canary" not in str(caught.value)


async def test_the_bot_answers_by_a_proxy_and_reads_sources_without_it(
    database_url: str, engine: str, tmp_path: Path
) -> None:
    """Telegram is where only the proxy finds it; the feed's host is never asked of it."""
    kind = "http" if engine == "sqlite" else "socks5"
    async with (
        Emulator(token=TOKEN) as emulator,
        FeedServer() as site,
        proxy(kind, user="ann", password="canary-password") as way,
    ):
        crowd = Crowd(emulator, 1)
        port = emulator.url.rpartition(":")[2]
        way.hosts["telegram.invalid"] = "127.0.0.1"
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": f"http://telegram.invalid:{port}",
            "TELEGRAM_PROXY": way.url,
            "DATABASE_URL": database_url,
            "WEB_PORT": "0",
            "METRICS_PORT": "0",
            "TICK_S": "0.2",
            "FETCH_ALLOW_PRIVATE": "true",
            "SOURCES": site.serve("/feed.xml", rss(entry("The dam holds"))),
        }
        async with lede("run", folder=tmp_path, settings=settings) as running:
            await running.wait_for("source.polled")
            await crowd.say("/help")
            assert await running.stop() == 0
            assert "canary-password" not in running.output
        assert len(crowd.sent()) == 1
        assert set(way.asked) == {f"telegram.invalid:{port}"}
        assert {seen.path for seen in site.seen} == {"/feed.xml"}
