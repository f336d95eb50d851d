"""Webhooks, updates that come twice or odd, and the doors of the control API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import Conflict

from bot.playground.samples.people import ANNA as SAMPLE_ANNA
from bot.playground.server import Emulator
from tests.playground.conftest import ANNA
from tests.support.emulator import ControlError, EmulatorClient
from tests.support.emulator_process import emulator_process


@dataclass(slots=True)
class Hook:
    """A bot's webhook: what came, and what it answers."""

    url: str = ""
    status: int = 200
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        """One push."""
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.status == 200:
            self.got.append(await request.json())
        self.arrived.set()
        return web.Response(status=self.status)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A webhook on a free port."""
    taken = Hook()
    app = web.Application()
    app.router.add_post("/hook", taken.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    taken.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield taken
    await runner.cleanup()


async def test_updates_are_pushed_in_order_with_the_secret(
    bot: Bot, people: EmulatorClient, hook: Hook
) -> None:
    """What waited comes first; a poll is refused meanwhile."""
    await people.say(ANNA, "before")
    await bot.set_webhook(hook.url, secret_token="s3cret", max_connections=1)
    for number in range(3):
        await people.say(ANNA, str(number))
    async with asyncio.timeout(10):
        while len(hook.got) < 4:
            hook.arrived.clear()
            await hook.arrived.wait()
    assert [update["message"]["text"] for update in hook.got] == ["before", "0", "1", "2"]
    assert hook.secrets == {"s3cret"}
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


async def test_a_push_that_is_not_taken_comes_again(
    bot: Bot, people: EmulatorClient, hook: Hook
) -> None:
    """And the webhook's figures say what went wrong."""
    hook.status = 500
    await bot.set_webhook(hook.url)
    await people.say(ANNA, "x")
    async with asyncio.timeout(10):
        await hook.arrived.wait()
        while not (info := await bot.get_webhook_info()).last_error_message:
            await asyncio.sleep(0.01)
    assert info.last_error_message.startswith("Wrong response from the webhook: 500")
    assert info.pending_update_count == 1
    hook.status = 200
    async with asyncio.timeout(10):
        while not hook.got:
            hook.arrived.clear()
            await hook.arrived.wait()
    assert len(hook.got) == 1


async def test_updates_can_come_twice_and_odd(bot: Bot, people: EmulatorClient) -> None:
    """For bots that must do each thing once, and survive what they do not understand."""
    await people.act("says", says=[{"person": ANNA, "text": str(n)} for n in range(3)])
    updates = await bot.get_updates(timeout=0)
    offset = updates[-1].update_id + 1
    assert await bot.get_updates(offset=offset, timeout=0) == ()
    await people.act("updates", redeliver=2)
    again = await bot.get_updates(timeout=0)
    assert [update.update_id for update in again] == [u.update_id for u in updates[1:]]
    await bot.get_updates(offset=offset, timeout=0)
    await people.act("update", message=None, something={"new": 1})
    [odd] = await bot.get_updates(offset=offset, timeout=0)
    assert odd.message is None
    assert odd.update_id == offset


async def test_the_journal_and_the_figures(bot: Bot, people: EmulatorClient) -> None:
    """What was sent where, when, as which message, and how many a second."""
    for number in range(3):
        await bot.send_message(ANNA, f"<i>{number}</i>", parse_mode="HTML")
    entries = await people.journal(since=1)
    assert [entry["text"] for entry in entries] == ["0", "1", "2"]
    assert [entry["chat_id"] for entry in entries] == [ANNA] * 3
    assert all(entry["accepted"] and entry["message_id"] for entry in entries)
    assert entries[0]["at_s"] < entries[2]["at_s"]
    figures = await people.stats()
    assert (figures["accepted"], sum(figures["per_second"])) == (3, 3)
    assert figures["by_method"] == {"getMe": 1, "sendMessage": 3}
    await people.act("reset")
    assert await people.journal() == []


async def test_no_foreign_page_can_act_or_look(emulator: Emulator, people: EmulatorClient) -> None:
    """Neither with a form, nor from another origin, nor by a foreign name of this machine."""
    body = '{"person": 1001, "text": "x"}'
    tries = (
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Origin": "https://example.org"},
        {"Content-Type": "application/json", "Host": "example.org"},
    )
    async with aiohttp.ClientSession() as session:
        for headers in tries:
            address = f"{emulator.url}/__control/say"
            async with session.post(address, data=body, headers=headers) as answer:
                assert answer.status == 403
        async with session.get(
            f"{emulator.url}/__control/journal", headers={"Host": "example.org"}
        ) as answer:
            assert answer.status == 403
        async with session.get(emulator.url) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert await people.messages(ANNA) == []


async def test_acts_that_cannot_be_done_say_why(people: EmulatorClient) -> None:
    """And change nothing."""
    with pytest.raises(ControlError, match="there is no button 'Yes'"):
        await people.press(ANNA, "Yes")
    with pytest.raises(ControlError, match="chat not found"):
        await people.say(77, "x")
    with pytest.raises(ControlError, match="unknown: colour"):
        await people.fault("500", colour="red")


async def test_an_emulator_can_be_a_process_of_its_own() -> None:
    """Driven by the same client, without people unless asked for."""
    async with emulator_process() as people:
        anna = await people.add_person(SAMPLE_ANNA, "Anna")
        await anna.say("hello")
        assert [message["text"] for message in await anna.messages()] == ["hello"]


async def test_a_request_without_a_host_is_refused_like_a_foreign_one(emulator: Emulator) -> None:
    """An empty `Host` is nobody's name; nothing breaks."""
    reader, writer = await asyncio.open_connection("127.0.0.1", emulator.port)
    writer.write(b"GET /__control/journal HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")
    status = int((await reader.readline()).split()[1])
    writer.close()
    assert 400 <= status < 500
