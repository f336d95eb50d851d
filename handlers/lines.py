"""The updates that take longer: they wait in a line of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bot.domain.updates import text_of
from handlers.declare import About, Command, Who

#: Words longer than this take time, whatever they are for.
_SHORT_CHARS = 200


def slow(commands: Iterable[Command]) -> Callable[[Mapping[str, Any]], bool]:
    """Tells of an update whether it searches, looks something up, reads or writes much.

    Presses, what Telegram itself says, and short commands that are answered from what a chat has
    do not; words without a command, files and what is forwarded may.
    """
    quick = {
        each.name
        for each in commands
        if each.who is Who.OPERATOR or not (each.heavy or each.about is About.WORDS)
    }

    def takes_longer(payload: Mapping[str, Any]) -> bool:
        said = text_of(payload)
        if said is None:
            return False
        first = said[:_SHORT_CHARS].split(maxsplit=1)[:1]
        name = first[0].partition("@")[0].lower() if first else ""
        return len(said) > _SHORT_CHARS or name[:1] != "/" or name[1:] not in quick

    return takes_longer
