"""The whole of what people see, on a real database, with a fake of Telegram at the transport."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from telegram.error import NetworkError
from telegram.request import BaseRequest, RequestData

from bot.catalogue.shelf import Catalogue
from bot.domain.errors import FetchError, FetchReason, InputError, TransportError
from bot.domain.models import SourceKind
from bot.ports import Clock, FoundFeed
from bot.services.backups import BackupService
from bot.services.editions import EditionService
from bot.services.listen import ListenService
from bot.services.quotas import Quotas
from bot.services.subscriptions import MAX_SOURCES
from bot.store.database import Database
from bot.store.editions import EditionStore
from bot.store.units import let_go
from bot.telegram.updates import BotHandler, LedeBot, build_bot
from handlers.lines import slow
from handlers.registry import COMMANDS, make_router
from handlers.services import Services
from handlers.silence import silence
from tests.support.clock import FakeClock
from tests.support.people import DEFAULTS, NOW, message, press

OPERATOR = 7
#: What is said while an address is looked at, and replaced by the answer.
_LOOKING = "Looking at"
TOKEN = "42:TEST-TOKEN"


class TelegramFake(BaseRequest):
    """Answers like the Bot API and notes every call; scripted errors come first."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        #: Status of members by (chat, person); everybody else is an ordinary member.
        self.members: dict[tuple[int, int], str] = {}
        #: Answers to be given instead: method, status, body.
        self.scripted: list[tuple[str, int, dict[str, Any]]] = []
        #: Requests that get no answer: method, and whether it may have been carried out.
        self.broken: list[tuple[str, bool]] = []
        #: The message that was sent or changed by a call, by the call's place.
        self.messages: dict[int, int] = {}
        #: Files that can be fetched, by id, and those that were sent, by name.
        self.files: dict[str, bytes] = {}
        self.documents: dict[str, bytes] = {}
        self._message_id = 100

    @property
    def read_timeout(self) -> float:
        return 5.0

    async def initialize(self) -> None:
        pass

    async def shutdown(self) -> None:
        pass

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> tuple[int, bytes]:
        url, _, query = url.partition("?")
        name = url.rpartition("/")[2]
        if "/file/bot" in url:
            return 200, self.files[name]
        if request_data is not None and request_data.contains_files:
            for filename, content, _ in request_data.multipart_data.values():
                self.documents[str(filename)] = content if isinstance(content, bytes) else b""
        asked: dict[str, Any] = dict(request_data.parameters) if request_data else {}
        asked |= {key: json.loads(value) for key, value in parse_qsl(query)}
        if name != "getMe":
            self.calls.append((name, asked))
        for broken in self.broken:
            if broken[0] == name:
                self.broken.remove(broken)
                raise NetworkError("no answer") from TransportError("x", maybe_sent=broken[1])
        for scripted in self.scripted:
            if scripted[0] == name:
                self.scripted.remove(scripted)
                return scripted[1], json.dumps(scripted[2]).encode()
        return 200, json.dumps({"ok": True, "result": self._result(name, asked)}).encode()

    def _result(self, name: str, asked: Mapping[str, Any]) -> Any:
        if name == "getMe":
            me = {"id": 42, "is_bot": True, "first_name": "Lede", "username": "lede_bot"}
            return me | {"has_topics_enabled": True}
        if name == "getChatMember":
            person = {"id": asked["user_id"], "is_bot": False, "first_name": "P"}
            status = self.members.get((asked["chat_id"], asked["user_id"]), "member")
            return {"user": person, "status": status, **(_RIGHTS if status != "member" else {})}
        if name == "createForumTopic":
            return {"message_thread_id": 77, "name": asked["name"], "icon_color": 7322096}
        if name == "getFile":
            return {
                "file_id": asked["file_id"],
                "file_unique_id": "u",
                "file_path": asked["file_id"],
            }
        if name in ("sendDocument", "sendPhoto"):
            return {"message_id": 1, "date": 0, "chat": {"id": asked["chat_id"], "type": "private"}}
        if name in ("sendMessage", "editMessageText"):
            self._message_id += name == "sendMessage"
            number = self._message_id if name == "sendMessage" else asked["message_id"]
            self.messages[len(self.calls) - 1] = number
            return {
                "message_id": number,
                "date": 0,
                "chat": {"id": asked["chat_id"], "type": "private"},
                "text": asked["text"],
            }
        return True


_RIGHTS = dict.fromkeys(
    (
        "is_anonymous",
        "can_be_edited",
        "can_manage_chat",
        "can_delete_messages",
        "can_manage_video_chats",
        "can_restrict_members",
        "can_promote_members",
        "can_change_info",
        "can_invite_users",
        "can_post_stories",
        "can_edit_stories",
        "can_delete_stories",
    ),
    False,
)


@dataclass
class Feed:
    """A feed that is found."""

    url: str
    title: str
    headlines: Sequence[str] = ()
    language: str = ""


@dataclass
class Web:
    """What is found at addresses; anything else is not found."""

    feeds: dict[str, list[Feed]] = field(default_factory=dict)
    #: While it is not set nothing is answered.
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    slow: bool = False
    asked: list[str] = field(default_factory=list)

    async def discover(self, address: str) -> Sequence[FoundFeed]:
        self.asked.append(address)
        if self.slow:
            await self.answers.wait()
        if address not in self.feeds:
            raise FetchError(FetchReason.NOT_FOUND, "HTTP 404")
        return self.feeds[address]


def parse_locator(text: str) -> tuple[SourceKind, str]:
    """The locators these tests use."""
    if text.startswith("folder:"):
        return SourceKind.FOLDER, text
    if text.startswith("https://"):
        return SourceKind.FEED, text
    raise InputError("That is no locator.", example="/addsource https://example.org/feed")


@dataclass
class Harness:
    """Everything from an update to the calls it causes."""

    services: Services
    telegram: TelegramFake
    handler: BotHandler
    bot: LedeBot
    listen: ListenService
    clock: FakeClock
    web: Web
    #: What operators' addresses lead to.
    own_web: Web
    _update_id: int = 0

    async def give(self, *updates: Mapping[str, Any]) -> list[str]:
        """Handle updates in order, by the inbox; the texts sent or edited meanwhile."""
        before = len(self.telegram.calls)
        await self.services.inbox.store(updates, self.clock.now())
        await self.listen.dispatch()
        await self.services.looks.drain()
        return self.texts(before)

    async def say(self, text: str, **more: Any) -> list[str]:
        """Somebody writes; what is answered."""
        self._update_id += 1
        more.setdefault("at", self.clock.now())
        return await self.give(message(self._update_id, text, **more))

    async def press(self, data: str, **more: Any) -> list[str]:
        """Somebody presses a button; what is answered."""
        self._update_id += 1
        return await self.give(press(self._update_id, data, **more))

    def texts(self, since: int = 0) -> list[str]:
        """Texts sent or edited since a call, without those of messages changed since then."""
        found: dict[int, str] = {}
        for place, (name, asked) in enumerate(self.telegram.calls[since:], start=since):
            if name == "sendMessage":
                found[self.telegram.messages.get(place, -place)] = asked["text"]
            elif name == "editMessageText":
                number = asked["message_id"]
                key = number if number in found and found[number].startswith(_LOOKING) else -place
                found.pop(key, None)
                found[key] = asked["text"]
        return list(found.values())

    def named(self, name: str) -> list[dict[str, Any]]:
        """The calls of a method."""
        return [asked for called, asked in self.telegram.calls if called == name]

    def buttons(self) -> dict[str, str]:
        """The buttons of the last message that was sent or edited: label to data or address."""
        for name, asked in reversed(self.telegram.calls):
            if name in ("sendMessage", "editMessageText"):
                rows = (asked.get("reply_markup") or {}).get("inline_keyboard", [])
                return {
                    key["text"]: key.get("callback_data") or key["url"]
                    for row in rows
                    for key in row
                }
        return {}


def make_services(
    database: Database,
    clock: Clock,
    web: Web,
    *,
    quotas: Quotas | None = None,
    own_web: Web | None = None,
    max_sources: int = MAX_SOURCES,
    catalogue: str = "off",
    backups: BackupService | None = None,
) -> Services:
    """Services of real parts on a database; only the web is made up."""
    return Services.of(
        database,
        people=database,
        clock=clock,
        defaults=DEFAULTS,
        admin_ids=frozenset({OPERATOR}),
        discovery=web,
        own_discovery=own_web or web,
        max_sources=max_sources,
        catalogue=Catalogue(catalogue),
        editions=EditionService(store=EditionStore(database), clock=clock),
        parse_locator=parse_locator,
        backup_days=30,
        public_url="https://news.example.org",
        scrub=lambda: None,
        quotas=quotas or Quotas(),
        backups=backups,
    )


@asynccontextmanager
async def open_harness(
    database: Database,
    *,
    now: datetime = NOW,
    quotas: Quotas | None = None,
    max_sources: int = MAX_SOURCES,
    catalogue: str = "off",
    backups: BackupService | None = None,
) -> AsyncGenerator[Harness]:
    """The program between an update and its calls to Telegram, on a database."""
    clock, telegram, web = FakeClock(now), TelegramFake(), Web()
    own_web = Web()
    services = make_services(
        database,
        clock,
        web,
        quotas=quotas,
        own_web=own_web,
        max_sources=max_sources,
        catalogue=catalogue,
        backups=backups,
    )
    bot = build_bot(
        token=TOKEN,
        api_url="http://127.0.0.1:9",
        request=telegram,
        poll_request=telegram,
        before=let_go,
    )
    await bot.initialize()
    handler = BotHandler(bot, make_router(services, bot))
    listen = ListenService(
        inbox=services.inbox,
        handler=handler,
        clock=clock,
        retry_s=0.0,
        silenced=silence(services),
        slow=slow(COMMANDS),
    )
    try:
        yield Harness(
            services=services,
            telegram=telegram,
            handler=handler,
            bot=bot,
            listen=listen,
            clock=clock,
            web=web,
            own_web=own_web,
        )
    finally:
        await bot.shutdown()
