"""For whom stored articles are read: what one chat follows is nobody else's matter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The people whose sources may be seen."""

    #: Everybody's sources and those that this chat follows; None for everybody's alone.
    chat_id: int | None = None
    #: All there is, private feeds of all chats, too: for the command line only.
    everything: bool = False


#: What an operator sees who can read the database.
EVERYTHING = Sight(everything=True)
