"""Keyboards under messages and above the input: what Telegram takes and what it refuses."""

from __future__ import annotations

from typing import Any, Final

from bot.playground.world.errors import bad_request
from bot.playground.world.markup import checked_url
from bot.playground.world.sharing import check_requests

#: 100 buttons in all and 8 in a row (undocumented; python-telegram-bot's InlineKeyboardMarkupLimit).
BUTTON_LIMIT: Final = 100
ROW_LIMIT: Final = 8
#: UTF-8 bytes of `callback_data`; characters of `copy_text` (Bot API, InlineKeyboardButton).
CALLBACK_DATA_LIMIT_BYTES: Final = 64
COPY_TEXT_LIMIT_CHARS: Final = 256

_ACTIONS = (
    "callback_data",
    "url",
    "copy_text",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "callback_game",
    "pay",
)
_STYLES = frozenset(("danger", "success", "primary"))

Markup = dict[str, Any]


def checked_inline(markup: Markup | None) -> Markup | None:
    """An inline keyboard as a message carries it; None for none or an empty one.

    Raises:
        ApiError: in Telegram's words.
    """
    if markup is None:
        return None
    rows = [row for row in markup.get("inline_keyboard", ()) if row]
    if not rows:
        return None
    if sum(map(len, rows)) > BUTTON_LIMIT or max(map(len, rows)) > ROW_LIMIT:
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows}


def _check_button(button: Markup) -> None:
    if not button.get("text"):
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: more than one action")
    if button.get("style", "primary") not in _STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= CALLBACK_DATA_LIMIT_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and not checked_url(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    copied = button.get("copy_text")
    if copied is not None and not 1 <= len(copied.get("text", "")) <= COPY_TEXT_LIMIT_CHARS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def checked_reply(markup: Markup, *, private: bool) -> Markup | None:
    """A keyboard above the input, a forced reply, or None where one is taken away.

    Raises:
        ApiError: in Telegram's words.
    """
    if markup.get("remove_keyboard"):
        return None
    if markup.get("force_reply"):
        return {**markup, "one_time_keyboard": True}
    rows = [row for row in markup.get("keyboard", ()) if row]
    if not rows or any(not button.get("text") for row in rows for button in row):
        raise bad_request("can't parse keyboard button: keyboard button text must be non-empty")
    check_requests(rows, private=private)
    return {**markup, "keyboard": rows}


def split(markup: Markup | None, *, private: bool) -> tuple[Markup | None, Markup | None, bool]:
    """A markup split: the inline keyboard, the reply keyboard, and whether the latter changes."""
    if markup is None:
        return None, None, False
    if "inline_keyboard" in markup:
        return checked_inline(markup), None, False
    return None, checked_reply(markup, private=private), True
