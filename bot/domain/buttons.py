"""Data of a button: what it does, the thread it stands in, and which other chat it is
about.

Telegram keeps a message for a bot only for a while; of a button under an older one it tells the
chat but no longer the thread.
"""

from __future__ import annotations

import re

#: Telegram's limit for what a button carries.
MAX_DATA_BYTES = 64

_ABOUT = re.compile(r"(.*)\^([0-9a-f]{1,16})", re.DOTALL)
_THREAD = re.compile(r"(.*)~([0-9a-f]{1,8})", re.DOTALL)


def with_thread(data: str, thread_id: int) -> str:
    """The data of a button in a thread; in none they stay as they are."""
    if not thread_id:
        return data
    whole = f"{data}~{thread_id:x}"
    return whole if len(whole.encode()) <= MAX_DATA_BYTES else data


def split_thread(data: str) -> tuple[str, int]:
    """A button's data parted from the id of the thread it stands in, 0 for none."""
    found = _THREAD.fullmatch(data)
    return (found[1], int(found[2], 16)) if found else (data, 0)


def with_chat(data: str, chat_id: int) -> str:
    """The data of a button about another chat (our number) than the one it stands in, if any.

    It would change the wrong chat without: there is always room, as data have at most 55 bytes.
    """
    return f"{data}^{chat_id:x}" if chat_id else data


def split_chat(data: str) -> tuple[str, int]:
    """A button's data parted from the id of the chat it is about, 0 for the one it stands in."""
    found = _ABOUT.fullmatch(data)
    return (found[1], int(found[2], 16)) if found else (data, 0)
