"""The kinds of place in which people talk with the bot, as they see them, through the emulator.

Alone, in a group, in a topic of a forum, and for a channel from the private chat, in which nothing
of it is posted but digests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Container

from bot.playground.world.state import Json
from bot.services.alerts import AlertService
from bot.services.curate import CurateService
from bot.store.alerts import AlertStore
from bot.store.curation import CurationStore
from bot.store.editions import EditionStore
from tests.support.articles import add_source, new_article, store
from tests.support.emulator import buttons_of, text_of
from tests.support.pipeline import word
from tests.support.running import ANN, BEN, RunningBot

KINDS = ("private", "group", "topic", "channel")
_THREAD = 9


def title(number: int) -> str:
    """A headline that shares no word with any other's."""
    return " ".join(word(number * 6 + place) for place in range(6)).capitalize()


class Place:
    """Where Ann talks with the bot, and where its digests come."""

    def __init__(self, bot: RunningBot, chat: int, *, thread: int = 0, about: int = 0) -> None:
        self.bot, self.chat, self.thread = bot, chat, thread
        #: Where digests come: elsewhere than `chat` for a channel that is managed.
        self.about = about or chat
        #: The last answer.
        self.last: Json = {}

    @property
    def private(self) -> bool:
        """True where Ann is alone with the bot and its digests."""
        return self.about == ANN

    @property
    def managed(self) -> bool:
        """True for a channel that is set up from Ann's chat."""
        return self.about != self.chat

    @property
    def first_door(self) -> str:
        """What the first digest of a person alone, or any other, opens beside its stories."""
        return "Next ›" if self.private else "⚙"

    async def again(self) -> None:
        """Set it up once more, hours later: then a channel is to be chosen first."""
        if self.managed:
            await self.say("/channels", "Channels and groups that you set up")
            await self.press("Harbour", "Digests:")

    async def say(self, words: str, expected: str, *, by: int = ANN, reply: int = 0) -> str:
        """Say something; the text of the answer in which the expected words are."""
        return await self.answered_after(await self.only_say(words, by=by, reply=reply), expected)

    async def only_say(self, words: str, *, by: int = ANN, reply: int = 0) -> int:
        """Say something; the number of that message."""
        said: Json = await self.bot.people.act(
            "say",
            person=by,
            chat=self.chat,
            text=words,
            thread=self.thread,
            **({"reply_to": reply} if reply else {}),
        )
        return int(said["message_id"])

    async def answer(self, words: str, expected: str) -> str:
        """Answer a question of the bot: in groups only a reply gets there."""
        reply = 0 if self.chat == ANN else self.last["message_id"]
        return await self.say(words, expected, reply=reply)

    async def press(self, label: str, expected: str, *, by: int = ANN) -> str:
        """Press the newest button of that name; what a message becomes by that, or the next one."""
        before = {_shown(each) for each in await self.bot.people.messages(self.chat)}
        await self.bot.people.press(self.chat, label, person=by)
        return await self.answered_after(0, expected, before)

    async def answered_after(
        self, since: int, expected: str, before: Container[object] = frozenset()
    ) -> str:
        """The text of the answer with these words that is none of those that stood there before."""
        self.last = await self.bot.people.wait_for(
            self.chat,
            lambda m: expected in text_of(m) and _shown(m) not in before,
            since=since,
        )
        assert self.last.get("message_thread_id", 0) == self.thread, "another topic"
        return text_of(self.last)

    @property
    def buttons(self) -> list[str]:
        """The buttons under the last answer."""
        return buttons_of(self.last)

    async def shown(self, fits: Callable[[Json], bool] = lambda _: True) -> list[Json]:
        """All that the bot wrote where its digests come, as it stands there now."""
        found = await self.bot.people.messages(self.about)
        return [each for each in found if "text" in each and _bots(each) and fits(each)]

    async def came(self, expected: str) -> Json:
        """The message with these words that comes by the outbox, or of its own, by and by."""
        async with asyncio.timeout(10):
            while not (found := await self.shown(lambda m: expected in text_of(m))):
                await self.bot.work()
                await asyncio.sleep(0.02)
        return found[-1]

    async def offered(self, query: str) -> Json:
        """All that is offered to Ann who types this after the bot's name."""
        asked: Json = await self.bot.people.act("inline", person=ANN, query=query)
        async with asyncio.timeout(10):
            while True:
                answer = (await self.bot.people.ask("inline", id=asked["id"]))["answer"]
                if answer is not None:
                    return dict(answer) | {"id": asked["id"]}
                await asyncio.sleep(0.02)

    async def digest(self, number: int) -> Json:
        """The message that tells the story of this number, sent by now; the only one of it."""
        await self.bot.work()
        (told,) = await self.shown(lambda m: title(number) in text_of(m))
        assert told.get("message_thread_id", 0) == self.thread, "another topic"
        return told


def _shown(message: Json) -> tuple[int, str, tuple[str, ...]]:
    return message["message_id"], text_of(message), tuple(buttons_of(message))


def _bots(message: Json) -> bool:
    return bool(message.get("from", {}).get("is_bot", "sender_chat" in message))


async def place_of(bot: RunningBot, kind: str) -> Place:
    """A place of one of `KINDS`, in which Ann may set everything."""
    people, members = bot.people, {ANN: "creator", BEN: "member"}
    if kind == "private":
        return Place(bot, ANN)
    if kind == "channel":
        chat = await people.add_chat("channel", "Harbour", members=members, bot="left")
        place = Place(bot, ANN, about=chat)
        await place.say("/channels", "Choose below")
        await people.act("share", person=ANN, label="Choose a channel", chat=chat)
        await place.answered_after(0, "Digests:")
        return place
    forum = kind == "topic"
    topics = {_THREAD: "Sea"} if forum else {}
    chat = await people.add_chat("supergroup", "News", members=members, forum=forum, topics=topics)
    return Place(bot, chat, thread=_THREAD if forum else 0)


async def bring(bot: RunningBot, *numbers: int, paper: str = "gazette", body: str = "") -> None:
    """Stories of a paper, stored and curated, and alerts of them made."""
    source = await add_source(bot.database, paper)
    articles = [
        new_article(f"{paper}-{n}", headline=title(n), body=f"{title(n)}, they said. {body}")
        for n in numbers
    ]
    await store(bot.database, source, *articles, now=bot.clock.now())
    await CurateService(store=CurationStore(bot.database), clock=bot.clock).tick()


async def alert(bot: RunningBot) -> None:
    """Find what is urgent, and send what may be sent."""
    alerts = AlertService(
        store=AlertStore(bot.database),
        editions=EditionStore(bot.database),
        clock=bot.clock,
        an_hour=3,
    )
    await alerts.tick()
    await bot.work()
