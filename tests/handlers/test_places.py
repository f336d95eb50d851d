"""One conversation in every kind of place: follow, narrow down by buttons, take back, undo.

As people see it, through the emulator: alone, in a group, in a topic of a forum, and for a channel
from the private chat, in which nothing of it is posted.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.playground.world.state import Json
from bot.store.database import Database
from tests.support.emulator import text_of
from tests.support.running import RunningBot, running_bot

ANN = 1001


@pytest.fixture
async def bot(sqlite_template: Path, tmp_path: Path) -> AsyncGenerator[RunningBot]:
    """A bot with one person."""
    file = tmp_path / "lede.db"
    file.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{file}", server_leases=False)
    try:
        async with running_bot(database) as found:
            await found.people.add_person(ANN, "Ann", language_code="en")
            yield found
    finally:
        await database.aclose()


class Place:
    """Where Ann talks with the bot, and what it is about."""

    def __init__(self, bot: RunningBot, chat: int, *, thread: int = 0, about: int = 0) -> None:
        self.bot, self.chat, self.thread = bot, chat, thread
        self.about = about or chat
        self.last = 0

    async def say(self, words: str, expected: str, *, reply: bool = False) -> Json:
        """Say something; the answer in which the expected words are."""
        said = await self.bot.people.act(
            "say",
            person=ANN,
            chat=self.chat,
            text=words,
            thread=self.thread,
            **({"reply_to": self.last} if reply else {}),
        )
        return await self._told(expected, said["message_id"])

    async def press(self, label: str, expected: str) -> Json:
        """Press a button of the last message; what it becomes, or the next one."""
        await self.bot.people.press(self.chat, label, person=ANN)
        return await self._told(expected, 0)

    async def _told(self, expected: str, since: int) -> Json:
        found = await self.bot.people.wait_for(
            self.chat, lambda m: expected in text_of(m), since=since
        )
        self.last = found["message_id"]
        return found

    async def words(self) -> list[str]:
        """What narrows down what is followed there."""
        chat = await self.bot.services.chats.find(self.about, self.thread)
        assert chat is not None
        return [each.words for each in await self.bot.services.subscriptions.followed(chat.id)]


async def _place(bot: RunningBot, kind: str) -> Place:
    people = bot.people
    if kind == "private":
        return Place(bot, ANN)
    if kind == "channel":
        chat = await people.add_chat("channel", "Harbour", members={ANN: "creator"}, bot="left")
        place = Place(bot, ANN, about=chat)
        await place.say("/channels", "Choose below")
        await people.act("share", person=ANN, label="Choose a channel", chat=chat)
        await place._told("Digests:", 0)
        return place
    forum = kind == "forum"
    chat = await people.add_chat(
        "supergroup",
        "News",
        members={ANN: "creator"},
        forum=forum,
        topics={9: "Sea"} if forum else {},
    )
    return Place(bot, chat, thread=9 if forum else 0)


@pytest.mark.parametrize("kind", ["private", "supergroup", "forum", "channel"])
async def test_a_subscription_is_narrowed_down_and_undone_in_every_place(
    bot: RunningBot, kind: str
) -> None:
    """By buttons and a typed answer, listed, ended by its ✕, and back with its words."""
    place = await _place(bot, kind)
    await place.say("/subscribe central bank", "You now follow")
    await place.say("/list", "You follow 1 thing")
    await place.press("✎ Change", "Choose what to change")
    await place.press("central bank", "You get all of it")
    await place.press("Only with words …", "Type words")
    await place.say("rates -crypto", "only: rates -crypto", reply=kind in ("supergroup", "forum"))
    assert await place.words() == ["rates -crypto"]
    listed = await place.say("/list", "You follow 1 thing")
    assert "only: rates -crypto" in text_of(listed)
    await place.press("✕ central bank", "You follow nothing yet")
    assert await place.words() == []
    await place.press("Undo", "Undone.")
    assert await place.words() == ["rates -crypto"]
    if kind == "channel":
        assert await bot.people.messages(place.about) == []
    assert await bot.people.violations() == []
