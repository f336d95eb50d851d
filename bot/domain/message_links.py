"""Addresses of messages in chats that have such addresses."""

from __future__ import annotations

from bot.domain.models import Chat, ChatKind

#: What Telegram's numbers of supergroups and channels begin with.
_MARK = "-100"


def message_url(chat: Chat, message_id: int) -> str:
    """The address of a message for a chat's members; empty where messages have none."""
    number = str(chat.telegram_id)
    if chat.kind not in (ChatKind.SUPERGROUP, ChatKind.CHANNEL) or not number.startswith(_MARK):
        return ""
    thread = f"{chat.thread_id}/" if chat.thread_id else ""
    return f"https://t.me/c/{number.removeprefix(_MARK)}/{thread}{message_id}"
