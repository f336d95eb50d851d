"""Permissions, decided anew at every command and every press, by who asks and
where.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.domain.models import ChatKind
from handlers.call import SHARED_IDS, Call
from handlers.declare import Who

#: How long it is believed that somebody is (or is not) an administrator.
_CACHED_S = 60.0
_CACHED = 10_000

#: The statuses of those who may set up a group or channel.
ADMINISTRATORS = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A decision on an act, and what is said when it is not done."""

    allowed: bool
    #: The text to show, or empty for silence.
    key: str = ""


#: What an anonymous administrator is told.
ANONYMOUS = "rights.anonymous"

_YES = Ruling(allowed=True)
#: Nothing is done, and nothing said.
SILENT = Ruling(allowed=False)


class Members:
    """Administrators of groups, asked of Telegram and believed for a minute."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[int, int], tuple[datetime, bool]] = OrderedDict()

    async def administrator(self, call: Call) -> bool:
        """True if who asks is an administrator of the chat now."""
        if call.person_id in SHARED_IDS or call.person_id <= 0:
            return False
        name = (call.chat.telegram_id, call.person_id)
        known = self._known.get(name)
        if known and timedelta(0) <= call.now - known[0] <= timedelta(seconds=_CACHED_S):
            return known[1]
        try:
            member = await call.bot.get_chat_member(*name)
        except TelegramError:
            return False
        found = member.status in ADMINISTRATORS
        self._known[name] = (call.now, found)
        while len(self._known) > _CACHED:
            self._known.popitem(last=False)
        return found


def operator(call: Call) -> bool:
    """True if an operator asks, as themselves, in their private chat."""
    update = call.update
    person = call.person_id
    if person not in call.services.admin_ids or person in SHARED_IDS:
        return False
    if call.place.kind is not ChatKind.PRIVATE or call.place.telegram_id != person:
        return False
    query = update.callback_query
    if query is not None:
        return query.from_user.id == person and query.inline_message_id is None
    message = update.message
    return (
        message is not None
        and message.from_user is not None
        and message.from_user.id == person
        and message.chat.type == ChatType.PRIVATE
        and message.sender_chat is None
        and call.own_words
    )


async def ruling(call: Call, who: Who, members: Members) -> Ruling:
    """True if who asks may do what needs this much."""
    if who is Who.OPERATOR:
        # In private it is as if the command did not exist; elsewhere nothing is said at all.
        return _YES if operator(call) else Ruling(allowed=False, key=_unknown(call))
    message = call.update.message
    if not call.own_words:
        return Ruling(allowed=False, key="rights.forwarded") if call.private else SILENT
    if who is Who.ANYONE or call.private:
        return _YES
    if call.update.channel_post is not None:
        return _YES  # only administrators can post in a channel
    if message is not None and message.sender_chat is not None:
        # The group itself speaks for an anonymous administrator; a channel for whoever owns it.
        mine = message.sender_chat.id == call.chat.telegram_id
        return Ruling(allowed=False, key=ANONYMOUS) if mine else SILENT
    if await members.administrator(call):
        return _YES
    return Ruling(allowed=False, key="rights.administrators")


def _unknown(call: Call) -> str:
    return "error.unknown_command" if call.private and not call.pressed else ""


def asker(update: Update) -> int:
    """Telegram's number of who asks; 0 for a channel."""
    if update.callback_query is not None:
        return update.callback_query.from_user.id
    message = update.message
    return message.from_user.id if message is not None and message.from_user is not None else 0
