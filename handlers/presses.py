"""The second of two equal presses: a finger that came down twice wants one thing."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from telegram import CallbackQuery, Message

#: Two equal presses within this time are one.
AT_ONCE = timedelta(seconds=2)

#: So many are remembered.
_MOST = 10_000

_Key = tuple[int, int, int]


class DoublePresses:
    """Knows which button of a message was pressed last, by whom and when. Kept in memory."""

    def __init__(self) -> None:
        self._last: OrderedDict[_Key, tuple[str, datetime, object]] = OrderedDict()

    def second(self, query: CallbackQuery, now: datetime) -> bool:
        """True if the same person pressed the same button just now, and none other since.

        Not when the message was changed by the first press and still offers the button: then it
        is pressed for what it shows now.
        """
        found = self._last.get(_key(query))
        if found is None or found[0] != query.data:
            return False
        if not timedelta() <= now - found[1] < AT_ONCE:
            return False
        return found[2] == _edited(query) or not _offered(query)

    def done(self, query: CallbackQuery, now: datetime) -> None:
        """A press was carried out; one that failed may be tried again."""
        key = _key(query)
        self._last[key] = (query.data or "", now, _edited(query))
        self._last.move_to_end(key)
        while len(self._last) > _MOST:
            self._last.popitem(last=False)


def _key(query: CallbackQuery) -> _Key:
    message = query.message
    chat, number = (message.chat.id, message.message_id) if message else (0, 0)
    return query.from_user.id, chat, number


def _edited(query: CallbackQuery) -> object:
    return query.message.edit_date if isinstance(query.message, Message) else None


def _offered(query: CallbackQuery) -> bool:
    """True if the message has the button as it stands; an old one is not known."""
    if not isinstance(query.message, Message) or query.message.reply_markup is None:
        return True
    rows = query.message.reply_markup.inline_keyboard
    return any(key.callback_data == query.data for row in rows for key in row)
