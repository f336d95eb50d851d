"""Methods on chats, their members and their topics."""

from __future__ import annotations

from typing import Any

from bot.playground.api.access import check_bot_is_member
from bot.playground.api.context import Action, Context
from bot.playground.world.errors import ApiError, bad_request
from bot.playground.world.people import chat_member
from bot.playground.world.rights import ALL_PERMISSIONS
from bot.playground.world.state import EmulatedChat, ForumTopic, Json, MemberState

#: Fields that a ChatFullInfo must have and nobody here uses (Bot API, ChatFullInfo).
_FULL_INFO: Json = {
    "accent_color_id": 0,
    "max_reaction_count": 11,
    "accepted_gift_types": {
        "unlimited_gifts": False,
        "limited_gifts": False,
        "unique_gifts": False,
        "premium_subscription": False,
        "gifts_from_channels": False,
    },
}


def _entered(context: Context, values: Json) -> EmulatedChat:
    """The chat a call names, if the bot may look at it."""
    chat = context.world.chat(values["chat_id"])
    if chat.person is None:
        check_bot_is_member(context.world, chat)
    elif not chat.started:
        raise bad_request("chat not found")
    return chat


def get_chat(context: Context, values: Json) -> Json:
    """All about a chat."""
    chat = _entered(context, values)
    info: Json = chat.brief | _FULL_INFO
    if chat.username:
        info["active_usernames"] = [chat.username]
    if chat.person is None and chat.kind != "channel":
        info["permissions"] = {k: chat.permissions.get(k, v) for k, v in ALL_PERMISSIONS.items()}
    if chat.pinned in chat.messages:
        info["pinned_message"] = chat.messages[chat.pinned]
    return info


def _user(context: Context, user_id: int) -> Json:
    user = context.world.user(user_id)
    if user is None:
        raise bad_request("user not found")
    return user


def get_chat_member(context: Context, values: Json) -> Json:
    """The standing of somebody in a chat."""
    chat = _entered(context, values)
    user = _user(context, values["user_id"])
    if chat.person is not None:
        return chat_member(MemberState(), user)
    return chat_member(chat.members.get(user["id"], MemberState(status="left")), user)


def get_chat_administrators(context: Context, values: Json) -> list[Json]:
    """The administrators of a group or channel; bots only if it is the asking one."""
    chat = _entered(context, values)
    if chat.person is not None:
        raise bad_request("there are no administrators in the private chat")
    return [
        chat_member(member, _user(context, user_id))
        for user_id, member in context.world.admins(chat)
    ]


def get_chat_member_count(context: Context, values: Json) -> int:
    """The number of those that are in a chat."""
    chat = _entered(context, values)
    return 2 if chat.person else sum(member.present for member in chat.members.values())


def leave_chat(context: Context, values: Json) -> Any:
    """The bot goes."""
    chat = _entered(context, values)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    context.people.set_bot(chat.id, "left", by=context.world.bot.id)
    return True


def _forum(context: Context, values: Json) -> EmulatedChat:
    chat = context.world.chat(values["chat_id"])
    if chat.person is not None:
        return chat
    check_bot_is_member(context.world, chat)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    if not chat.members[context.world.bot.id].rights.get("can_manage_topics", False):
        raise bad_request("not enough rights to create a topic")
    return chat


def _topic(context: Context, values: Json) -> tuple[EmulatedChat, ForumTopic]:
    chat = _forum(context, values)
    topic = chat.topics.get(values["message_thread_id"])
    if topic is None:
        raise bad_request("message thread not found")
    if topic.deleted:
        raise ApiError(400, "Bad Request: TOPIC_DELETED")
    return chat, topic


def _notice(context: Context, chat: EmulatedChat, topic: ForumTopic, content: Json) -> None:
    message = context.world.message(chat, context.world.bot_user, topic.id)
    context.world.post(chat, message | content)
    context.world.tell({"type": "chat", "chat_id": chat.id})


def create_forum_topic(context: Context, values: Json) -> Json:
    """A new thread; its id is that of its first message."""
    chat = _forum(context, values)
    if not 1 <= len(values["name"]) <= 128:
        raise bad_request("TOPIC_NAME_INVALID")
    message = context.world.message(chat, context.world.bot_user)
    topic = ForumTopic(
        id=message["message_id"],
        name=values["name"],
        icon_color=values.get("icon_color", 7322096),
    )
    shown: Json = {"name": topic.name, "icon_color": topic.icon_color}
    chat.topics[topic.id] = topic
    message |= {
        "message_thread_id": topic.id,
        "is_topic_message": True,
        "forum_topic_created": shown,
    }
    context.world.post(chat, message)
    context.world.tell({"type": "chat", "chat_id": chat.id})
    return {"message_thread_id": topic.id} | shown


def edit_forum_topic(context: Context, values: Json) -> Any:
    """Changes the name of a forum's topic."""
    chat, topic = _topic(context, values)
    if name := values.get("name"):
        if name == topic.name:
            raise bad_request("TOPIC_NOT_MODIFIED")
        topic.name = name
        _notice(context, chat, topic, {"forum_topic_edited": {"name": name}})
    return True


def _set_closed(context: Context, values: Json, *, closed: bool) -> Any:
    chat, topic = _topic(context, values)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _notice(context, chat, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})
    return True


def close_forum_topic(context: Context, values: Json) -> Any:
    """Nobody but administrators writes there any more."""
    return _set_closed(context, values, closed=True)


def reopen_forum_topic(context: Context, values: Json) -> Any:
    """Everybody writes there again."""
    return _set_closed(context, values, closed=False)


def delete_forum_topic(context: Context, values: Json) -> Any:
    """The thread and its messages go."""
    chat, topic = _topic(context, values)
    topic.deleted = True
    for message_id in [
        number
        for number, message in chat.messages.items()
        if message.get("message_thread_id") == topic.id
    ]:
        del chat.messages[message_id]
    context.world.tell({"type": "chat", "chat_id": chat.id})
    return True


ACTIONS: dict[str, Action] = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "getChatMemberCount": get_chat_member_count,
    "leaveChat": leave_chat,
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
