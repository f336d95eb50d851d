"""Begins a process that stays again without docstrings: they are a tenth of its memory.

Only where bytecode of that kind is there, as `make setup` and the container make it: compiling
takes seconds, and where nothing can be written it would be done at each start.
"""

from __future__ import annotations

import os
import sys
from importlib.util import cache_from_source, find_spec
from pathlib import Path

#: Commands that stay.
_STAYING = ("run",)
#: Lede, the largest library and a part of Python itself: where they are compiled, all is.
_COMPILED = ("bot", "sqlalchemy", "asyncio")


def begin_lean() -> None:
    """Become `python -OO` with the same words, when the command is one that stays."""
    words = sys.argv[1:]
    if not words or words[0] not in _STAYING or sys.flags.optimize:
        return
    # What calls us with words of its own is no process of ours to begin again.
    if sys.orig_argv[-len(words) :] == words and _is_compiled():
        os.execv(sys.executable, [sys.executable, "-OO", *sys.orig_argv[1:]])  # noqa: S606 - itself


def _is_compiled() -> bool:
    found = [each.origin for each in map(find_spec, _COMPILED) if each and each.origin]
    files = [Path(cache_from_source(origin, optimization=2)) for origin in found]
    return len(files) == len(_COMPILED) and all(file.exists() for file in files)
