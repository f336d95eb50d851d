"""The keyboard button with which a person shares one of their chats with the bot."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from bot.playground.world.errors import bad_request
from bot.playground.world.rights import ALL_RIGHTS
from bot.playground.world.state import EmulatedChat, Json, MemberState

if TYPE_CHECKING:
    from bot.playground.world.people import People

_FOREVER = frozenset(("creator", "administrator"))


class SharingError(Exception):
    """The button does not offer that chat; the text says why."""


def check_requests(rows: list[list[Json]], *, private: bool) -> None:
    """Validates buttons that ask for a chat, as Telegram does.

    Raises:
        ApiError: they stand outside of a private chat, two have the same number, or the bot would
            get rights that the person need not have (Bot API, KeyboardButtonRequestChat).
    """
    asked = [b["request_chat"] for row in rows for b in row if "request_chat" in b]
    if asked and not private:
        raise bad_request("BUTTON_TYPE_INVALID")
    numbers = [each["request_id"] for each in asked]
    if len(numbers) != len(set(numbers)):
        raise bad_request("button request_id must be unique")
    for each in asked:
        theirs = each.get("user_administrator_rights") or {}
        mine = each.get("bot_administrator_rights") or {}
        if any(on and not theirs.get(right) for right, on in mine.items()):
            raise bad_request("user rights must be a superset of bot rights")


def share_chat(people: People, person_id: int, label: str, chat_id: int) -> Json:
    """Press such a button and choose a chat; the message with `chat_shared`.

    A bot that is not there yet is added with the rights that the button asks for, as Telegram
    offers to, where the person may add it.

    Raises:
        SharingError: the button is not there, or Telegram would not offer that chat.
    """
    world = people.world
    private, chosen = world.chat(person_id), world.chat(chat_id)
    keys = itertools.chain.from_iterable((private.keyboard or {}).get("keyboard", ()))
    request = next((b["request_chat"] for b in keys if b["text"] == label), None)
    if request is None:
        raise SharingError(f"there is no button {label!r} that asks for a chat")
    _check_offered(request, person_id, chosen)
    wanted = {k: on for k, on in (request.get("bot_administrator_rights") or {}).items() if on}
    mine = chosen.members.get(world.bot.id, MemberState(status="left"))
    lacks = request.get("bot_is_member") and not mine.present
    if (wanted or lacks) and not _has(mine, wanted):
        if not _may_add(chosen.members[person_id], as_administrator=bool(wanted)):
            raise SharingError("the person may not add the bot there")
        status = "administrator" if wanted else "member"
        people.set_bot(chosen.id, status, by=person_id, rights=dict(wanted))
    shared: Json = {"request_id": request["request_id"], "chat_id": chosen.id}
    if request.get("request_title"):
        shared["title"] = chosen.title
    if request.get("request_username") and chosen.username:
        shared["username"] = chosen.username
    if private.keyboard is not None and private.keyboard.get("one_time_keyboard"):
        private.keyboard = None
    message = world.message(private, world.user(person_id)) | {"chat_shared": shared}
    world.post(private, message)
    people.updates.add("message", message)
    return message


def _check_offered(request: Json, person_id: int, chosen: EmulatedChat) -> None:
    if chosen.person is not None or (chosen.kind == "channel") != request["chat_is_channel"]:
        raise SharingError("the button asks for another kind of chat")
    member = chosen.members.get(person_id, MemberState(status="left"))
    theirs = request.get("user_administrator_rights")
    if not member.present or (theirs and not _has(member, theirs)):
        raise SharingError("the person does not have the rights that the button asks for")
    if "chat_is_forum" in request and request["chat_is_forum"] != chosen.forum:
        raise SharingError("the button asks for another kind of group")
    if "chat_has_username" in request and request["chat_has_username"] != bool(chosen.username):
        raise SharingError("the button asks for a chat with or without a public name")
    if request.get("chat_is_created") and member.status != "creator":
        raise SharingError("the button asks for a chat that the person made")


def _has(member: MemberState, rights: Json) -> bool:
    """True if somebody is there with all these rights."""
    wanted = [right for right, on in rights.items() if on]
    if member.status == "creator" or not wanted:
        return member.present
    owned = ALL_RIGHTS | {"can_post_messages": True} | member.rights
    return member.status == "administrator" and all(owned.get(right) for right in wanted)


def _may_add(member: MemberState, *, as_administrator: bool) -> bool:
    right = "can_promote_members" if as_administrator else "can_invite_users"
    return member.status in _FOREVER and (
        member.status == "creator" or bool((ALL_RIGHTS | member.rights).get(right))
    )
