"""The library's side: raw updates in, errors out, and no token anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update
from telegram.ext import BaseRateLimiter

from bot.domain.errors import ConfigError, PollConflictError, RetryError, TokenRefusedError
from bot.telegram.updates import BotHandler, BotUpdates, LedeBot, build_bot, open_bot
from tests.support.harness import TelegramFake
from tests.support.people import message

TOKEN = "123456:CANARY-canary-canary-canary-canary"


def _bot(telegram: TelegramFake) -> LedeBot:
    return build_bot(
        token=TOKEN, api_url="http://127.0.0.1:9", request=telegram, poll_request=telegram
    )


def _error(code: int, words: str, **parameters: Any) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": words, "parameters": parameters}


class Refused(TelegramFake):
    """Says no to getMe."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__()
        self.scripted = [("getMe", code, _error(code, words))]


async def test_updates_are_asked_for_by_kind_and_given_as_they_came() -> None:
    """Only kinds that are handled; the offset only when there is one."""
    telegram = TelegramFake()
    raw = message(5, "/start") | {"unknown_field": {"x": 1}}
    telegram.scripted = [("getUpdates", 200, {"ok": True, "result": [raw, "odd"]})]
    updates = BotUpdates(_bot(telegram), telegram)
    assert await updates.get_updates(offset=None, timeout_s=0) == [raw]
    assert "offset" not in telegram.calls[0][1]
    await updates.get_updates(offset=6, timeout_s=25)
    asked = telegram.calls[1][1]
    assert (asked["offset"], asked["timeout"]) == (6, 25)
    assert "message" in asked["allowed_updates"]
    assert "edited_message" not in asked["allowed_updates"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (_error(409, "Conflict: terminated by other getUpdates request"), PollConflictError),
        (_error(429, "Too Many Requests", retry_after=7), RetryError),
        (_error(502, "Bad Gateway"), RetryError),
        (_error(401, "Unauthorized"), TokenRefusedError),
    ],
)
async def test_a_refused_poll_says_whether_another_process_is_in_the_way(
    answer: dict[str, Any], kind: type[RetryError]
) -> None:
    """Never with the token in the words, the cause or the context."""
    telegram = TelegramFake()
    telegram.scripted = [("getUpdates", answer["error_code"], answer)]
    with pytest.raises(kind) as caught:
        await BotUpdates(_bot(telegram), telegram).get_updates(offset=1, timeout_s=0)
    assert type(caught.value) is kind
    if answer["error_code"] == 429:
        assert caught.value.retry_after_s == 7
    _clean(caught.value)


@pytest.mark.parametrize(
    ("code", "kind"), [(401, ConfigError), (404, ConfigError), (500, RetryError)]
)
async def test_a_wrong_token_stops_the_start_without_being_shown(
    code: int, kind: type[Exception]
) -> None:
    """The library quotes the token in its own error; ours does not and carries none of it."""
    with pytest.raises(kind) as caught:
        await open_bot(_bot(Refused(code, "Unauthorized")))
    _clean(caught.value)


class _Broken:
    """Fails whatever it is given."""

    def __init__(self) -> None:
        self.said: list[int] = []

    async def handle(self, update: Update) -> None:
        raise ZeroDivisionError

    async def give_up(self, update: Update) -> None:
        self.said.append(update.update_id)
        raise ValueError


async def test_a_handlers_error_reaches_whoever_gave_the_update() -> None:
    """So that the inbox can count it; an excuse that fails as well stops nothing."""
    router = _Broken()
    handler = BotHandler(_bot(TelegramFake()), router)
    with pytest.raises(ZeroDivisionError):
        await handler.handle(message(1, "/start"))
    await handler.give_up(message(1, "/start"))
    assert router.said == [1]


@pytest.mark.parametrize("limited", [True, False])
async def test_before_every_request_what_is_held_is_let_go(limited: bool) -> None:
    """With a limiter before it waits, and without one."""
    order: list[str] = []
    telegram = TelegramFake()

    class Noting(BaseRateLimiter[Any]):
        async def initialize(self) -> None:
            order.append("set up")

        async def shutdown(self) -> None:
            order.append("ended")

        async def process_request(self, callback: Any, args: Any, kwargs: Any, *more: Any) -> Any:
            order.append("waited")
            return await callback(*args, **kwargs)

    async def let_go() -> None:
        order.append("let go")

    bot = build_bot(
        token=TOKEN,
        api_url="http://127.0.0.1:9",
        request=telegram,
        poll_request=telegram,
        limiter=Noting() if limited else None,
        before=let_go,
    )
    await bot.initialize()
    await bot.send_message(1, "Hello")
    await bot.shutdown()
    assert [name for name, _ in telegram.calls] == ["sendMessage"]
    both = ["set up", "let go", "waited", "let go", "waited", "ended"]
    assert order == (both if limited else ["let go", "let go"])


def _clean(error: BaseException | None) -> None:
    while error is not None:
        assert "CANARY" not in repr(error) + str(error)
        error = error.__cause__ or error.__context__
