"""Inline mode, through the emulator: results are shared anywhere, and nothing private is found."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime

import pytest
from sqlalchemy import update

from bot.playground.world.state import Json
from bot.store.database import Database
from bot.store.tables import source
from tests.support.emulator import text_of
from tests.support.people import NOW, publish_articles
from tests.support.running import RunningBot, running_bot

ANN, STRANGER = 1001, 1003


@pytest.fixture
async def bot(sqlite: Database) -> AsyncGenerator[RunningBot]:
    """A bot with twelve articles of a public source, and somebody who never wrote to it."""
    published: dict[int, datetime | None] = dict.fromkeys(range(1, 13), NOW)
    await publish_articles(sqlite, None, published)
    async with running_bot(sqlite) as found:
        await found.people.add_person(ANN, "Ann", language_code="en")
        await found.people.add_person(STRANGER, "Eve", language_code="de", started=False)
        yield found


async def _ask(bot: RunningBot, words: str, person: int = ANN, offset: str = "") -> Json:
    """What is offered."""
    asked = await bot.people.act("inline", person=person, query=words, offset=offset)
    async with asyncio.timeout(10):
        while True:
            answer = (await bot.people.ask("inline", id=asked["id"]))["answer"]
            if answer is not None:
                return dict(answer) | {"id": asked["id"]}
            await asyncio.sleep(0.02)


async def test_a_hit_is_shared_in_a_chat_that_the_bot_is_not_in(bot: RunningBot) -> None:
    """Also by somebody who never wrote to it, of whom nothing is kept; more by scrolling."""
    group = await bot.people.add_chat("group", "Friends", members={STRANGER: "member"}, bot="left")
    offered = await _ask(bot, "headline", STRANGER)
    assert len(offered["results"]) == 10
    first = offered["results"][0]
    await bot.people.act(
        "inline/send", person=STRANGER, chat=group, id=offered["id"], result=first["id"]
    )
    shared = (await bot.people.messages(group))[-1]
    assert text_of(shared).startswith(first["title"])
    links = [each.get("url", "") for each in shared["entities"]]
    assert any(each.startswith("https://news.example/") for each in links)
    rest = await _ask(bot, "headline", STRANGER, offered["next_offset"])
    assert len(rest["results"]) == 2
    assert rest["next_offset"] == ""
    assert await bot.services.chats.find(STRANGER) is None
    assert await bot.people.violations() == []


async def test_what_cannot_be_looked_for_offers_the_bot_itself(bot: RunningBot) -> None:
    """Nothing typed, two letters, an unknown field, an odd place: no results, a button."""
    for words in ("", "he", "colour:red x", "zzzz", "-x"):
        offered = await _ask(bot, words)
        assert offered["results"] == []
        assert offered["button"]["start_parameter"] == "inline"
    assert (await _ask(bot, "headline", offset="x"))["results"]
    assert (await _ask(bot, "headline", offset="9999"))["results"] == []


async def test_a_private_source_is_found_by_nobody(bot: RunningBot) -> None:
    """Not even by who follows it: what is offered is seen by a whole chat."""
    async with bot.database.write() as connection:
        await connection.execute(update(source).values(public=False))
    assert (await _ask(bot, "headline"))["results"] == []


async def test_who_is_banned_is_offered_nothing(bot: RunningBot) -> None:
    """And the bot goes on for others."""
    await bot.services.chats.ban(STRANGER, NOW, bot.services.defaults)
    asked = await bot.people.act("inline", person=STRANGER, query="headline")
    assert (await _ask(bot, "headline"))["results"]
    assert (await bot.people.ask("inline", id=asked["id"]))["answer"] is None
