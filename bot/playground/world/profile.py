"""The profile of the bot: commands by scope and language, descriptions, menu buttons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson

from bot.playground.world.state import EmulatedChat, Json


def scope_key(scope: Json | None) -> bytes:
    """A scope as a dictionary key; None is the default scope."""
    return orjson.dumps(scope or {"type": "default"}, option=orjson.OPT_SORT_KEYS)


@dataclass(slots=True, kw_only=True)
class Profile:
    """Texts and menus, each by what they are for."""

    #: By scope and language code ("" for all languages).
    commands: dict[tuple[bytes, str], list[Json]] = field(default_factory=dict)
    #: By field (`name`, `description`, `short_description`) and language code.
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    #: By chat id, 0 for all chats.
    menus: dict[int, Json] = field(default_factory=dict)

    def commands_for(self, chat: EmulatedChat, user_id: int, language: str) -> list[Json]:
        """The commands in a chat's menu for a person (Bot API, "Determining list of commands")."""
        for scope in _scopes(chat, user_id):
            for code in (language, ""):
                found = self.commands.get((scope_key(scope), code))
                if found:
                    return found
        return []

    def text(self, name: str, language: str) -> str:
        """A text in a language, or in no particular one."""
        return self.texts.get((name, language)) or self.texts.get((name, ""), "")


def _scopes(chat: EmulatedChat, user_id: int) -> Iterator[Json]:
    """Scopes from the narrowest on, as somebody in the chat falls under them."""
    if chat.person is not None:
        yield {"type": "chat", "chat_id": chat.id}
        yield {"type": "all_private_chats"}
    else:
        member = chat.members.get(user_id)
        admin = member is not None and member.status in ("creator", "administrator")
        yield {"type": "chat_member", "chat_id": chat.id, "user_id": user_id}
        if admin:
            yield {"type": "chat_administrators", "chat_id": chat.id}
        yield {"type": "chat", "chat_id": chat.id}
        if admin:
            yield {"type": "all_chat_administrators"}
        yield {"type": "all_group_chats"}
    yield {"type": "default"}
