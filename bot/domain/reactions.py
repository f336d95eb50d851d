"""Preferences for sources, derived from a group's reactions.

A message tells many stories, and a reaction is about all of it: it counts for each source by its
share of the message. Over time sources whose messages are liked stand above the others; what
stands above them or below by a whole reaction or more is wished for as by a button, and no more
than a fifth of a digest changes for it (`bot.domain.likings`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

#: A reaction on a message that tells of one source.
FULL = 60

#: How long a reaction counts.
COUNTED = timedelta(days=30)

#: Emoji that praise and that complain; others are about what happened (😢, 😱), not about a story.
_GOOD = frozenset(
    "👍❤🔥🥰👏😁🎉🤩🙏👌🕊😍🐳💯🤣⚡"
    "🏆🍓🍾💋😇🤝✍🤗🫡😎💘🆒💅🦄😘"
)  # fmt: skip
_BAD = frozenset("👎💩🤮🤬😡🥱🖕🤡😴🙈")


def value(reactions: Iterable[Mapping[str, object]]) -> int:
    """The worth of one reader's reactions on one message: 1, 0 or -1."""
    worth = sum(_worth(each) for each in reactions)
    return (worth > 0) - (worth < 0)


def total(counts: Iterable[Mapping[str, object]]) -> int:
    """The worth of reactions of many readers, of which only numbers are known."""
    found = 0
    for each in counts:
        kind, count = each.get("type"), each.get("total_count")
        if isinstance(kind, Mapping) and isinstance(count, int):
            found += _worth(kind) * count
    return found


def shares(sources: Sequence[int]) -> dict[int, int]:
    """The points of a reaction for each source of a message, given one source a story."""
    return {
        source_id: round(FULL * count / len(sources))
        for source_id, count in Counter(sources).items()
    }


def wishes(points: Mapping[int, int]) -> dict[int, bool]:
    """By source, whether more or less of it is wanted; most are not wished about."""
    if len(points) < 2:
        return {}
    usual = sum(points.values()) / len(points)
    return {
        source_id: count > usual
        for source_id, count in points.items()
        if abs(count - usual) >= FULL
    }


def _worth(reaction: Mapping[str, object]) -> int:
    if reaction.get("type") == "paid":
        return 1
    emoji = str(reaction.get("emoji", ""))[:1]
    return (emoji in _GOOD) - (emoji in _BAD)
