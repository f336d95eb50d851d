"""Methods about the bot itself: who it is, its menu, its files, its webhook."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from bot.playground.api.context import Action, Context
from bot.playground.world.errors import bad_request
from bot.playground.world.profile import scope_key
from bot.playground.world.state import Json

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
#: Bot API, setMyCommands: at most 100 commands, descriptions of 1-256 characters.
_COMMANDS_LIMIT, _DESCRIPTION_LIMIT_CHARS = 100, 256
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
#: Bot API, setMyName, setMyDescription, setMyShortDescription.
_TEXT_LIMITS_CHARS = {"name": 64, "description": 512, "short_description": 120}
#: Larger files cannot be downloaded by bots (Bot API, getFile: 20 MB).
_DOWNLOAD_LIMIT_BYTES = 20 * 1024 * 1024


def get_me(context: Context, values: Json) -> Json:  # noqa: ARG001 - every method takes both
    """The bot as a user of Telegram."""
    return context.world.bot_user | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
        "supports_join_request_queries": False,
    }


def agree(context: Context, values: Json) -> Any:  # noqa: ARG001 - every method takes both
    """`logOut` and `close`: nothing to do here."""
    return True


def get_my_star_balance(context: Context, values: Json) -> Json:  # noqa: ARG001 - as above
    """Stars and billionths of them."""
    whole, tenths = divmod(context.star_tenths, 10)
    return {"amount": whole, "nanostar_amount": tenths * 100_000_000}


# -- commands and texts


def set_my_commands(context: Context, values: Json) -> Any:
    """The menu of a scope in a language."""
    commands = values["commands"]
    if len(commands) > _COMMANDS_LIMIT:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.get("command", "").removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.get("description", "")) <= _DESCRIPTION_LIMIT_CHARS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    _check_scope(context, values)
    context.profile.commands[_menu_key(values)] = [
        command | {"command": command["command"].removeprefix("/")} for command in commands
    ]
    context.world.tell({"type": "commands"})
    return True


def _check_scope(context: Context, values: Json) -> None:
    scope = values.get("scope") or {}
    if "chat_id" in scope:
        context.world.chat(scope["chat_id"])


def _menu_key(values: Json) -> tuple[bytes, str]:
    return scope_key(values.get("scope")), values.get("language_code", "")


def get_my_commands(context: Context, values: Json) -> list[Json]:
    """The menu of exactly that scope and language."""
    return context.profile.commands.get(_menu_key(values), [])


def delete_my_commands(context: Context, values: Json) -> Any:
    """No menu for that scope and language."""
    context.profile.commands.pop(_menu_key(values), None)
    context.world.tell({"type": "commands"})
    return True


def _set_text(name: str, context: Context, values: Json) -> Any:
    text = values.get(name, "")
    if len(text) > _TEXT_LIMITS_CHARS[name]:
        raise bad_request(f"bot {name.replace('_', ' ')} is too long")
    context.profile.texts[name, values.get("language_code", "")] = text
    context.world.tell({"type": "profile"})
    return True


def _get_text(name: str, context: Context, values: Json) -> Json:
    return {name: context.profile.text(name, values.get("language_code", ""))}


def set_chat_menu_button(context: Context, values: Json) -> Any:
    """The action of the menu button beside the input."""
    context.profile.menus[values.get("chat_id", 0)] = values.get("menu_button") or {
        "type": "default"
    }
    context.world.tell({"type": "commands"})
    return True


def get_chat_menu_button(context: Context, values: Json) -> Json:
    """The action of the menu button beside the input."""
    menus = context.profile.menus
    return menus.get(values.get("chat_id", 0)) or menus.get(0) or {"type": "commands"}


# -- files and webhook


def get_file(context: Context, values: Json) -> Json:
    """The path a file can be downloaded from."""
    stored = context.files.files.get(values["file_id"])
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > _DOWNLOAD_LIMIT_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


def set_webhook(context: Context, values: Json) -> Any:
    """Updates are pushed to an address from now on; an empty one ends that."""
    url, secret = values["url"], values.get("secret_token", "")
    if url and not re.match(r"https?://[^/\s]+", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = values.get("max_connections", 40)
    if not 1 <= connections <= 100:
        connections = 40
    context.updates.allow(values.get("allowed_updates"))
    if values.get("drop_pending_updates"):
        context.updates.drop_pending()
    webhook = context.webhook
    webhook.url, webhook.secret_token, webhook.max_connections = url, secret, connections
    webhook.last_error, webhook.last_error_at = "", 0
    context.webhook_changed()
    return True


def delete_webhook(context: Context, values: Json) -> Any:
    """Updates wait for `getUpdates` again."""
    drop = values.get("drop_pending_updates", False)
    return set_webhook(context, {"url": "", "drop_pending_updates": drop})


def get_webhook_info(context: Context, values: Json) -> Json:  # noqa: ARG001 - as above
    """The place where updates are pushed, and what went wrong last."""
    webhook = context.webhook
    info: Json = {
        "url": webhook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(context.updates.pending),
    }
    if webhook.url:
        info |= {"max_connections": webhook.max_connections, "ip_address": "127.0.0.1"}
    if webhook.last_error:
        info |= {
            "last_error_date": webhook.last_error_at,
            "last_error_message": webhook.last_error,
        }
    if context.updates.allowed:
        info["allowed_updates"] = context.updates.allowed
    return info


ACTIONS: dict[str, Action] = {
    "getMe": get_me,
    "logOut": agree,
    "close": agree,
    "getMyStarBalance": get_my_star_balance,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": partial(_set_text, "name"),
    "getMyName": partial(_get_text, "name"),
    "setMyDescription": partial(_set_text, "description"),
    "getMyDescription": partial(_get_text, "description"),
    "setMyShortDescription": partial(_set_text, "short_description"),
    "getMyShortDescription": partial(_get_text, "short_description"),
    "setChatMenuButton": set_chat_menu_button,
    "getChatMenuButton": get_chat_menu_button,
    "getFile": get_file,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
