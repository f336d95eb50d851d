"""Edits: the newest state of a message is what counts, and it comes soon."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.telegram.limiter import Limiter
from bot.telegram.ratelimiter import ReplyRateLimiter, Result
from tests.support.virtual_time import run_virtual


def _now() -> float:
    return asyncio.get_running_loop().time()


class Bot:
    """A library that sends what the limiter lets pass, and notes when."""

    def __init__(self, *, answer_s: float = 0.05) -> None:
        self.limiter = ReplyRateLimiter(Limiter(rate=29, now=_now))
        self.sent: list[tuple[float, int, str]] = []
        self.answer_s = answer_s
        self.failures: list[Exception] = []

    async def ask(self, endpoint: str, chat: int, text: str, message_id: int = 5) -> Result:
        async def callback() -> Result:
            self.sent.append((_now(), chat, text))
            await asyncio.sleep(self.answer_s)
            if self.failures:
                raise self.failures.pop(0)
            return {"text": text}

        call: Callable[..., Coroutine[Any, Any, Result]] = callback
        data = {"chat_id": chat, "message_id": message_id}
        return await self.limiter.process_request(call, (), {}, endpoint, data, None)

    async def press(self, chat: int, times: int, apart_s: float) -> float:
        """One press after the other, each handled when the one before was; when the last was."""
        for number in range(1, times + 1):
            await self.ask("editMessageText", chat, f"tick {number}")
            await asyncio.sleep(apart_s)
        return _now() - apart_s


def test_the_last_of_six_ticks_comes_in_half_a_second() -> None:
    """Six presses in a second: the first at once, the last soon, not one edit for each."""

    async def measure() -> tuple[Bot, float]:
        bot = Bot()
        pressed_at = await bot.press(1, 6, 0.1)
        await bot.limiter.shutdown()
        return bot, pressed_at

    bot, pressed_at = run_virtual(measure())
    assert bot.sent[0][2] == "tick 1"
    assert bot.sent[0][0] < 0.01
    assert bot.sent[-1][2] == "tick 6"
    assert bot.sent[-1][0] - pressed_at < 0.5
    assert len(bot.sent) < 6


def test_edits_cost_a_private_chat_no_message() -> None:
    """An answer after five edits goes at once."""

    async def measure() -> float:
        bot = Bot()
        for number in range(5):
            await bot.ask("editMessageText", 1, "x", message_id=number)
        before = _now()
        await bot.ask("sendMessage", 1, "answer")
        return _now() - before

    assert run_virtual(measure()) < 0.2


def test_in_a_group_edits_are_counted_and_still_coalesce() -> None:
    """Twenty presses in four seconds are a few edits, and the newest state is the last."""

    async def measure() -> Bot:
        bot = Bot()
        await bot.press(-1, 20, 0.15)
        await asyncio.sleep(10)
        await bot.limiter.shutdown()
        return bot

    bot = run_virtual(measure())
    assert bot.sent[-1][2] == "tick 20"
    assert len(bot.sent) <= 5


def test_messages_do_not_wait_for_each_other() -> None:
    """Only edits of one message take each other's place."""

    async def measure() -> Bot:
        bot = Bot(answer_s=1.0)
        for message_id in (1, 2, 3):
            await bot.ask("editMessageText", 1, f"of {message_id}", message_id=message_id)
        await bot.limiter.shutdown()
        return bot

    bot = run_virtual(measure())
    assert {text for _, _, text in bot.sent} == {"of 1", "of 2", "of 3"}


def test_a_slow_answer_holds_nobody_and_loses_nothing() -> None:
    """The person's next press is handled while Telegram thinks; its state is sent afterwards."""

    async def measure() -> tuple[Bot, Result, Result, float]:
        bot = Bot(answer_s=5.0)
        first = await bot.ask("editMessageText", 1, "first")
        second = await bot.ask("editMessageText", 1, "second")
        at = _now()
        await asyncio.sleep(12)
        return bot, first, second, at

    bot, first, second, at = run_virtual(measure())
    assert (first, second) == (True, True)
    assert at < 1
    assert [text for _, _, text in bot.sent] == ["first", "second"]


def test_a_refused_edit_is_told_to_who_made_it() -> None:
    """A message that cannot be edited is answered by a new one: the handler must know."""

    async def measure() -> None:
        bot = Bot()
        bot.failures.append(BadRequest("Message to edit not found"))
        with pytest.raises(BadRequest):
            await bot.ask("editMessageText", 1, "x")

    run_virtual(measure())


def test_a_limited_edit_is_made_after_its_wait() -> None:
    """A 429 delays the newest state; it does not lose it."""

    async def measure() -> Bot:
        bot = Bot()
        bot.failures.append(RetryAfter(2))
        await bot.ask("editMessageText", 1, "x")
        await asyncio.sleep(10)
        return bot

    assert [text for _, _, text in run_virtual(measure()).sent] == ["x", "x"]
