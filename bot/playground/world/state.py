"""The emulator's world: people, chats, their members, topics and messages, all in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.world.errors import bad_request
from bot.playground.world.rights import ALL_PERMISSIONS
from bot.ports import Clock

Json = dict[str, Any]

_PRESENT = frozenset(("creator", "administrator", "member", "restricted"))


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody, or the bot."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    is_bot: bool = False
    #: The account was deleted: nobody can write to it.
    deactivated: bool = False

    def as_user(self) -> Json:
        """A User as the Bot API shows it."""
        user: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for key in ("last_name", "username", "language_code"):
            if value := getattr(self, key):
                user[key] = value
        return user


@dataclass(slots=True, kw_only=True)
class MemberState:
    """The standing of somebody in a chat."""

    #: `creator`, `administrator`, `member`, `restricted`, `left` or `kicked`.
    status: str = "member"
    #: Rights of an administrator, permissions of somebody restricted.
    rights: Json = field(default_factory=dict)

    @property
    def present(self) -> bool:
        """True if they are in the chat."""
        return self.status in _PRESENT and (
            self.status != "restricted" or bool(self.rights.get("is_member", True))
        )


@dataclass(slots=True, kw_only=True)
class ForumTopic:
    """A thread of a forum."""

    id: int
    name: str
    icon_color: int = 7322096
    closed: bool = False
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class EmulatedChat:
    """A private chat (its id is the person's), a group, a supergroup or a channel."""

    id: int
    kind: str
    title: str = ""
    username: str = ""
    forum: bool = False
    person: Person | None = None
    members: dict[int, MemberState] = field(default_factory=dict)
    topics: dict[int, ForumTopic] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    #: Private chats: whether the person has written first.
    started: bool = True
    #: Private chats: the person blocked the bot.
    blocked: bool = False
    #: A basic group that became this supergroup.
    migrated_to: int | None = None
    deleted: bool = False
    #: What a member may do in it; bots that are only members need `can_send_messages`.
    permissions: Json = field(default_factory=lambda: dict(ALL_PERMISSIONS))
    #: The keyboard above the input, or None.
    keyboard: Json | None = None
    pinned: int | None = None
    next_message_id: int = 1
    #: How messages name it; made once, never changed in place.
    brief: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        """Make `brief` anew after a change."""
        brief: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            user = self.person.as_user()
            brief |= {k: user[k] for k in ("first_name", "last_name", "username") if k in user}
        else:
            brief["title"] = self.title
            if self.username:
                brief["username"] = self.username
            if self.forum:
                brief["is_forum"] = True
        self.brief = brief


class World:
    """The state of the emulator. Not safe for threads; one event loop owns it."""

    def __init__(self, *, bot: Person, clock: Clock) -> None:
        self.bot = bot
        self.bot_user = bot.as_user()
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.chats: dict[int, EmulatedChat] = {}
        #: Called with every change, as the page is told it.
        self.observers: list[Callable[[Json], None]] = []
        #: Goes up with every change.
        self.version = 0
        self._changed = asyncio.Event()
        #: Private chats and basic groups share one sequence of message ids, as at Telegram.
        self._next_shared_id = 1
        self._next_chat_number = 1

    # -- time and changes

    def date(self) -> int:
        """Now as messages carry it: whole seconds since 1970."""
        return int(self.clock.now().timestamp())

    def tell(self, change: Json) -> None:
        """Note a change: those who wait for one go on, observers are told."""
        self.touch()
        for observer in self.observers:
            observer(change)

    def touch(self) -> None:
        """Note that something happened that nobody can see."""
        self.version += 1
        self._changed.set()

    async def changed(self, since: int, timeout_s: float) -> int:
        """The version, once it is greater than `since` or the time is over."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while self.version <= since and (left := deadline - loop.time()) > 0:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), left)
            except TimeoutError:
                break
        return self.version

    # -- people and chats

    def add_person(self, person: Person, *, started: bool = True) -> EmulatedChat:
        """Somebody new, with a private chat with the bot."""
        self.people[person.id] = person
        chat = EmulatedChat(id=person.id, kind="private", person=person, started=started)
        self.chats[chat.id] = chat
        return chat

    def add_chat(
        self,
        kind: str,
        title: str,
        *,
        chat_id: int | None = None,
        username: str = "",
        forum: bool = False,
        members: dict[int, MemberState] | None = None,
    ) -> EmulatedChat:
        """A group, supergroup or channel; its id is Telegram's kind of number unless given."""
        if chat_id is None:
            number = self._next_chat_number
            self._next_chat_number += 1
            chat_id = -4_000_000_000 - number if kind == "group" else -1_002_000_000_000 - number
        chat = EmulatedChat(
            id=chat_id,
            kind=kind,
            title=title,
            username=username,
            forum=forum,
            members=dict(members or {}),
        )
        self.chats[chat_id] = chat
        return chat

    def user(self, user_id: int) -> Json | None:
        """The User with that id, or None."""
        if user_id == self.bot.id:
            return self.bot_user
        person = self.people.get(user_id)
        return person.as_user() if person else None

    def chat(self, chat_id: int | str) -> EmulatedChat:
        """The chat a call names, by id or `@username`.

        Raises:
            ApiError: there is none.
        """
        if isinstance(chat_id, int):
            chat = self.chats.get(chat_id)
        else:
            if not chat_id:
                raise bad_request("chat_id is empty")
            name = chat_id.removeprefix("@").lower()
            chat = next(
                (c for c in self.chats.values() if c.username and c.username.lower() == name), None
            )
        if chat is None:
            raise bad_request("chat not found")
        return chat

    # -- messages

    def new_message_id(self, chat: EmulatedChat) -> int:
        """The next number for a message."""
        if chat.kind in ("private", "group"):
            number = self._next_shared_id
            self._next_shared_id += 1
        else:
            number = chat.next_message_id
            chat.next_message_id += 1
        return number

    def message(self, chat: EmulatedChat, sender: Json | None, thread_id: int = 0) -> Json:
        """A new message without content, not yet posted; `sender` None speaks for a channel."""
        message: Json = {
            "message_id": self.new_message_id(chat),
            "chat": chat.brief,
            "date": self.date(),
        }
        if chat.kind == "channel":
            message["sender_chat"] = chat.brief
        elif sender is not None:
            message["from"] = sender
        if thread_id:
            message["message_thread_id"] = thread_id
            message["is_topic_message"] = True
        return message

    def post(self, chat: EmulatedChat, message: Json) -> Json:
        """Put a message into its chat."""
        chat.messages[message["message_id"]] = message
        self.tell({"type": "message", "chat_id": chat.id, "message": message})
        return message

    def admins(self, chat: EmulatedChat) -> Iterable[tuple[int, MemberState]]:
        """The chat's administrators and its creator."""
        return (
            (user_id, member)
            for user_id, member in chat.members.items()
            if member.status in ("creator", "administrator")
        )
