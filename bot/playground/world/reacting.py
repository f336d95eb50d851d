"""Reactions of people on messages, and the updates the bot gets of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.playground.world.state import EmulatedChat, Json

if TYPE_CHECKING:
    from bot.playground.world.people import People

#: Who pays for Telegram may have so many on one message (Bot API, setMessageReaction).
_MOST = 3


class ReactionError(Exception):
    """Nobody can react so; the text says why."""


def react(
    people: People, person_id: int, chat_id: int, message_id: int, emoji: Sequence[str]
) -> Json:
    """Make these somebody's reactions on a message. What the message has now.

    Where the bot is no administrator it is told nothing (Bot API, Update). In a channel nobody
    has a name: it is told how many there are of each.
    """
    chat = people.world.chat(chat_id)
    message = chat.messages.get(message_id)
    if message is None:
        raise ReactionError(f"there is no message {message_id}")
    if len(emoji) > _MOST:
        raise ReactionError(f"that is more than {_MOST} reactions")
    given = people.reactions.setdefault((chat_id, message_id), {})
    old, given[person_id] = given.get(person_id, []), list(emoji)
    if _told(people, chat):
        head = {"chat": chat.brief, "message_id": message_id, "date": people.world.date()}
        if chat.kind == "channel":
            counts = Counter(each for some in given.values() for each in some)
            totals = [{"type": each, "total_count": n} for each, n in _named(counts)]
            people.updates.add("message_reaction_count", head | {"reactions": totals})
        else:
            user = people.world.user(person_id)
            update = head | {"user": user, "old_reaction": _types(old)}
            people.updates.add("message_reaction", update | {"new_reaction": _types(emoji)})
    return {"reactions": {str(number): some for number, some in given.items() if some}}


def _told(people: People, chat: EmulatedChat) -> bool:
    mine = chat.members.get(people.world.bot.id)
    return mine is not None and mine.status == "administrator"


def _types(emoji: Sequence[str]) -> list[Json]:
    return [{"type": "emoji", "emoji": each} for each in emoji]


def _named(counts: Counter[str]) -> list[tuple[Json, int]]:
    return [({"type": "emoji", "emoji": each}, count) for each, count in sorted(counts.items())]
