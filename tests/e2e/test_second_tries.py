"""A running process at what people do twice, late, or from where they were: on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.playground.api.journal import JournalEntry
from bot.playground.server import Emulator
from bot.playground.world.state import ForumTopic, MemberState
from bot.render.catalogue import label
from tests.support.crowd import Crowd, until
from tests.support.emulator import buttons_of
from tests.support.process import TOKEN, LedeProcess, lede, settings_of
from tests.support.web import FeedServer, entry, rss

OPERATOR, ANN, BOB = 1001, 1002, 1003
GROUP, UPGRADED, FORUM, TOPIC = -501, -100_501, -100_502, 9


class Place:
    """The process, the emulator it talks to, and what people do there."""

    def __init__(self, emulator: Emulator, site: FeedServer, running: LedeProcess) -> None:
        self.emulator, self.site, self.running = emulator, site, running

    def sent(self, chat_id: int) -> list[JournalEntry]:
        """What arrived in a chat, in order."""
        return self.emulator.journal.sent(chat_id)

    async def say(
        self, text: str, words: str = "", *, who: int = OPERATOR, chat: int = 0, **more: Any
    ) -> str:
        """Somebody writes; the first text with these words that arrives after it."""
        before = len(self.sent(chat or who))
        self.emulator.people.say(who, chat or who, text, **more)
        return await self.answer(chat or who, before, words)

    async def answer(self, chat: int, before: int, words: str = "") -> str:
        """The first text with these words that arrives after as many as there were before."""

        def found() -> list[str]:
            return [each.text for each in self.sent(chat)[before:] if words in each.text]

        await until(lambda: bool(found()), timeout_s=60, what=f"a text with {words!r}")
        return found()[0]

    async def status(self, wanted: str, *, chat: int = OPERATOR) -> str:
        """Ask for the status until it has these words."""
        async with asyncio.timeout(60):
            while wanted not in (
                found := await self.say("/status", "08:00" if chat != UPGRADED else ":", chat=chat)
            ):
                await asyncio.sleep(0.2)
        return found

    async def answered(self, *queries: str) -> list[dict[str, Any]]:
        """What presses were answered with."""
        known = self.emulator.people.queries
        await until(
            lambda: all(known[query]["answer"] is not None for query in queries),
            timeout_s=60,
            what="presses are answered",
        )
        return [known[query]["answer"] for query in queries]

    def newest(self, chat: int, meets: Callable[[dict[str, Any]], bool] = bool) -> dict[str, Any]:
        """The newest message of a chat that is so."""
        messages = self.emulator.world.chat(chat).messages.values()
        return next(each for each in reversed(list(messages)) if meets(each))

    def add_group(self, kind: str, chat_id: int, *, bot: str = "member") -> None:
        """A group that the operator set up."""
        members = {
            self.emulator.world.bot.id: MemberState(status=bot),
            OPERATOR: MemberState(status="creator"),
            ANN: MemberState(status="administrator"),
        }
        self.emulator.world.add_chat(kind, "Readers", chat_id=chat_id, members=members)


async def _menus_of_operators(place: Place) -> None:
    """None at the start, as there is no chat; set when an operator writes, and for nobody else."""
    profile, world = place.emulator.context.profile, place.emulator.world

    def menu(who: int) -> set[str]:
        return {each["command"] for each in profile.commands_for(world.chat(who), who, "en")}

    refused = [e for e in place.emulator.journal.entries if e.method == "setMyCommands"]
    assert all(e.status == 200 for e in refused), refused
    await place.say("/start", who=ANN)
    assert "admin" not in menu(OPERATOR)
    await place.say("/start")
    await until(lambda: "admin" in menu(OPERATOR), timeout_s=60, what="a menu of operators")
    assert "admin" not in menu(ANN)


async def _addresses_of_what_is_followed(place: Place) -> None:
    """A page, a fragment, a redirect: each ends what it began; /status counts what is followed.

    Sites are told the bot's address, where their owners find who asks.
    """
    site = place.site
    feed = site.serve("/feed.xml", rss(entry("The dam holds")))
    head = f'<link rel="alternate" type="application/rss+xml" href="{feed}" title="F">'
    site.serve("/page", f"<html><head><title>P</title>{head}</head><body>Hello</body></html>")
    site.serve("/old", status=301, headers={"Location": feed})
    for address in ("/page#latest", "/old"):
        await place.say(f"/subscribe {site.url(address)}")
        told = await place.status("You follow 1 thing")
        lines = told.splitlines()
        followed = next(i for i, line in enumerate(lines) if "You follow" in line)
        assert "08:00" not in lines[followed + 1], told
        await place.say(f"/unsubscribe {site.url(address)}", "no longer")
    bot = place.emulator.world.bot
    agents = {seen.headers["user-agent"] for seen in site.seen}
    assert all(agent.endswith(f"(+https://t.me/{bot.username})") for agent in agents), agents


async def _presses_twice(place: Place) -> None:
    """Every button of these screens: the second of two presses is answered, and with nothing."""
    people, chat = place.emulator.people, place.emulator.world.chat(OPERATOR)
    for command in ("/settings", "/schedule", "/pause", "/quiet"):
        before = len(place.sent(OPERATOR))
        await place.say(command)
        message = dict(chat.messages[place.sent(OPERATOR)[before].message_id or 0])
        keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
        second = [
            [people.query(OPERATOR, chat, message, key["callback_data"]) for _ in "ab"][1]
            for key in keys
            if "callback_data" in key
        ]
        for told in await place.answered(*second):
            assert not told.get("text"), (command, told)
            assert not told.get("show_alert")
    await place.say("/language en")
    await place.say("/resume")


async def _buttons_of_old_messages(place: Place) -> None:
    """Telegram knows the message no more: the button acts on its topic, and not on General."""
    place.add_group("supergroup", FORUM, bot="administrator")
    forum = place.emulator.world.chat(FORUM)
    forum.forum = True
    forum.topics = {1: ForumTopic(id=1, name="General"), TOPIC: ForumTopic(id=TOPIC, name="News")}
    await place.say("/status", "You follow", chat=FORUM)
    await place.say("/language", chat=FORUM, thread_id=TOPIC)
    message = place.newest(FORUM, lambda each: "Deutsch" in str(buttons_of(each)))
    keys = [key for row in message["reply_markup"]["inline_keyboard"] for key in row]
    data = next(key["callback_data"] for key in keys if "Deutsch" in key["text"])
    old = {"message_id": message["message_id"], "date": 0, "chat": message["chat"]}
    await place.answered(place.emulator.people.query(OPERATOR, forum, old, data))
    before = len(place.sent(FORUM))
    place.emulator.people.say(OPERATOR, FORUM, "/status", thread_id=TOPIC)
    assert "You follow" not in await place.answer(FORUM, before, "08:00")
    await place.say("/status", "You follow", chat=FORUM)


async def _answers_in_groups(place: Place) -> None:
    """The question opens the field of who asked; a plain reply to it is the answer."""
    place.add_group("group", GROUP)
    await place.say("/timezone", chat=GROUP)
    before = len(place.sent(GROUP))
    place.emulator.people.press(OPERATOR, GROUP, "zone:type")
    await place.answer(GROUP, before)
    question = place.newest(GROUP, lambda each: bool(each.get("entities")))
    mentions = [each.get("user", {}).get("id") for each in question["entities"]]
    assert OPERATOR in mentions, question
    # Another administrator's words are no answer to it.
    place.emulator.people.say(ANN, GROUP, "Asia/Tokyo", reply_to=question["message_id"])
    await place.say("Europe/Berlin", "Berlin", chat=GROUP, reply_to=question["message_id"])


async def _upgrades(place: Place) -> None:
    """The supergroup's row is made first: zone, times and language are still the group's."""
    for words in ("/schedule 07:15", "/language de"):
        await place.say(words, chat=GROUP)
    place.add_group("supergroup", UPGRADED)
    place.emulator.people.set_bot(UPGRADED, "left", by=OPERATOR)
    before = len(place.sent(UPGRADED))
    place.emulator.people.set_bot(UPGRADED, "member", by=OPERATOR)
    await place.answer(UPGRADED, before)
    place.emulator.people.migrate(GROUP, new_chat_id=UPGRADED)
    told = await place.status("07:15", chat=UPGRADED)
    assert "You follow" not in told
    await place.say("/timezone", "Berlin", chat=UPGRADED)


async def _buttons_of_who_is_forgotten(place: Place) -> None:
    """A press after /forgetme makes nothing anew; it is said how to begin."""
    people, chat = place.emulator.people, place.emulator.world.chat(ANN)
    await place.say("/settings", who=ANN)
    settings = place.newest(ANN, lambda each: bool(buttons_of(each)))
    data = settings["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await place.say("/forgetme", who=ANN)
    forget = place.newest(ANN, lambda each: "forget" in str(each.get("reply_markup")))
    keys = [key for row in forget["reply_markup"]["inline_keyboard"] for key in row]
    sure = next(k["callback_data"] for k in keys if k["callback_data"].startswith("forget"))
    await place.answered(people.query(ANN, chat, forget, sure))
    (told,) = await place.answered(people.query(ANN, chat, settings, data))
    assert "/start" in told["text"]
    assert not any(
        e["event"].startswith("update.dead") for e in place.running.events if "event" in e
    )


async def _presses_without_end(place: Place) -> None:
    """Each is answered; the first too many is told so, and nothing more for a while."""
    people, chat = place.emulator.people, place.emulator.world.chat(BOB)
    await place.say("/language", who=BOB)
    message, codes = place.newest(BOB, lambda each: bool(buttons_of(each))), ("de", "en")
    data = [f"lang:{code}" for code in codes] * 20
    presses = [people.query(BOB, chat, message, each) for each in data]
    told = [answer.get("text") for answer in await place.answered(*presses)]
    sentences = [label("error.too_fast", code) for code in codes]
    assert sum(text in sentences for text in told) == 1, told
    before = len(place.sent(BOB))
    people.say(BOB, BOB, "/help")
    (last,) = await place.answered(people.query(BOB, chat, message, "lang:de"))
    assert not last.get("text")
    assert len(place.sent(BOB)) == before


@pytest.fixture
async def place(database_url: str, tmp_path: Path) -> AsyncGenerator[Place]:
    """A process, and people of whom one operates it."""
    async with Emulator(token=TOKEN) as emulator, FeedServer() as site:
        Crowd(emulator, 3)
        more = {"SEND_RATE": "1000", "LOG_FORMAT": "json", "FETCH_ALLOW_PRIVATE": "true"}
        more["ADMIN_IDS"] = str(OPERATOR)
        settings = settings_of(emulator, database_url, TICK_S="0.2", **more)
        async with lede("run", folder=tmp_path, settings=settings) as running:
            await running.wait_for("app.started")
            yield Place(emulator, site, running)
            assert await running.stop() == 0


async def test_what_comes_twice_late_or_from_elsewhere(place: Place) -> None:
    """One process, one thing after the other: each is told in the function's own sentence."""
    for part in (
        _menus_of_operators,
        _addresses_of_what_is_followed,
        _buttons_of_old_messages,
        _answers_in_groups,
        _upgrades,
        _presses_without_end,
        _presses_twice,
        _buttons_of_who_is_forgotten,
    ):
        await part(place)
    assert "Traceback" not in place.running.output
