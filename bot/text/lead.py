"""The opening sentences of an article, to a budget, in the source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.text.dateline import strip_dateline
from bot.text.normalise import fold
from bot.text.sentences import split_sentences

#: A sentence that does not fit is cut at a word only when this much room is left for it.
_LEAST_ROOM_CHARS = 40
#: Paragraphs looked at.
_MOST_PARAGRAPHS = 12
_NOT_WORD = re.compile(r"[\W_]+")
_ELLIPSIS = "…"


def extract_lead(
    paragraphs: Sequence[str], *, headline: str, language: str, budget_chars: int
) -> str:
    """The first sentences of a body, at most `budget_chars` characters.

    Dateline, agency tag and byline are taken off; sentences that only repeat the headline
    are passed over; whole sentences while they fit, then a cut one with `…` when at least 40
    characters are left for it. Every word is the source's, in its order. Empty when the
    paragraphs hold nothing but the headline.
    """
    taken: list[str] = []
    used = 0
    title = _bare(headline)
    for paragraph in paragraphs[:_MOST_PARAGRAPHS]:
        text = " ".join(paragraph.split())
        if not taken:
            text = strip_dateline(text, language)
        for sentence in split_sentences(text, language):
            if not taken and title and _bare(sentence) == title:
                continue
            room = budget_chars - used - (1 if taken else 0)
            if len(sentence) <= room:
                taken.append(sentence)
                used += len(sentence) + (1 if len(taken) > 1 else 0)
                continue
            if room >= _LEAST_ROOM_CHARS or not taken:
                taken.append(_cut(sentence, room))
            return " ".join(taken)
    return " ".join(taken)


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", fold(text))


def _cut(sentence: str, room: int) -> str:
    """The first words of a sentence with an ellipsis, at most `room` characters."""
    piece = sentence[: max(room - 1, 1)]
    if " " in piece and not sentence[len(piece) : len(piece) + 1].isspace():
        piece = piece[: piece.rindex(" ")]
    return piece.rstrip(" ,;:–—-") + _ELLIPSIS
