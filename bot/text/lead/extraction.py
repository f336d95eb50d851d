"""The opening sentences of an article, to a budget, in the source's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.stops import CLOSERS, WIDE_STOPS, is_halted, is_whole
from bot.text.lead.dateline import strip_dateline
from bot.text.lines.kinds import weigh
from bot.text.sentences.splitting import split_sentences
from bot.text.words.normalise import fold

#: A first sentence that is too long is cut at a clause beyond this share of the room, if there is
#: one; else at a word.
_LEAST_CLAUSE = 0.5
#: Paragraphs looked at.
_MOST_PARAGRAPHS = 12
#: A paragraph of this many Latin letters is one whatever it ends with.
_SHORT_CHARS = 75
_NOT_WORD = re.compile(r"[\W_]+")
_ELLIPSIS = "…"
#: A headline of this many letters that is this share of a sentence has said it.
_LONG_TITLE, _MOST_SAID = 40, 0.6
#: A dateline that stands alone is not longer.
_LONG_DATELINE = 80
#: The end of a sentence of Chinese or Japanese.
_UNSPACED_END = re.compile(rf"[{WIDE_STOPS}][{CLOSERS}]*\Z")
#: What ends a clause: a mark and a space (so no decimal comma), a dash between spaces, or a mark
#: of a script that needs no spaces.
_CLAUSE = re.compile(r"[,;:،؛](?=\s)|(?<=\s)[–—-](?=\s)|—|[，；：、]")
_OPEN, _CLOSED = re.compile(r"[(\[（「『«“]"), re.compile(r"[)\]）」』»”]")
#: How a text that somebody else cut ends.
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\Z")


def extract_lead(
    paragraphs: Sequence[str], *, headline: str, language: str, budget_chars: int
) -> str:
    """The first sentences of a body, at most `budget_chars` characters.

    Dateline, agency tag and byline are taken off; sentences that only repeat the headline
    are passed over; then whole sentences while they fit. Only a first sentence that alone is too
    long is cut, at a clause where one ends in its second half, and ends with `…`. Every word is
    the source's, in its order. A paragraph that does not end like a sentence stays a line of its
    own; at the end of a lead that has a whole sentence it is left off. Empty when the paragraphs
    hold nothing but the headline.
    """
    pieces: list[str] = []
    room = budget_chars
    title = bare(headline)
    ended = False
    for paragraph in _behind_dateline(_from_prose(paragraphs[:_MOST_PARAGRAPHS]), language):
        text = " ".join(paragraph.split())
        if not pieces:
            text = strip_dateline(text, language)
        # scripts that need no space between sentences have none behind a paragraph's end either
        apart = "\n" if not ended else "" if pieces and _UNSPACED_END.search(pieces[-1]) else " "
        at = 0
        sentences = split_sentences(text, language)
        if not pieces and title:
            sentences = sentences[_told_by(title, sentences) :]
        for sentence in sentences:
            if not pieces and len(sentence) > budget_chars:
                return _cut(sentence, budget_chars)
            found = text.find(sentence, at)
            if pieces and at and found > 0:
                apart = " " if text[found - 1] == " " else ""
            at = max(found, 0) + len(sentence)
            room -= len(sentence) + (len(apart) if pieces else 0)
            if room < 0:
                return _whole(pieces)
            pieces.append(f"{apart}{sentence}" if pieces else sentence)
            ended = is_whole(sentence)
    return _whole(pieces)


def _behind_dateline(paragraphs: Sequence[str], language: str) -> Sequence[str]:
    """The paragraphs without a first one that is the next one's dateline and nothing else."""
    if len(paragraphs) < 2 or len(paragraphs[0]) > _LONG_DATELINE:
        return paragraphs
    first, second = (" ".join(each.split()) for each in paragraphs[:2])
    told = len(strip_dateline(f"{first} {second}", language)) <= len(second)
    return paragraphs[1:] if told else paragraphs


def _told_by(title: str, sentences: Sequence[str]) -> int:
    """The number of the first sentences a headline (as it is compared) says already.

    It says a sentence of which it is all or, when it is long, nearly all.
    """
    heard = ""
    for number, sentence in enumerate(sentences, 1):
        heard += bare(sentence)
        if heard == title:
            return number
        if not title.startswith(heard):
            most = len(title) >= max(_LONG_TITLE, _MOST_SAID * len(heard))
            return number if most and heard.startswith(title) and number < len(sentences) else 0
    return 0


def _whole(pieces: Sequence[str]) -> str:
    """The pieces up to the last that ends like a sentence; all of them where none does."""
    for end in range(len(pieces), 0, -1):
        if is_whole(pieces[end - 1]) and not _CUT_OFF.search(pieces[end - 1]):
            return "".join(pieces[:end])
    return "".join(pieces)


def _from_prose(paragraphs: Sequence[str]) -> Sequence[str]:
    """The paragraphs without short ones before the first that ends like a sentence.

    They are headings, captions and names; where nothing ends like a sentence, as in a list, all
    are kept.
    """
    for at, paragraph in enumerate(paragraphs):
        if weigh(paragraph) >= _SHORT_CHARS or is_halted(paragraph.rstrip()):
            return paragraphs[at:]
    return paragraphs


def bare(text: str) -> str:
    """The letters and digits of a text as they are compared."""
    return _NOT_WORD.sub("", fold(text))


def _cut(sentence: str, room: int) -> str:
    """The first words of a sentence with an ellipsis, at most `room` characters."""
    piece = sentence[: max(room - 1, 1)]
    ends = [
        match.start()
        for match in _CLAUSE.finditer(sentence, 0, len(piece) + 1)
        if match.start() >= _LEAST_CLAUSE * room and _closed(sentence[: match.start()])
    ]
    if ends:
        piece = piece[: ends[-1]]
    elif " " in piece and not sentence[len(piece) : len(piece) + 1].isspace():
        piece = piece[: piece.rindex(" ")]
    return piece.rstrip(" ,;:–—-、，；：") + _ELLIPSIS


def _closed(text: str) -> bool:
    """True if every bracket and quotation that begins in a text ends there, too."""
    return len(_OPEN.findall(text)) == len(_CLOSED.findall(text))
