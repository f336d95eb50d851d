"""The library's side: raw updates in, errors out, and no token anywhere."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update
from telegram.ext import CommandHandler, ContextTypes

from bot.domain.errors import ConfigError, PollConflictError, RetryError, TokenRefusedError
from bot.telegram.updates import BotHandler, BotUpdates, build_application, open_application
from tests.support.office import TelegramFake
from tests.support.people import message

TOKEN = "123456:CANARY-canary-canary-canary-canary"


def _application(telegram: TelegramFake) -> Any:
    return build_application(
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
    updates = BotUpdates(_application(telegram).bot)
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
        await BotUpdates(_application(telegram).bot).get_updates(offset=1, timeout_s=0)
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
        await open_application(_application(Refused(code, "Unauthorized")))
    _clean(caught.value)


async def test_a_handlers_error_reaches_whoever_gave_the_update() -> None:
    """So that the inbox can count it."""
    application = _application(TelegramFake())
    await application.initialize()

    async def broken(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        raise ZeroDivisionError

    application.add_handler(CommandHandler("start", broken))
    with pytest.raises(ZeroDivisionError):
        await BotHandler(application).handle(message(1, "/start"))
    said: list[int] = []

    async def sorry(update: Any, _bot: Any) -> None:
        said.append(update.update_id)
        raise ValueError

    application.bot_data["give_up"] = sorry
    await BotHandler(application).give_up(message(1, "/start"))
    assert said == [1]
    await application.shutdown()


def _clean(error: BaseException | None) -> None:
    while error is not None:
        assert "CANARY" not in repr(error) + str(error)
        error = error.__cause__ or error.__context__
