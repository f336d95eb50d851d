"""Acts of people in the world: write, press, block, invite; and the updates the bot gets of it."""

from __future__ import annotations

import itertools
from typing import Any

from bot.playground.world.entities import detected
from bot.playground.world.errors import ApiError
from bot.playground.world.files import FileStore
from bot.playground.world.rights import ALL_RIGHTS, NO_PERMISSIONS
from bot.playground.world.state import EmulatedChat, Json, MemberState, Person, World
from bot.playground.world.updates import UpdateQueue


class DeedError(Exception):
    """A person cannot do that; the text says why."""


class People:
    """Acts of people. Each changes the world at once and queues what the bot is told."""

    def __init__(self, world: World, updates: UpdateQueue, files: FileStore) -> None:
        self.world = world
        self.updates = updates
        self.files = files
        #: Callback queries by id: `{user_id, chat_id, message_id, answer}`; answer None until given.
        self.queries: dict[str, Json] = {}
        #: Inline queries by id: `{from, answer}`; answer None until given.
        self.inline: dict[str, Json] = {}
        #: By chat and message, each person's reactions.
        self.reactions: dict[tuple[int, int], dict[int, list[str]]] = {}
        self._query_numbers = itertools.count(4_000_000_000_000_000_001)

    def add_person(
        self,
        person_id: int,
        first_name: str = "Ann",
        *,
        language_code: str = "",
        started: bool = True,
    ) -> EmulatedChat:
        """Somebody new, with a private chat; `started` False has never written to the bot."""
        person = Person(id=person_id, first_name=first_name, language_code=language_code)
        return self.world.add_person(person, started=started)

    # -- writing

    def say(
        self,
        person_id: int,
        chat_id: int,
        text: str,
        *,
        thread_id: int = 0,
        reply_to: int | None = None,
    ) -> Json:
        """Somebody writes; in a channel the channel does. The message."""
        chat = self._chat(chat_id)
        if not text.strip():
            raise DeedError("an empty message is not sent")
        message = self._begin(person_id, chat, thread_id, reply_to)
        message["text"] = text
        if entities := detected(text):
            message["entities"] = entities
        return self._deliver(chat, message)

    def upload(
        self,
        person_id: int,
        chat_id: int,
        *,
        name: str,
        mime_type: str,
        content: bytes,
        caption: str = "",
        thread_id: int = 0,
    ) -> Json:
        """Somebody sends a file. The message."""
        chat = self._chat(chat_id)
        message = self._begin(person_id, chat, thread_id, None)
        message["document"] = self.files.add(name=name, mime_type=mime_type, content=content)
        if caption:
            message["caption"] = caption
            if entities := detected(caption):
                message["caption_entities"] = entities
        return self._deliver(chat, message)

    def edit(self, chat_id: int, message_id: int, text: str) -> Json:
        """Somebody changes a message of theirs. The message."""
        chat = self._chat(chat_id)
        old = chat.messages.get(message_id)
        if old is None:
            raise DeedError("there is no such message")
        message = {**old, "text": text, "edit_date": self.world.date()}
        message.pop("entities", None)
        if entities := detected(text):
            message["entities"] = entities
        chat.messages[message_id] = message
        self.world.tell({"type": "edited", "chat_id": chat.id, "message": message})
        kind = "edited_channel_post" if chat.kind == "channel" else "edited_message"
        if self._bot_sees(chat, message):
            self.updates.add(kind, message)
        return message

    def press(
        self, person_id: int, chat_id: int, label: str, *, message_id: int | None = None
    ) -> str | None:
        """Press a button by its text or data, on the newest message that has it.

        Returns the callback query's id, or None for buttons that do not ask the bot. A button of
        the keyboard above the input says its text.
        """
        chat = self._chat(chat_id)
        found = self._button(chat, label, message_id)
        if found is None:
            keyboard = chat.keyboard or {}
            for button in itertools.chain.from_iterable(keyboard.get("keyboard", ())):
                if button["text"] == label:
                    if "request_chat" in button:
                        raise DeedError("this button asks for a chat: share one")
                    self.say(person_id, chat_id, label)
                    return None
            raise DeedError(f"there is no button {label!r}")
        message, button = found
        if "callback_data" not in button:
            return None
        return self.query(person_id, chat, message, button["callback_data"])

    def next_query_id(self) -> str:
        """A number for a query."""
        return str(next(self._query_numbers))

    def query(self, person_id: int, chat: EmulatedChat, message: Json, data: str) -> str:
        """A callback query with any data, even such as no button has. Its id."""
        query_id = self.next_query_id()
        self.queries[query_id] = {
            "user_id": person_id,
            "chat_id": chat.id,
            "message_id": message["message_id"],
            "answer": None,
        }
        self.updates.add(
            "callback_query",
            {
                "id": query_id,
                "from": self._user(person_id),
                "message": message,
                "chat_instance": str(7_000_000_000 + abs(chat.id)),
                "data": data,
            },
        )
        return query_id

    # -- coming and going

    def block(self, person_id: int, *, blocked: bool = True) -> None:
        """Somebody blocks or unblocks the bot in their private chat."""
        chat = self._chat(person_id)
        if chat.blocked == blocked:
            return
        chat.blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._bot_changed(chat, person_id, MemberState(status=before), MemberState(status=after))
        self.world.tell({"type": "chat", "chat_id": chat.id})

    def deactivate(self, person_id: int) -> None:
        """Somebody's account is deleted."""
        self.world.people[person_id].deactivated = True

    def set_bot(
        self, chat_id: int, status: str, *, by: int | None = None, rights: Json | None = None
    ) -> None:
        """The bot is added, promoted, restricted, kicked, or leaves a group or channel."""
        chat = self._chat(chat_id)
        bot = self.world.bot
        old = chat.members.get(bot.id, MemberState(status="left"))
        if status == "administrator":
            rights = (
                ALL_RIGHTS | {"can_post_messages": True, "can_edit_messages": True} | (rights or {})
            )
        new = MemberState(status=status, rights=dict(rights or {}))
        chat.members[bot.id] = new
        actor = by if by is not None else next(iter(self.world.people), bot.id)
        self._bot_changed(chat, actor, old, new)
        if chat.kind != "channel" and old.present != new.present:
            notice = self.world.message(chat, self._user(actor))
            key = "new_chat_members" if new.present else "left_chat_member"
            notice[key] = [self.world.bot_user] if new.present else self.world.bot_user
            self.world.post(chat, notice)
            self.updates.add("message", notice)
        self.world.tell({"type": "chat", "chat_id": chat.id})

    def set_member(self, chat_id: int, person_id: int, status: str) -> None:
        """Somebody joins, leaves, or gets another role in a group or channel."""
        chat = self._chat(chat_id)
        old = chat.members.get(person_id, MemberState(status="left"))
        rights = dict(ALL_RIGHTS) if status == "administrator" else {}
        new = chat.members[person_id] = MemberState(status=status, rights=rights)
        bot = chat.members.get(self.world.bot.id)
        if bot is not None and bot.status == "administrator":
            user = self._user(person_id)
            self.updates.add("chat_member", self._member_update(chat, user, user, old, new))
        self.world.tell({"type": "chat", "chat_id": chat.id})

    def migrate(self, chat_id: int, *, new_chat_id: int | None = None) -> EmulatedChat:
        """A group becomes a supergroup under a new id. The supergroup."""
        world, old = self.world, self._chat(chat_id)
        new = world.add_chat(
            "supergroup", old.title, chat_id=new_chat_id, members=dict(old.members)
        )
        old.migrated_to = new.id
        actor = next((user_id for user_id, _ in world.admins(old)), world.bot.id)
        leaving = world.message(old, self._user(actor))
        leaving["migrate_to_chat_id"] = new.id
        world.post(old, leaving)
        self.updates.add("message", leaving)
        coming = world.message(new, self._user(actor))
        coming["migrate_from_chat_id"] = old.id
        world.post(new, coming)
        self.updates.add("message", coming)
        return new

    # -- inside

    def _chat(self, chat_id: int) -> EmulatedChat:
        try:
            return self.world.chat(chat_id)
        except ApiError as error:
            raise DeedError(error.description) from None

    def _user(self, person_id: int) -> Json:
        user = self.world.user(person_id)
        if user is None:
            raise DeedError(f"there is no person {person_id}")
        return user

    def _begin(
        self, person_id: int, chat: EmulatedChat, thread_id: int, reply_to: int | None
    ) -> Json:
        if chat.migrated_to is not None:
            raise DeedError("the group has become a supergroup")
        if thread_id and thread_id not in chat.topics:
            raise DeedError("there is no such topic")
        message = self.world.message(chat, self._user(person_id), thread_id)
        if reply_to is not None and reply_to in chat.messages:
            replied = chat.messages[reply_to]
            message["reply_to_message"] = {
                key: value for key, value in replied.items() if key != "reply_to_message"
            }
        return message

    def _deliver(self, chat: EmulatedChat, message: Json) -> Json:
        if chat.person is not None:
            chat.started = True
            if chat.blocked:
                self.block(chat.id, blocked=False)
        if chat.keyboard is not None and chat.keyboard.get("one_time_keyboard"):
            chat.keyboard = None
        self.world.post(chat, message)
        if self._bot_sees(chat, message):
            kind = "channel_post" if chat.kind == "channel" else "message"
            self.updates.add(kind, message)
        return message

    def _bot_sees(self, chat: EmulatedChat, message: Json) -> bool:
        """Privacy mode: in groups a bot that is no administrator sees what is meant for it."""
        if chat.person is not None:
            return True
        bot = chat.members.get(self.world.bot.id)
        if bot is None or not bot.present:
            return False
        if bot.status in ("administrator", "creator") or chat.kind == "channel":
            return True
        text = message.get("text") or message.get("caption") or ""
        name = f"@{self.world.bot.username}".lower()
        if text.startswith("/"):
            command = text.split(maxsplit=1)[0].lower()
            return "@" not in command or command.endswith(name)
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return replied == self.world.bot.id or name in text.lower()

    def _button(
        self, chat: EmulatedChat, label: str, message_id: int | None
    ) -> tuple[Json, Json] | None:
        wanted = [message_id] if message_id is not None else reversed(chat.messages)
        for number in wanted:
            message = chat.messages.get(number, {})
            rows = message.get("reply_markup", {}).get("inline_keyboard", ())
            for button in itertools.chain.from_iterable(rows):
                if label in (button.get("callback_data"), button["text"]):
                    return message, button
        return None

    def _bot_changed(
        self, chat: EmulatedChat, actor: int, old: MemberState, new: MemberState
    ) -> None:
        update = self._member_update(chat, self._user(actor), self.world.bot_user, old, new)
        self.updates.add("my_chat_member", update)

    def _member_update(
        self, chat: EmulatedChat, actor: Json, user: Json, old: MemberState, new: MemberState
    ) -> Json:
        return {
            "chat": chat.brief,
            "from": actor,
            "date": self.world.date(),
            "old_chat_member": chat_member(old, user),
            "new_chat_member": chat_member(new, user),
        }


def chat_member(member: MemberState, user: Json) -> dict[str, Any]:
    """A ChatMember as the Bot API shows it."""
    shown: Json = {"status": member.status, "user": user}
    match member.status:
        case "creator":
            shown["is_anonymous"] = bool(member.rights.get("is_anonymous", False))
        case "administrator":
            shown |= ALL_RIGHTS | member.rights
        case "restricted":
            from_rights = {"is_member": True, "until_date": 0}
            shown |= NO_PERMISSIONS | from_rights | member.rights
        case "kicked":
            shown["until_date"] = 0
    return shown
