"""The Bot API emulator for tests: people who write and press, and a look at what they got.

In a test's own process::

    async with emulated() as (emulator, people):
        await people.add_person(1001, "Anna")
        # run a bot against emulator.url with emulator.token
        await people.say(1001, "/start")
        answer = await people.wait_for(1001, lambda message: "Welcome" in text_of(message))
        await people.press(1001, "Technology")

Against an emulator in another process: `EmulatorClient(url)`. Both speak HTTP, so tests are the
same. `people.person(1001)` gives the same acts for one person without naming them each time.
Counts of lost, doubled and too early messages are taken from `people.journal()`, which the
emulator writes as the receiving side; in the same process `emulator.journal` has it without HTTP.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Self

import aiohttp
import orjson

from bot.playground.server import Emulator

Json = dict[str, Any]
Predicate = Callable[[Json], bool]


class ControlError(Exception):
    """The emulator could not do what a test asked for."""


def text_of(message: Mapping[str, Any]) -> str:
    """The visible text of a message, empty for none."""
    return str(message.get("text") or message.get("caption") or "")


def buttons_of(message: Mapping[str, Any]) -> list[str]:
    """The texts on the inline buttons of a message, row by row."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return [button["text"] for row in rows for button in row]


def from_bot(message: Mapping[str, Any]) -> bool:
    """Whether the bot (or a channel) wrote it."""
    return bool(message.get("from", {}).get("is_bot", "sender_chat" in message))


class EmulatorClient:
    """What people do and see, and what goes wrong, told to an emulator over HTTP."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def act(self, name: str, /, **body: Any) -> Any:
        """Any act of the control API; see `bot.playground.control` for all of them."""
        return await self._request("POST", name, data=orjson.dumps(body))

    async def ask(self, name: str, /, **query: Any) -> Any:
        """Any question of the control API."""
        given = {key: str(value) for key, value in query.items() if value is not None}
        return await self._request("GET", name, params=given)

    async def _request(self, verb: str, name: str, **more: Any) -> Any:
        assert self._session is not None, "use it as `async with EmulatorClient(url) as people`"
        headers = {"Content-Type": "application/json"}
        address = f"{self.url}/__control/{name}"
        async with self._session.request(verb, address, headers=headers, **more) as answer:
            value = orjson.loads(await answer.read())
            if answer.status != 200:
                raise ControlError(f"{name}: {value.get('error')}")
            return value

    # -- who and where

    async def add_person(
        self,
        person_id: int,
        first_name: str = "Ann",
        *,
        language_code: str = "",
        started: bool = True,
    ) -> Person:
        """Somebody new; `started` False has never written to the bot."""
        await self.act(
            "person",
            id=person_id,
            first_name=first_name,
            language_code=language_code,
            started=started,
        )
        return Person(self, person_id)

    async def add_people(self, person_ids: range | list[int], *, started: bool = True) -> None:
        """Many at once."""
        people = [
            {"id": number, "first_name": f"Person {number}", "started": started}
            for number in person_ids
        ]
        await self.act("people", people=people)

    async def add_chat(
        self,
        kind: str,
        title: str,
        *,
        chat_id: int | None = None,
        members: Mapping[int, str] | None = None,
        bot: str = "member",
        forum: bool = False,
        topics: Mapping[int, str] | None = None,
    ) -> int:
        """A `group`, `supergroup` or `channel`; its id. `members` and `bot` are statuses."""
        made = await self.act(
            "chat",
            kind=kind,
            title=title,
            id=chat_id,
            members={str(key): value for key, value in (members or {}).items()},
            bot=bot,
            forum=forum,
            topics={str(key): value for key, value in (topics or {}).items()},
        )
        return int(made["id"])

    def person(self, person_id: int, chat_id: int | None = None) -> Person:
        """Somebody, in their private chat or in the one named."""
        return Person(self, person_id, chat_id)

    # -- acts in a private chat (`chat` is the person's id), or of somebody in a group

    async def say(
        self, chat: int, text: str, *, person: int | None = None, thread: int = 0
    ) -> Json:
        """Write; the message."""
        who = person if person is not None else chat
        message: Json = await self.act("say", person=who, chat=chat, text=text, thread=thread)
        return message

    async def press(
        self,
        chat: int,
        label_or_data: str,
        *,
        person: int | None = None,
        message_id: int | None = None,
    ) -> str | None:
        """Press the newest button with that text or data; the callback query's id if it has one."""
        who = person if person is not None else chat
        pressed = await self.act(
            "press", person=who, chat=chat, label=label_or_data, message_id=message_id
        )
        return None if pressed["query_id"] is None else str(pressed["query_id"])

    async def upload(
        self, chat: int, name: str, content: bytes, *, person: int | None = None, caption: str = ""
    ) -> Json:
        """Send a file; the message."""
        message: Json = await self.act(
            "upload",
            person=person if person is not None else chat,
            chat=chat,
            name=name,
            content=base64.b64encode(content).decode(),
            caption=caption,
        )
        return message

    async def block(self, person: int, *, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""
        await self.act("block", person=person, blocked=blocked)

    # -- what they see

    async def messages(self, chat: int, *, since: int = 0) -> list[Json]:
        """The messages of a chat as they are now, oldest first, with ids above `since`."""
        found: list[Json] = (await self.ask("messages", chat=chat, since=since))["messages"]
        return found

    async def wait_for(
        self, chat: int, predicate: Predicate, timeout_s: float = 10.0, *, since: int = 0
    ) -> Json:
        """The newest message of the bot in a chat that fits, as soon as there is one.

        Raises:
            TimeoutError: there was none in time; the text shows the chat's last messages.
        """
        seen: list[Json] = []
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while True:
            answer = await self.ask("messages", chat=chat, since=since)
            seen = answer["messages"]
            for message in reversed(seen):
                if from_bot(message) and predicate(message):
                    return message
            left = deadline - loop.time()
            if left <= 0:
                shown = [text_of(message)[:200] for message in seen[-5:]]
                raise TimeoutError(f"no such message in chat {chat}; the last are {shown}")
            await self.ask("changes", since=answer["version"], timeout=round(left, 3))

    async def answer_to(self, query_id: str, timeout_s: float = 10.0) -> Json:
        """How the bot answered a callback query: `{text, show_alert}`.

        Raises:
            TimeoutError: it did not.
        """
        async with asyncio.timeout(timeout_s):
            version = -1
            while True:
                version = (await self.ask("changes", since=version, timeout=timeout_s))["version"]
                answer = (await self.ask("query", id=query_id))["answer"]
                if answer is not None:
                    return dict(answer)

    async def until(self, predicate: Callable[[Json], bool], timeout_s: float = 30.0) -> Json:
        """The statistics, as soon as they fit; looked at after every change.

        Raises:
            TimeoutError: they did not in time; the text shows them.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        version = -1
        while True:
            version = (await self.ask("changes", since=version, timeout=0.5))["version"]
            statistics: Json = await self.stats()
            if predicate(statistics):
                return statistics
            # Figures are counted anew each time: not after every single message of a run.
            await asyncio.sleep(0.01)
            if loop.time() > deadline:
                raise TimeoutError(f"not in {timeout_s} s: {statistics}")

    # -- limits, trouble, figures

    async def fault(self, preset: str = "", /, **changes: Any) -> int:
        """Order trouble by a preset's name (`bot.playground.api.faults.PRESETS`) with changes; its id."""
        named = {"preset": preset} if preset else {}
        return int((await self.act("fault", **named, **changes))["id"])

    async def limits(self, **changes: Any) -> None:
        """Set flood limits: the fields of `bot.playground.api.flood.Limits`; `on=False` lifts them."""
        await self.act("limits", **changes)

    async def journal(self, *, since: int = 0, chat: int | None = None) -> list[Json]:
        """Every call that makes a message, in order; see `bot.playground.api.journal.Entry`."""
        entries: list[Json] = (await self.ask("journal", since=since, chat=chat, sends=1))[
            "entries"
        ]
        return entries

    async def sent(self, *, since: int = 0, chat: int | None = None) -> list[Json]:
        """The accepted ones of `journal`."""
        return [one for one in await self.journal(since=since, chat=chat) if one["accepted"]]

    async def violations(self) -> list[Json]:
        """Calls that were not by the book."""
        found: list[Json] = (await self.ask("journal", sends=1))["violations"]
        return found

    async def stats(self) -> Json:
        """Figures; see `bot.playground.api.journal.Journal.statistics`."""
        figures: Json = await self.ask("stats")
        return figures


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a chat: the acts of `EmulatorClient` without naming them each time."""

    client: EmulatorClient
    id: int
    #: Where they are; their private chat unless given.
    chat_id: int | None = None

    @property
    def chat(self) -> int:
        """The id of the chat they are in."""
        return self.id if self.chat_id is None else self.chat_id

    async def say(self, text: str, *, thread: int = 0) -> Json:
        """Write; the message."""
        return await self.client.say(self.chat, text, person=self.id, thread=thread)

    async def press(self, label_or_data: str, *, message_id: int | None = None) -> str | None:
        """Press a button; the callback query's id if it has one."""
        return await self.client.press(
            self.chat, label_or_data, person=self.id, message_id=message_id
        )

    async def upload(self, name: str, content: bytes, *, caption: str = "") -> Json:
        """Send a file; the message."""
        return await self.client.upload(self.chat, name, content, person=self.id, caption=caption)

    async def block(self, *, blocked: bool = True) -> None:
        """Block the bot, or unblock it."""
        await self.client.block(self.id, blocked=blocked)

    async def messages(self) -> list[Json]:
        """The messages of the chat, oldest first."""
        return await self.client.messages(self.chat)

    async def wait_for(
        self, wanted: Predicate | str, timeout_s: float = 10.0, *, since: int = 0
    ) -> Json:
        """The newest message of the bot that fits, or whose text holds `wanted`."""

        def fits(message: Json) -> bool:
            return wanted in text_of(message) if isinstance(wanted, str) else wanted(message)

        return await self.client.wait_for(self.chat, fits, timeout_s, since=since)

    async def ask(self, text: str, timeout_s: float = 10.0) -> Json:
        """Write, and give the first answer of the bot."""
        said = await self.say(text)
        return await self.wait_for(lambda _: True, timeout_s, since=said["message_id"])


@asynccontextmanager
async def emulated(**options: Any) -> AsyncIterator[tuple[Emulator, EmulatorClient]]:
    """An emulator in this process and a client on it; options are those of `Emulator`."""
    async with Emulator(**options) as emulator, EmulatorClient(emulator.url) as client:
        yield emulator, client
