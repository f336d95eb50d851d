"""The second of two equal presses: a finger that came down twice wants one thing."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from telegram import CallbackQuery, Message

#: Two equal presses within this time are one.
AT_ONCE = timedelta(seconds=2)

#: So many are remembered.
_MOST = 10_000

_Key = tuple[int, int, int, str]


class DoublePresses:
    """Knows which buttons were pressed a moment ago, by whom. Kept in memory."""

    def __init__(self) -> None:
        self._last: OrderedDict[_Key, tuple[datetime, object]] = OrderedDict()

    def second(self, query: CallbackQuery, now: datetime) -> bool:
        """Whether the same person pressed the same button just now.

        Not when the message was changed by the first press and still offers the button: then it
        is pressed for what it shows now.
        """
        found = self._last.get(_key(query))
        if found is None or not timedelta() <= now - found[0] < AT_ONCE:
            return False
        return found[1] == _edited(query) or not _offered(query)

    def done(self, query: CallbackQuery, now: datetime) -> None:
        """A press was carried out; one that failed may be tried again."""
        key = _key(query)
        self._last[key] = (now, _edited(query))
        self._last.move_to_end(key)
        while len(self._last) > _MOST:
            self._last.popitem(last=False)


def _key(query: CallbackQuery) -> _Key:
    message = query.message
    chat, number = (message.chat.id, message.message_id) if message else (0, 0)
    return query.from_user.id, chat, number, query.data or ""


def _edited(query: CallbackQuery) -> object:
    return query.message.edit_date if isinstance(query.message, Message) else None


def _offered(query: CallbackQuery) -> bool:
    """Whether the message has the button as it stands; an old one is not known."""
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return True
    rows = query.message.reply_markup.inline_keyboard
    return any(key.callback_data == query.data for row in rows for key in row)
