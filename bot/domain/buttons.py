"""What a button carries: what it does, and the thread it stands in.

Telegram keeps a message for a bot only for a while; of a button under an older one it tells the
chat but no longer the thread.
"""

from __future__ import annotations

import re

#: Telegram's limit for what a button carries.
MAX_DATA_BYTES = 64

_THREAD = re.compile(r"(.*)~([0-9a-f]{1,8})", re.DOTALL)


def with_thread(data: str, thread_id: int) -> str:
    """The data of a button in a thread; in none they stay as they are."""
    if not thread_id:
        return data
    whole = f"{data}~{thread_id:x}"
    return whole if len(whole.encode()) <= MAX_DATA_BYTES else data


def split_thread(data: str) -> tuple[str, int]:
    """What a button does, and the thread it stands in, 0 for none."""
    found = _THREAD.fullmatch(data)
    return (found[1], int(found[2], 16)) if found else (data, 0)
