"""Buttons under messages, in rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.domain.buttons import with_chat, with_thread
from bot.render.clean import visible

#: Longer labels are cut by phones anyway.
_MAX_LABEL_CHARS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A button of a keyboard."""

    label: str
    #: `verb:arguments`, at most 55 bytes: a thread is named after them. Empty where an address is.
    data: str = ""
    #: The address that it opens.
    url: str = ""


Rows = Sequence[Sequence[Key]]


def key(label: str, *data: object, about: int = 0) -> Key:
    """A button whose data are the parts joined by colons; `about` is a briefing's id.

    The id stands at the verb (`time@5:0800`), so that a press acts on what its message showed.
    """
    label = visible(label)  # a title that turns the others' order about, for one
    if len(label) > _MAX_LABEL_CHARS:
        label = label[: _MAX_LABEL_CHARS - 1].rstrip() + "…"
    verb, colon, rest = ":".join(map(str, data)).partition(":")
    return Key(label=label, data=f"{verb}@{about}{colon}{rest}" if about else verb + colon + rest)


def url_key(label: str, url: str) -> Key:
    """A button that opens an address."""
    return Key(label=visible(label)[:_MAX_LABEL_CHARS], url=url)


def grid(keys: Iterable[Key], columns: int) -> list[list[Key]]:
    """The buttons in rows of so many."""
    given = list(keys)
    return [given[at : at + columns] for at in range(0, len(given), columns)]


def ticked(label: str, *, on: bool) -> str:
    """A label that shows whether it is chosen."""
    return f"✓ {label}" if on else label


def pager(page: int, pages: int, *data: object, about: int = 0, more: bool = False) -> list[Key]:
    """‹ and › around the place, each with the page's number as its last part; empty for one page.

    `more` says that there may be more pages.
    """
    if pages <= 1:
        return []
    row = []
    if page > 0:
        row.append(key("‹", *data, page - 1, about=about))
    row.append(key(f"{page + 1}/{pages}{'+' if more else ''}", "noop"))
    if page < pages - 1:
        row.append(key("›", *data, page + 1, about=about))
    return row


def markup(rows: Rows | None, *, thread_id: int = 0, about: int = 0) -> InlineKeyboardMarkup | None:
    """The rows as Telegram takes them, in a thread of a forum; None for none.

    `about` is our number of the chat they are about where it is another.
    """
    kept = [row for row in rows or () if row]
    if not kept:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(each.label, url=each.url)
                if each.url
                else InlineKeyboardButton(
                    each.label,
                    callback_data=with_thread(with_chat(each.data, about), thread_id),
                )
                for each in row
            ]
            for row in kept
        ]
    )
