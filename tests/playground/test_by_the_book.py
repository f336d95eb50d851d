"""Calls are checked against the real methods' parameters, in every form they may come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import orjson
import pytest

from bot.playground.api import catalogue
from bot.playground.api.calls import ACTIONS
from bot.playground.server import Emulator
from tests.playground.conftest import ANNA
from tests.support.emulator import EmulatorClient


@pytest.fixture
async def raw(emulator: Emulator, people: EmulatorClient) -> AsyncIterator[aiohttp.ClientSession]:
    """A client below the bot's own address."""
    async with aiohttp.ClientSession(f"{emulator.url}/bot{emulator.token}/") as session:
        yield session


async def answer(response: Any) -> dict[str, Any]:
    """The body of an answer."""
    async with response as got:
        body: dict[str, Any] = orjson.loads(await got.read())
        assert got.status == body.get("error_code", 200)
        return body


async def test_a_call_may_come_in_any_form(raw: aiohttp.ClientSession, emulator: Emulator) -> None:
    """Query, form, JSON and multipart give the same message."""
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "y"}]]}
    flat = {"chat_id": str(ANNA), "text": "x", "disable_notification": "true"}
    flat["reply_markup"] = orjson.dumps(markup).decode()
    form = aiohttp.FormData(flat)
    form.add_field("unused", b"", filename="x")
    answers = [
        await answer(raw.get("sendMessage", params=flat)),
        await answer(raw.post("sendmessage", data=flat)),
        await answer(raw.post("sendMessage", json=flat)),
        await answer(
            raw.post(
                "sendMessage",
                json={
                    "chat_id": ANNA,
                    "text": "x",
                    "disable_notification": True,
                    "reply_markup": markup,
                },
            )
        ),
        await answer(raw.post("sendMessage", data=form)),
    ]
    assert all(one["ok"] for one in answers), answers
    assert all(one["result"]["reply_markup"] == markup for one in answers)
    assert all(entry.silent for entry in emulator.journal.entries)
    assert emulator.journal.violations == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"chat_id": ANNA, "text": "x", "disable_web_page_preview": True}, "no parameter"),
        ({"chat_id": ANNA, "text": "x", "disable_notification": "maybe"}, "expected a boolean"),
        ({"chat_id": ANNA, "text": "x", "message_thread_id": "first"}, "expected an integer"),
        (
            {"chat_id": ANNA, "text": "x", "link_preview_options": {"disabled": True}},
            "LinkPreviewOptions has no field disabled",
        ),
        (
            {
                "chat_id": ANNA,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"callback_data": "x"}]]},
            },
            "InlineKeyboardButton lacks text",
        ),
        ({"chat_id": ANNA, "text": {"no": 1}}, "expected a string"),
    ],
)
async def test_what_is_not_by_the_book_is_refused_and_recorded(
    raw: aiohttp.ClientSession, people: EmulatorClient, body: dict[str, Any], problem: str
) -> None:
    """The real server passes over some of it; a test must not."""
    refusal = await answer(raw.post("sendMessage", json=body))
    assert refusal["description"].startswith("Bad Request: not by the book")
    [violation] = await people.violations()
    assert problem in violation["problem"]
    assert await people.messages(ANNA) == []


@pytest.mark.parametrize(
    ("method", "body", "code", "words"),
    [
        ("sendMessage", {"text": "x"}, 400, "Bad Request: chat_id is empty"),
        ("sendMessage", {"chat_id": ANNA}, 400, "Bad Request: message text is empty"),
        ("sendMassage", {}, 404, "Not Found"),
        ("sendPoll", {}, 501, "Not Implemented: the emulator does not do sendPoll"),
        ("sendMessage", b"{", 400, "Bad Request: can't parse JSON object"),
    ],
)
async def test_calls_that_cannot_be_read(
    raw: aiohttp.ClientSession,
    people: EmulatorClient,
    method: str,
    body: Any,
    code: int,
    words: str,
) -> None:
    """Missing parameters, misspelt methods, real ones that are not done here, broken bodies."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    headers = {"Content-Type": "application/json"}
    refusal = await answer(raw.post(method, data=content, headers=headers))
    assert (refusal["error_code"], refusal["description"]) == (code, words)
    assert len(await people.violations()) == 1


def test_every_method_of_the_catalogue_is_done() -> None:
    """The data file and the code name the same methods, and the rest is known as real."""
    known = catalogue.load()
    named = {method.name for method in known.methods.values()}
    assert named == ACTIONS.keys() | {"getUpdates"}
    assert "sendpoll" in known.others
    assert len(named) + len(known.others) == 180
    assert known.version == "Bot API 10.1"
