"""Channels and groups that are managed from a private chat: chosen, checked, entered.

Nothing of it is ever posted in them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import (
    ChatAdministratorRights,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    KeyboardButton,
    KeyboardButtonRequestChat,
    Message,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatMemberStatus
from telegram.error import BadRequest, Forbidden

from bot.domain.errors import InputError
from bot.domain.models import Chat, ChatKind
from bot.render.clean import clean
from handlers.call import Call, chat_kind, titled
from handlers.declare import Command, Feature, Part, Press, TypedAnswer, Who
from handlers.keyboards import key, url_key
from handlers.managing import leave
from handlers.rights import ADMINISTRATORS
from handlers.settings import settings

#: Chats set up before that are offered.
_KNOWN = 20
#: How the answers of the two buttons are told apart.
_CHANNEL, _GROUP = 1, 2

_NAME = re.compile(r"(?:@|(?:https?://)?t\.me/)([A-Za-z][A-Za-z0-9_]{3,31})/?")

#: Who chooses a channel may post there; with the bot there yet or not, it then may as well.
_RIGHTS: dict[str, Any] = {
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": False,
    "can_manage_video_chats": False,
    "can_restrict_members": False,
    "can_promote_members": False,
    "can_change_info": False,
    "can_invite_users": False,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
}


async def channels(call: Call) -> None:
    """Offer the chats that were set up before, and to choose another."""
    if not call.private:
        address = f"https://t.me/{call.bot.username}"
        row = [url_key(call.label("button.manage_private"), address)]
        await call.reply(call.text("manage.private"), [row])
        return
    known = await call.services.set_up.by(call.person_id, limit=_KNOWN)
    if not known:
        await _choose(call)
        return
    rows = [[key(clean(titled(each)), "manage", each.id)] for each in known]
    rows.append([key(call.label("button.manage_other"), "manage", "other")])
    rows.append([key(call.label("button.back"), "set")])
    await call.show(call.text("manage.screen"), rows)


async def press(call: Call) -> None:
    """`manage`: the chats; `manage:other`: choose one; `manage:leave`; `manage:<our number>`."""
    if not call.private:
        return
    wanted = call.arg(0)
    if wanted == "leave":
        if not await leave(call):
            await call.show(call.text("cancel.done"))
        return
    call.chat, call.home = call.place, None
    if wanted == "other":
        await _choose(call)
    elif wanted:
        chat = await call.services.chats.get(call.number(0))
        if chat is None or chat.kind is ChatKind.PRIVATE:
            raise InputError(
                "That is no longer there.", example="/channels", key="error.offer_gone"
            )
        await _enter(call, chat.telegram_id, thread_id=chat.thread_id)
    else:
        await channels(call)


async def shared(call: Call) -> None:
    """A chat was chosen by the keyboard's button."""
    message = call.update.effective_message
    chosen = message.chat_shared if isinstance(message, Message) else None
    if chosen is not None:
        await _enter(call, chosen.chat_id)


async def typed(call: Call, _asked: Mapping[str, Any]) -> None:
    """A chat was named by its public name or link instead."""
    name = _NAME.fullmatch(call.words.strip())
    if name is None:
        raise InputError("That is no channel.", example="@channel", key="error.manage_name")
    await _enter(call, f"@{name[1]}")


async def _choose(call: Call) -> None:
    """Show the keyboard with which Telegram has the person choose."""
    posting = ChatAdministratorRights(**_RIGHTS, can_post_messages=True)
    rows = [
        [
            KeyboardButton(
                call.label("button.choose_channel"),
                request_chat=KeyboardButtonRequestChat(
                    _CHANNEL,
                    chat_is_channel=True,
                    user_administrator_rights=posting,
                    bot_administrator_rights=posting,
                    request_title=True,
                ),
            )
        ],
        [
            KeyboardButton(
                call.label("button.choose_group"),
                request_chat=KeyboardButtonRequestChat(
                    _GROUP,
                    chat_is_channel=False,
                    user_administrator_rights=ChatAdministratorRights(**_RIGHTS),
                    bot_is_member=True,
                    request_title=True,
                ),
            )
        ],
        [KeyboardButton("/cancel")],
    ]
    await call.services.buttons.ask(
        call.place.id, call.answerer_id, {"ask": "manage", "briefing": 0, "about": 0}, call.now
    )
    above = ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    await call.keyboard(call.text("manage.choose"), above)


async def _enter(call: Call, name: int | str, *, thread_id: int = 0) -> None:
    """Manage a chat from here, if both who asks and the bot may do that there now.

    Raises:
        InputError: one of them may not, with what to do.
    """
    chat = await _checked(call, name, thread_id)
    await call.services.chats.set_up(chat.id, by=call.person_id, now=call.now)
    await call.services.buttons.answered(call.place.id, call.answerer_id)
    await call.services.buttons.manage(call.place.id, chat.id, call.now)
    call.home, call.chat = call.place, chat
    call.take(None)
    if not call.pressed:
        await call.keyboard(call.text("manage.begun"), ReplyKeyboardRemove())
    await settings(call)


async def _checked(call: Call, name: int | str, thread_id: int) -> Chat:
    """The chat, made when it is new, after everybody's rights were looked at."""
    try:
        found = await call.bot.get_chat(name)
        kind = chat_kind(found.type)
        if kind is ChatKind.PRIVATE:
            raise InputError("That is no channel.", example="@channel", key="error.manage_name")
        mine = await call.bot.get_chat_member(found.id, call.bot.id)
        theirs = await call.bot.get_chat_member(found.id, call.person_id)
    except (BadRequest, Forbidden) as error:
        raise _absent() from error
    title = found.title or ""
    if theirs.status in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED):
        raise _absent()  # not even what it is called is theirs to know
    banned = (await call.services.chats.standing(found.id)).banned
    if theirs.status not in ADMINISTRATORS or banned:
        raise InputError(
            f"Only administrators of {title} can set it up.",
            key="error.manage_administrator",
            values={"title": title},
        )
    if not _may_post(kind, mine):
        raise InputError(
            f"I may not write in {title}. Make me an administrator who may post, then choose it again.",
            key="error.manage_rights",
            values={"title": title},
        )
    return await call.services.chats.seen(
        telegram_id=found.id,
        thread_id=thread_id,
        kind=kind,
        title=title,
        language=call.language,
        now=call.now,
        defaults=replace(call.services.defaults, zone=call.place.zone),
    )


def _absent() -> InputError:
    return InputError(
        "I cannot see that chat. Add me there as an administrator, then choose it again.",
        key="error.manage_absent",
    )


def _may_post(kind: ChatKind, mine: ChatMember) -> bool:
    """True if the bot can write there."""
    if isinstance(mine, ChatMemberAdministrator):
        return kind is not ChatKind.CHANNEL or bool(mine.can_post_messages)
    if isinstance(mine, ChatMemberRestricted):
        return mine.is_member and mine.can_send_messages
    return mine.status == ChatMemberStatus.MEMBER and kind is not ChatKind.CHANNEL


FEATURE = Feature(
    commands=(Command(name="channels", run=channels, who=Who.OWNER, part=Part.CHAT, home=True),),
    presses=(Press(verb="manage", run=press),),
    answers=(TypedAnswer(name="manage", run=typed),),
)
