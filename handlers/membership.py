"""Membership updates of Telegram: blocked, back again, added, removed, migrated."""

from __future__ import annotations

import logging
from typing import Any

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

from bot.domain.models import Chat, ChatKind, ChatStatus
from bot.log import log_event
from bot.render.catalogue import label, text
from handlers.call import chat_kind
from handlers.keyboards import key, markup
from handlers.services import Services

_LOG = logging.getLogger(__name__)

_AWAY = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


class Membership:
    """Keeps the chats' states as Telegram tells them."""

    def __init__(self, services: Services, bot: ExtBot[Any]) -> None:
        self._services = services
        self._bot = bot

    async def changed(self, change: ChatMemberUpdated) -> None:
        """The bot's own place in a chat changed."""
        if _away(change.new_chat_member):
            await self._services.operations.moves.block(
                change.chat.id, now=self._services.clock.now()
            )
            return
        if _muted(change):
            return  # perhaps for an hour, whose end nobody tells: what is sent is refused, and kept
        standing = await self._services.chats.standing(change.chat.id)
        if standing.banned:
            return
        kind = chat_kind(change.chat.type)
        if kind is ChatKind.PRIVATE and not standing.known:
            return  # forgotten, or never written: it begins with what they write
        chat = await self._services.chats.seen(
            telegram_id=change.chat.id,
            kind=kind,
            title=change.chat.title or "",
            language="",
            now=self._services.clock.now(),
            defaults=self._services.defaults,
        )
        await self._services.operations.moves.reactivate(change.chat.id)
        await self._services.operations.moves.reopened(
            change.chat.id, now=self._services.clock.now()
        )
        await self._offer(change, chat)
        added = _away(change.old_chat_member) and kind is not ChatKind.PRIVATE
        if added and change.chat.type != ChatType.CHANNEL:
            await self._bot.send_message(
                change.chat.id,
                text("group.hello", chat.language),
                parse_mode="HTML",
                reply_markup=markup([[key(label("button.set_up", chat.language), "on", "page")]]),
            )

    async def _offer(self, change: ChatMemberUpdated, chat: Chat) -> None:
        """Tell who made the bot an administrator of a channel where it is set up: not there."""
        writes = _writes(change.new_chat_member) and not _writes(change.old_chat_member)
        if chat.kind is not ChatKind.CHANNEL or not writes:
            return
        home = await self._services.chats.find(change.from_user.id)
        if home is None or home.status is not ChatStatus.ACTIVE:
            return  # who never wrote cannot be written to
        rows = [[key(label("button.set_up", home.language), "manage", chat.id)]]
        try:
            await self._bot.send_message(
                home.telegram_id,
                text("manage.added", home.language, title=chat.title),
                parse_mode="HTML",
                reply_markup=markup(rows),
            )
        except (BadRequest, Forbidden) as error:
            log_event(_LOG, logging.INFO, "reply.refused", chat=home.id, why=error.message)

    async def migrated(self, message: Message) -> None:
        """A group has become a supergroup; told in the old one and in the new one."""
        old, new = message.chat.id, message.migrate_to_chat_id
        if message.migrate_from_chat_id is not None:
            old, new = message.migrate_from_chat_id, message.chat.id
        if new is not None:
            await self._services.operations.moves.migrate(old, new, now=self._services.clock.now())


def _away(member: ChatMember) -> bool:
    """True if somebody is not there; restricted they may be either."""
    return member.status in _AWAY or getattr(member, "is_member", None) is False


def _writes(member: ChatMember) -> bool:
    """True if somebody may post in a channel."""
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)


def _muted(change: ChatMemberUpdated) -> bool:
    """True if the bot is still there but may not write."""
    return getattr(change.new_chat_member, "can_send_messages", None) is False
