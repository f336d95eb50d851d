"""Trouble on order: what the bot hears, and what the journal knows."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import orjson
import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.playground.api.faults import PRESETS
from bot.playground.server import Emulator
from tests.playground.conftest import ANNA, BORIS, bot_on
from tests.support.emulator import EmulatorClient


@pytest.fixture
async def raw(emulator: Emulator) -> AsyncIterator[aiohttp.ClientSession]:
    """A client that sees answers as they are; a connection for each request."""
    connector = aiohttp.TCPConnector(force_close=True)
    async with aiohttp.ClientSession(emulator.url, connector=connector) as session:
        yield session


async def send(
    raw: aiohttp.ClientSession, emulator: Emulator, text: str = "x", chat: int = ANNA
) -> tuple[int, bytes]:
    """Status and body of one sendMessage."""
    body = {"chat_id": chat, "text": text}
    async with raw.post(f"/bot{emulator.token}/sendMessage", json=body) as answer:
        return answer.status, await answer.read()


@pytest.mark.parametrize("name", ["reset", "close", "short_accepted", "reset_accepted"])
async def test_broken_connections(
    raw: aiohttp.ClientSession, emulator: Emulator, people: EmulatorClient, name: str
) -> None:
    """The bot gets no whole answer; whether the message arrived depends on the fault."""
    await people.fault(name, count=1)
    with pytest.raises((aiohttp.ClientError, ConnectionError)):
        await send(raw, emulator)
    [entry] = await people.journal()
    assert entry["accepted"] == name.endswith("_accepted")
    assert (entry["status"], entry["fault"]) == (0, name)
    assert len(await people.messages(ANNA)) == int(entry["accepted"])
    status, _ = await send(raw, emulator)
    assert status == 200


async def test_a_poll_that_hangs_gives_what_came_once_it_is_let_go(
    emulator: Emulator, people: EmulatorClient
) -> None:
    """Until then the bot hears nothing."""
    await people.fault("hang", methods=["getUpdates"])
    async with bot_on(emulator) as bot:
        poll = asyncio.create_task(bot.get_updates(timeout=0))
        async with asyncio.timeout(20):
            while not emulator.faults.held:
                await asyncio.sleep(0.01)
        await people.say(ANNA, "hello")
        assert not poll.done()
        emulator.faults.clear()
        assert len(await poll) == 1


@pytest.mark.parametrize("name", sorted(PRESETS))
async def test_every_preset_ends_and_is_recorded(
    emulator: Emulator, people: EmulatorClient, name: str
) -> None:
    """Each strikes once, tells the bot something or nothing, and lets the next call through."""
    method = "getUpdates" if PRESETS[name].methods == ("getUpdates",) else "sendMessage"
    await people.fault(name, count=1, late_s=0.05, delay_s=0)
    async with aiohttp.ClientSession() as session:
        address = f"{emulator.url}/bot{emulator.token}/{method}"
        body = {"chat_id": ANNA, "text": "x"} if method == "sendMessage" else {}
        try:
            async with session.post(address, json=body) as answer:
                status = answer.status
                await answer.read()
        except (aiohttp.ClientError, ConnectionError):
            status = 0
        assert status in (0, PRESETS[name].status, 200)
        async with session.post(address, json=body) as answer:
            assert answer.status == 200
    entries = emulator.journal.entries
    assert [entry.fault for entry in entries if entry.fault] == [name]
    if PRESETS[name].accept:
        assert entries[0].accepted


async def test_what_python_telegram_bot_makes_of_it(
    emulator: Emulator, people: EmulatorClient
) -> None:
    """The classes that bots have to tell apart come out as on the real Bot API."""
    cases: tuple[tuple[str, type[Exception]], ...] = (
        ("429", RetryAfter),
        ("429_huge", RetryAfter),
        ("429_bare", NetworkError),
        ("429_html", NetworkError),
        ("502", NetworkError),
        ("truncated_accepted", TelegramError),
        ("html_200_accepted", TelegramError),
        ("blocked", Forbidden),
        ("cant_parse", BadRequest),
        ("reset_accepted", NetworkError),
        ("hang_accepted", TimedOut),
    )
    async with bot_on(emulator, read_timeout_s=0.4) as bot:
        for name, error in cases:
            await people.fault(name, count=1)
            with pytest.raises(error):
                await bot.send_message(ANNA, name)
    texts = [entry["text"] for entry in await people.sent()]
    assert texts == [name for name, _ in cases if name.endswith("_accepted")]
    await people.act("faults/clear")


async def test_faults_choose_their_calls(
    raw: aiohttp.ClientSession, emulator: Emulator, people: EmulatorClient
) -> None:
    """By chat, by text, by count, by chat count, by what went before, by method."""

    async def statuses(*calls: tuple[int, str]) -> list[int]:
        return [(await send(raw, emulator, text, chat))[0] for chat, text in calls]

    await people.fault("500", chat_id=BORIS)
    assert await statuses((ANNA, "x"), (BORIS, "x")) == [200, 500]
    await people.act("faults/clear")
    await people.fault("cant_parse", text="poison \\d")
    assert await statuses((ANNA, "poison 7"), (ANNA, "poison x")) == [400, 200]
    await people.act("faults/clear")
    await people.fault("chat_not_found", per_chat=1)
    assert await statuses((ANNA, "x"), (ANNA, "x"), (BORIS, "x")) == [400, 200, 400]
    await people.act("faults/clear")
    await people.fault("502", skip=1, count=1)
    assert await statuses((ANNA, "x"), (ANNA, "x"), (ANNA, "x")) == [200, 502, 200]
    await people.act("faults/clear")
    await people.fault("502", methods=["editMessageText"])
    assert await statuses((ANNA, "x")) == [200]
    await people.act("faults/clear")
    await people.fault("500", probability=0.5)
    struck = (await statuses(*[(ANNA, "x")] * 60)).count(500)
    assert 10 < struck < 50
    [fault] = await people.ask("faults")
    assert fault["struck"] == struck


async def test_a_call_can_be_held_before_it_is_carried_out(
    raw: aiohttp.ClientSession, emulator: Emulator, people: EmulatorClient
) -> None:
    """Who is gone when it is let go on has sent nothing; who waits gets the true answer."""
    await people.fault("hang", count=2)
    gone = asyncio.create_task(send(raw, emulator, "gone"))
    waits = asyncio.create_task(send(raw, emulator, "waits"))
    await people.until(lambda figures: figures["held"] == 2)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    async with asyncio.timeout(10):
        while len(emulator.connections) > 2:
            await asyncio.sleep(0.01)
    await people.act("release")
    status, body = await waits
    assert (status, orjson.loads(body)["ok"]) == (200, True)
    assert [entry["text"] for entry in await people.sent()] == ["waits"]


async def test_an_outage_refuses_connections_and_ends(
    raw: aiohttp.ClientSession, emulator: Emulator, people: EmulatorClient
) -> None:
    """The port is closed for its time and the world is as before."""
    await emulator.go_down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await send(raw, emulator)
    await emulator.come_back()
    assert (await send(raw, emulator))[0] == 200
    await people.act("outage", seconds=0.05)
    async with asyncio.timeout(10):
        while True:
            try:
                assert (await send(raw, emulator))[0] == 200
                break
            except (aiohttp.ClientError, ConnectionError):
                await asyncio.sleep(0.01)


async def test_answers_can_be_late_though_the_message_is_there(
    raw: aiohttp.ClientSession, emulator: Emulator, people: EmulatorClient
) -> None:
    """Latency lies between acceptance and answer."""
    await people.act("latency", seconds=0.2)
    began = time.monotonic()
    call = asyncio.create_task(send(raw, emulator))
    await people.until(lambda figures: figures["accepted"] == 1)
    assert not call.done()
    await call
    assert time.monotonic() - began >= 0.2


async def test_limits_and_pauses_are_counted(
    raw: aiohttp.ClientSession, emulator: Emulator, people: EmulatorClient
) -> None:
    """Refusals are in the journal and in the figures, with what was told."""
    await people.limits(rate=1, burst=2, per_chat=False)
    answers = [await send(raw, emulator) for _ in range(4)]
    assert [status for status, _ in answers] == [200, 200, 429, 429]
    assert orjson.loads(answers[-1][1]) == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    await people.limits(on=False)
    await people.act("pause", seconds=30, chat=BORIS)
    assert (await send(raw, emulator, chat=BORIS))[0] == 429
    assert (await send(raw, emulator))[0] == 200
    figures = await people.stats()
    assert (figures["too_many"], figures["accepted"], figures["refused"]) == (3, 3, 3)


async def test_a_revoked_token(bot: Bot, people: EmulatorClient) -> None:
    """Every call is refused while it lasts."""
    fault = await people.fault("unauthorized")
    with pytest.raises(TelegramError, match="Unauthorized"):
        await bot.get_updates(timeout=0)
    with pytest.raises(TelegramError, match="Unauthorized"):
        await bot.send_message(ANNA, "x")
    await people.act("fault/remove", id=fault)
    await bot.send_message(ANNA, "x")
