"""Access of the bot to chats, and what Telegram says where it has none."""

from __future__ import annotations

from bot.playground.world.errors import bad_request, forbidden, migrated
from bot.playground.world.state import EmulatedChat, World


def check_bot_may_write(world: World, chat: EmulatedChat) -> None:
    """True if the bot may send a message to a chat.

    Raises:
        ApiError: 400 or 403 in Telegram's words.
    """
    if chat.person is not None:
        if chat.person.deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return
    check_bot_is_member(world, chat)
    member = chat.members[world.bot.id]
    if chat.kind == "channel":
        if member.status != "administrator" or not member.rights.get("can_post_messages", True):
            raise bad_request("need administrator rights in the channel chat")
        return
    allowed = {
        "member": chat.permissions.get("can_send_messages", True),
        "restricted": member.rights.get("can_send_messages", False),
    }
    if not allowed.get(member.status, True):
        raise bad_request("not enough rights to send text messages to the chat")


def check_bot_is_member(world: World, chat: EmulatedChat) -> None:
    """True if the bot is in a group or channel that still exists.

    Raises:
        ApiError: 400 or 403 in Telegram's words.
    """
    if chat.migrated_to is not None:
        raise migrated(chat.migrated_to)
    if chat.deleted:
        raise forbidden("the group chat was deleted")
    member = chat.members.get(world.bot.id)
    if member is None or not member.present:
        where = f"{chat.kind} chat"
        if member is not None and member.status == "kicked":
            raise forbidden(f"bot was kicked from the {where}")
        raise forbidden(f"bot is not a member of the {where}")


def check_topic(world: World, chat: EmulatedChat, thread_id: int) -> int:
    """The thread a message goes to, 0 for none.

    Raises:
        ApiError: there is no such thread, or it is closed or deleted.
    """
    if not thread_id:
        general = chat.topics.get(1) if chat.forum else None
        if general is not None and general.closed:
            raise bad_request("TOPIC_CLOSED")
        return 0
    topic = chat.topics.get(thread_id)
    if topic is None or not (chat.forum or chat.person):
        raise bad_request("message thread not found")
    if topic.deleted:
        raise bad_request("TOPIC_DELETED")
    if topic.closed:
        member = chat.members.get(world.bot.id)
        if member is None or not member.rights.get("can_manage_topics", False):
            raise bad_request("TOPIC_CLOSED")
    return thread_id
