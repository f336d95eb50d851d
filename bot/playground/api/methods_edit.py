"""Methods on messages that exist: edits, deletion, pins, reactions, answers to buttons."""

from __future__ import annotations

from typing import Any

from bot.playground.api.access import check_bot_is_member, check_bot_may_write
from bot.playground.api.context import Action, Context
from bot.playground.api.keyboards import checked_inline
from bot.playground.api.methods_send import text_content
from bot.playground.world.errors import bad_request
from bot.playground.world.state import EmulatedChat, Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
#: Alerts and toasts (Bot API, answerCallbackQuery: 0-200 characters).
_ANSWER_LIMIT_CHARS = 200


def _own_message(context: Context, values: Json) -> tuple[EmulatedChat, Json]:
    if "chat_id" not in values or "message_id" not in values:
        raise bad_request("message identifier is not specified")
    chat = context.world.chat(values["chat_id"])
    check_bot_may_write(context.world, chat)
    message = chat.messages.get(values["message_id"])
    if message is None:
        raise bad_request("message to edit not found")
    mine = message.get("from", {}).get("id") == context.world.bot.id or chat.kind == "channel"
    if not mine:
        raise bad_request("message can't be edited")
    return chat, message


def _edited(context: Context, chat: EmulatedChat, old: Json, new: Json) -> Json:
    same = all(
        old.get(key) == new.get(key)
        for key in ("text", "entities", "reply_markup", "link_preview_options")
    )
    if same:
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = context.world.date()
    chat.messages[new["message_id"]] = new
    context.world.tell({"type": "edited", "chat_id": chat.id, "message": new})
    return new


def edit_message_text(context: Context, values: Json) -> Json:
    """Another text; the inline keyboard goes unless it is given again."""
    content = text_content(context, values)
    inline = checked_inline(values.get("reply_markup"))
    chat, old = _own_message(context, values)
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    dropped = ("text", "entities", "reply_markup", "link_preview_options")
    new = {key: value for key, value in old.items() if key not in dropped} | content
    if inline is not None:
        new["reply_markup"] = inline
    return _edited(context, chat, old, new)


def edit_message_reply_markup(context: Context, values: Json) -> Json:
    """Another inline keyboard, or none."""
    inline = checked_inline(values.get("reply_markup"))
    chat, old = _own_message(context, values)
    new = {key: value for key, value in old.items() if key != "reply_markup"}
    if inline is not None:
        new["reply_markup"] = inline
    return _edited(context, chat, old, new)


def delete_message(context: Context, values: Json) -> Any:
    """Take a message away."""
    chat = context.world.chat(values["chat_id"])
    if chat.person is None:
        check_bot_is_member(context.world, chat)
    message = chat.messages.get(values["message_id"])
    if message is None:
        raise bad_request("message to delete not found")
    mine = message.get("from", {}).get("id") == context.world.bot.id
    if chat.person is None and not mine:
        rights = chat.members[context.world.bot.id].rights
        if not rights.get("can_delete_messages", False):
            raise bad_request("message can't be deleted")
    del chat.messages[values["message_id"]]
    context.world.tell({"type": "deleted", "chat_id": chat.id, "message_id": values["message_id"]})
    return True


def delete_messages(context: Context, values: Json) -> Any:
    """Take several messages away; unknown ones are passed over."""
    chat = context.world.chat(values["chat_id"])
    for message_id in values["message_ids"]:
        if message_id in chat.messages:
            delete_message(context, {"chat_id": chat.id, "message_id": message_id})
    return True


def answer_callback_query(context: Context, values: Json) -> Any:
    """End the waiting of somebody who pressed a button, with or without a word."""
    query = context.people.queries.get(values["callback_query_id"])
    if query is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = values.get("text", "")
    if len(text) > _ANSWER_LIMIT_CHARS:
        raise bad_request("MESSAGE_TOO_LONG")
    query["answer"] = {"text": text, "show_alert": bool(values.get("show_alert", False))}
    context.world.tell(
        {"type": "answer", "query_id": values["callback_query_id"]} | query | query["answer"]
    )
    return True


def set_message_reaction(context: Context, values: Json) -> Any:
    """The bot's reaction to a message; bots have one at the most."""
    chat = context.world.chat(values["chat_id"])
    message = chat.messages.get(values["message_id"])
    if message is None:
        raise bad_request("message to react not found")
    reactions = values.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    context.world.tell(
        {
            "type": "reaction",
            "chat_id": chat.id,
            "message_id": values["message_id"],
            "emoji": "".join(str(one.get("emoji", "")) for one in reactions),
        }
    )
    return True


def pin_chat_message(context: Context, values: Json) -> Any:
    """Pin a message."""
    chat = context.world.chat(values["chat_id"])
    check_bot_may_write(context.world, chat)
    if values["message_id"] not in chat.messages:
        raise bad_request("message to pin not found")
    if chat.person is None:
        rights = chat.members[context.world.bot.id].rights
        if not (rights.get("can_pin_messages") or rights.get("can_edit_messages")):
            raise bad_request("not enough rights to manage pinned messages in the chat")
    chat.pinned = values["message_id"]
    context.world.tell({"type": "chat", "chat_id": chat.id})
    return True


def unpin_chat_message(context: Context, values: Json) -> Any:
    """Unpin what is pinned."""
    chat = context.world.chat(values["chat_id"])
    chat.pinned = None
    context.world.tell({"type": "chat", "chat_id": chat.id})
    return True


#: Methods that change a message: in groups they count as messages.
EDITS: dict[str, Action] = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
}
ACTIONS: dict[str, Action] = EDITS | {
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_callback_query,
    "setMessageReaction": set_message_reaction,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
}
