"""Names of the processes that have duties: whether one on this machine has ended can be told.

A process is found again by the boot of the machine, its namespace of process numbers, its number
there, and when it began by the machine's clock since the boot. Where that cannot be read (no
/proc, another machine, another container) nobody is said to have ended.
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from functools import cache
from pathlib import Path
from uuid import uuid4

_PROC = Path("/proc")
#: In `/proc/PID/stat`, behind the program's name: its state, and when it began, in ticks since the
#: boot.
_STATE, _BEGAN = 0, 19
#: States of what is over, but was not waited for.
_OVER = ("Z", "X")


@cache
def _place() -> str:
    """The boot of this machine and our process numbers' namespace; empty where it is not known."""
    try:
        boot = (_PROC / "sys/kernel/random/boot_id").read_text().strip()
        numbers = (_PROC / "self/ns/pid").stat()
    except OSError:
        return ""
    return f"{boot}/{numbers.st_dev}:{numbers.st_ino}"


def _began(pid: int) -> str:
    """The moment a process began, as the kernel writes it; empty where that is not shown."""
    try:
        words = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return ""
    fields = words.rpartition(")")[2].split()
    return "over" if fields[_STATE] in _OVER else fields[_BEGAN]


def new_holder(pid: int | None = None) -> str:
    """A name for one holder of a process, this one by default, which no other has."""
    pid, place = os.getpid() if pid is None else pid, _place()
    where = f"{place}/{_began(pid)}" if place else ""
    return f"{socket.gethostname()} {pid} {uuid4().hex[:8]} {where}".strip()


def has_ended(holder: str) -> bool:
    """True if a name is of a process that ran here and surely runs no more."""
    words = holder.split(" ")
    if len(words) != 4:
        return False
    pid, (place, _, began) = int(words[1]), words[3].rpartition("/")
    if not place or place != _place():
        return False
    with suppress(PermissionError):  # somebody else's lives under that number
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
    now_began = _began(pid)
    return bool(began) and bool(now_began) and now_began != began
