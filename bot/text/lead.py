"""The opening sentences of an article, to a budget, in the source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.text.dateline import strip_dateline
from bot.text.lines import weigh
from bot.text.normalise import fold
from bot.text.sentences import split_sentences

#: A sentence that does not fit is cut at a word only when this much room is left for it.
_LEAST_ROOM_CHARS = 40
#: Paragraphs looked at.
_MOST_PARAGRAPHS = 12
#: A paragraph of this many Latin letters is one whatever it ends with.
_SHORT_CHARS = 75
_NOT_WORD = re.compile(r"[\W_]+")
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।][\"'”’»“」』)\]]*\Z")
_ENDED = re.compile(r"[.!?…。！？؟۔।:：][\"'”’»“」』)\]]*\Z")
_ELLIPSIS = "…"


def extract_lead(
    paragraphs: Sequence[str], *, headline: str, language: str, budget_chars: int
) -> str:
    """The first sentences of a body, at most `budget_chars` characters.

    Dateline, agency tag and byline are taken off; sentences that only repeat the headline
    are passed over; whole sentences while they fit, then a cut one with `…` when at least 40
    characters are left for it. Every word is the source's, in its order. A paragraph that does
    not end like a sentence stays a line of its own. Empty when the paragraphs hold nothing but
    the headline.
    """
    taken = ""
    title = _bare(headline)
    for paragraph in _from_prose(paragraphs[:_MOST_PARAGRAPHS]):
        text = " ".join(paragraph.split())
        if not taken:
            text = strip_dateline(text, language)
        apart = " " if not taken or _SENTENCE_END.search(taken) else "\n"
        for sentence in split_sentences(text, language):
            if not taken and title and _bare(sentence) == title:
                continue
            room = budget_chars - len(taken) - (1 if taken else 0)
            fits = len(sentence) <= room
            if fits or room >= _LEAST_ROOM_CHARS or not taken:
                piece = sentence if fits else _cut(sentence, room)
                taken = f"{taken}{apart}{piece}" if taken else piece
            if not fits:
                return taken
            apart = " "
    return taken


def _from_prose(paragraphs: Sequence[str]) -> Sequence[str]:
    """The paragraphs without short ones before the first that ends like a sentence.

    They are headings, captions and names; where nothing ends like a sentence, as in a list, all
    are kept.
    """
    for at, paragraph in enumerate(paragraphs):
        if weigh(paragraph) >= _SHORT_CHARS or _ENDED.search(paragraph.rstrip()):
            return paragraphs[at:]
    return paragraphs


def _bare(text: str) -> str:
    return _NOT_WORD.sub("", fold(text))


def _cut(sentence: str, room: int) -> str:
    """The first words of a sentence with an ellipsis, at most `room` characters."""
    piece = sentence[: max(room - 1, 1)]
    if " " in piece and not sentence[len(piece) : len(piece) + 1].isspace():
        piece = piece[: piece.rindex(" ")]
    return piece.rstrip(" ,;:–—-") + _ELLIPSIS
