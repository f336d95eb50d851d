"""Methods that make a message: `sendMessage`, `sendDocument`, `sendPhoto`, `copyMessage`, …"""

from __future__ import annotations

from typing import Any

from bot.playground.api.access import check_bot_may_write, check_topic
from bot.playground.api.context import Action, Context
from bot.playground.api.keyboards import split
from bot.playground.world.entities import CAPTION_LIMIT_CHARS, read_text
from bot.playground.world.errors import bad_request
from bot.playground.world.state import EmulatedChat, Json

_CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
_CONTENT = ("text", "entities", "link_preview_options", "document", "photo", "caption",
            "caption_entities")  # fmt: skip


def destination(context: Context, values: Json) -> tuple[EmulatedChat, int]:
    """The chat and thread a message goes to.

    Raises:
        ApiError: the bot may not write there.
    """
    world = context.world
    chat = world.chat(values["chat_id"])
    check_bot_may_write(world, chat)
    return chat, check_topic(world, chat, values.get("message_thread_id", 0))


def post(context: Context, values: Json, content: Json) -> Json:
    """Post a message of the bot with this content, its reply and its keyboard."""
    chat, thread_id = destination(context, values)
    inline, keyboard, changes = split(values.get("reply_markup"), private=chat.person is not None)
    replied = _replied(chat, values)
    message = context.world.message(chat, context.world.bot_user, thread_id)
    if replied is not None:
        message["reply_to_message"] = replied
    message |= content
    if values.get("protect_content"):
        message["has_protected_content"] = True
    if inline is not None:
        message["reply_markup"] = inline
    if changes:
        chat.keyboard = keyboard
        context.world.tell({"type": "keyboard", "chat_id": chat.id, "keyboard": keyboard})
    return context.world.post(chat, message)


def _replied(chat: EmulatedChat, values: Json) -> Json | None:
    reply = values.get("reply_parameters")
    if reply is None:
        return None
    found = chat.messages.get(reply["message_id"])
    if found is None:
        if reply.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return {key: value for key, value in found.items() if key != "reply_to_message"}


def text_content(context: Context, values: Json) -> Json:
    """`text` and what belongs to it."""
    text, entities = read_text(
        values.get("text", ""),
        parse_mode=values.get("parse_mode", ""),
        entities=values.get("entities"),
        user=context.world.user,
    )
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := values.get("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def caption_content(context: Context, values: Json) -> Json:
    """`caption` and its entities, or nothing."""
    if not values.get("caption"):
        return {}
    text, entities = read_text(
        values["caption"],
        parse_mode=values.get("parse_mode", ""),
        entities=values.get("caption_entities"),
        limit_chars=CAPTION_LIMIT_CHARS,
        user=context.world.user,
    )
    return {"caption": text, "caption_entities": entities} if entities else {"caption": text}


def send_message(context: Context, values: Json) -> Json:
    """Sends a text message."""
    return post(context, values, text_content(context, values))


def send_document(context: Context, values: Json) -> Json:
    """Sends a file as a document."""
    caption = caption_content(context, values)
    destination(context, values)
    return post(context, values, {"document": context.files.accept(values["document"])} | caption)


def send_photo(context: Context, values: Json) -> Json:
    """A picture, in the one size it has."""
    caption = caption_content(context, values)
    destination(context, values)
    size = context.files.accept(values["photo"], photo=True)
    return post(context, values, {"photo": [size]} | caption)


def copy_message(context: Context, values: Json) -> Json:
    """A message's content once more, without its origin."""
    found = _source(context, values, "message to copy not found")
    content = {key: found[key] for key in _CONTENT if key in found}
    if "caption" in values and "text" not in content:
        content |= caption_content(context, values)
    return {"message_id": post(context, values, content)["message_id"]}


def forward_message(context: Context, values: Json) -> Json:
    """A message once more, with its origin."""
    found = _source(context, values, "message to forward not found")
    content = {key: found[key] for key in _CONTENT if key in found}
    if "from" in found:
        origin: Json = {"type": "user", "sender_user": found["from"]}
    else:
        origin = {"type": "channel", "chat": found["chat"], "message_id": found["message_id"]}
    content["forward_origin"] = origin | {"date": found["date"]}
    return post(context, values, content)


def _source(context: Context, values: Json, missing: str) -> Json:
    found = context.world.chat(values["from_chat_id"]).messages.get(values["message_id"])
    if found is None or not any(key in found for key in _CONTENT):
        raise bad_request(missing)
    return found


def send_chat_action(context: Context, values: Json) -> Any:
    """The bot is typing."""
    if values["action"] not in _CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat, thread_id = destination(context, values)
    context.world.tell(
        {
            "type": "action",
            "chat_id": chat.id,
            "thread_id": thread_id,
            "action": values["action"],
        }
    )
    return True


#: Methods that make a message: the flood limits count them.
SENDS: dict[str, Action] = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "copyMessage": copy_message,
    "forwardMessage": forward_message,
}
ACTIONS: dict[str, Action] = SENDS | {"sendChatAction": send_chat_action}
