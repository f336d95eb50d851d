"""Sentences of a text: sentencex, with a layer for what news does to punctuation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import accumulate
from typing import Any

from bot.text.sentences.abbreviations import (
    AFTER_TIME,
    ENDS_OR_NOT,
    GOES_ON,
    NUMBERED,
    STARTERS,
    WORDS_TOO,
)
from bot.text.words.scripts import SOLE_LANGUAGE, main_script

#: A longer paragraph is split in pieces: what parts sentences takes the square of the length.
_PIECE_CHARS = 4000
#: Where a piece may end, the best first.
_PIECE_ENDS = (". ", "。", "! ", "? ", "！", "？", "।", "۔", " ")
#: A list within a line: `1. … 2. …`, `1) … 2) …`, `a. … b. …`, `• … • …`.
_MARKER = re.compile(r"(?:(?<=\s)|\A)(?:(\d{1,3})|([a-h]))(?:\.\)|[.)])\s+(?=\S)")
_BULLET = re.compile(r"\s+(?=[•⁃‣◦▪]\s?\S)")
_INITIALS_END = re.compile(r"(?:\A|[\s(«„“\"])([^\W\d_])\.\s?([^\W\d_]\.)?\Z")
_SPEAKER = re.compile(r"[—–-]\s?[^\W\d_]")
#: Languages that write ordinals with a full stop, and what stands before one.
_ORDINALS = frozenset({"de", "da", "no", "nb", "fi", "et", "cs", "sk", "hu", "hr", "sl"})
_ORDINAL = re.compile(
    r"\b(?:der|des|dem|den|das|die|am|vom|zum|zur|im|ist|war|bis|beim|auf|nach|[sm]eine[nmrs]?|ihre[nmrs]?|eine?[nmr]?)"
    r"\s\d{1,3}\.\Z",
    re.IGNORECASE,
)
_INITIALS = frozenset({"ru", "uk", "be", "bg", "pl", "mk", "sr", "kk", "el"})
#: Languages without capitals: a letter and a full stop is an initial, letters with full stops
#: between them are one word.
_CASELESS = frozenset({"ar", "fa", "ur", "ps", "he", "yi", "ka"})
_DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_]{1,2}){0,4}\.")
#: Its letters count as small, but there are no others.
_GEORGIAN = frozenset(map(chr, range(0x10D0, 0x1100)))
#: Languages that end sentences with a stroke: a full stop is one of an abbreviation.
_STROKED = frozenset({"hi", "ne", "bn", "pa", "as", "or", "sa"})
#: Languages that write `den 14. maj`, where a capital behind the number begins a sentence.
_COUNTED = frozenset({"da", "nb", "nn", "no", "sv", "nl", "is", "fo"})
_AFTER_NUMBER = re.compile(r"(?<=[^\W\d_A-ZÆØÅÄÖ] )\d{1,4}\.\s+(?=[A-ZÆØÅÄÖ])")
#: Ends of sentences in scripts whose marks the segmenter passes over: Khmer, Burmese, Greek.
_MARKED = re.compile("[\u17d4\u17d5\u104b\u037e]\\s*(?=\\S)")
_MARKS = ("\u17d4", "\u17d5", "\u104b", "\u037e")
_ELLIPSIS = re.compile(r"(?:…|(?<![.\s])\.{3})[\"”»’]?\s+(?=(\w+))")
_QUOTES_OPEN, _QUOTES_CLOSED = "“«„「『", "”»」』"
#: A company whose name ends with a mark.
_COMPANY = ("Inc", "Corp", "Ltd", "LLC", "Co.")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])’(?=[^\W\d_])")
#: What must stand in a text for `_ABBREVIATED` to be looked for: a plain search is quick.
_ABBREVIATED_ENDS = (
    "S. ", "K. ", "N. ", "E.U. ", "D.C. ", "S.A. ", "L.A. ", "N.Y. ", ".m. ", ".M. ", "Inc. ", "Corp. ",
    "Ltd. ", "Jr. ", "Sr. ", ".D. ",
)  # fmt: skip
_ABBREVIATED = re.compile(
    r"(?:U\.S\.A?|U\.K|U\.N|E\.U|D\.C|L\.A|N\.Y|[ap]\.m|[AP]\.M|Inc|Corp|Ltd|Jr|Sr|Ph\.D|M\.D)\.\s+([A-Z]\w*)"
)


def split_sentences(text: str, language: str = "") -> list[str]:
    """The sentences of a text in order, without spaces around them.

    `language` is an ISO 639-1 code; with none, a script that only one language writes tells it;
    an unknown one is read by English rules.
    """
    out: list[str] = []
    if not language and not text.isascii():
        language = SOLE_LANGUAGE.get(main_script(text[:400]), "")
    for paragraph in text.split("\n"):
        if len(paragraph) > _PIECE_CHARS:
            for piece in _pieces(paragraph):
                out.extend(_paragraph(piece, language or "en"))
        elif paragraph and not paragraph.isspace():
            out.extend(_paragraph(paragraph, language or "en"))
    return out


def _pieces(paragraph: str) -> list[str]:
    """A very long paragraph in pieces, each up to the last end of a sentence in it."""
    out, at = [], 0
    while at < len(paragraph):
        end = at + _PIECE_CHARS
        if end < len(paragraph):
            low = at + _PIECE_CHARS // 2
            ends = (paragraph.rfind(mark, low, end) + len(mark) for mark in _PIECE_ENDS)
            end = next((found for found in ends if found > low), end)
        out.append(paragraph[at:end])
        at = end
    return out


def _paragraph(text: str, language: str) -> list[str]:
    items = _list_items(text)
    if items:
        return [sentence for item in items for sentence in _item(item, language)]
    raw = _segmented(text, language)
    found = _joined(raw, language) if len(raw) > 1 else [text.strip()]
    if language == "en" and ". " in text and any(map(text.__contains__, _ABBREVIATED_ENDS)):
        found = [part for sentence in found for part in _after_abbreviation(sentence)]
    words, pattern = _words_too(language)
    if pattern is not None and any(map(text.__contains__, words)):
        found = _cut_each(found, pattern)
    if language in _COUNTED and ". " in text:
        found = _cut_each(found, _AFTER_NUMBER)
    if language != "de" and ("… " in text or "... " in text):
        found = [part for sentence in found for part in _after_ellipsis(sentence)]
    if not text.isascii() and any(mark in text for mark in _MARKS):
        found = [part for sentence in found for part in _cut_at(_MARKED, sentence)]
    return found


def _cut_each(sentences: list[str], end: re.Pattern[str]) -> list[str]:
    """The sentences, those with a full stop inside cut behind such ends."""
    return [
        part
        for sentence in sentences
        for part in (_cut_at(end, sentence) if ". " in sentence else (sentence,))
    ]


@cache
def _words_too(language: str) -> tuple[tuple[str, ...], re.Pattern[str] | None]:
    """Words that may end a sentence, as they stand in one that does, and the pattern of all."""
    words = WORDS_TOO.get(language, "").split()
    if not words:
        return (), None
    pattern = rf"(?<=[^\W\d_] )(?:{'|'.join(words)})\.\s+(?=[^\W\d_a-zà-ÿ])"
    return tuple(f" {word}. " for word in words), re.compile(pattern)


def _cut_at(end: re.Pattern[str], sentence: str) -> list[str]:
    """A sentence cut behind each end that stands in no quotation."""
    out, at = [], 0
    for found in end.finditer(sentence):
        if not _is_quoting(sentence[at : found.start()]):
            out.append(sentence[at : found.end()].strip())
            at = found.end()
    out.append(sentence[at:].strip())
    return out


def _after_ellipsis(sentence: str) -> list[str]:
    """A sentence cut behind an ellipsis with a capital after it; `I` is always one."""
    if "… " not in sentence and "... " not in sentence:
        return [sentence]
    out, at = [], 0
    for found in _ELLIPSIS.finditer(sentence):
        word = found[1]
        if word[0].isupper() and word != "I" and not _is_quoting(sentence[at : found.start()]):
            out.append(sentence[at : found.end()].strip())
            at = found.end()
    out.append(sentence[at:].strip())
    return out


def _is_quoting(text: str) -> bool:
    """True if a quotation that began in a text has not ended in it."""
    if text.isascii():
        return text.count('"') % 2 == 1
    opened = sum(map(text.count, _QUOTES_OPEN))
    return opened > sum(map(text.count, _QUOTES_CLOSED)) or text.count('"') % 2 == 1


def _segmented(text: str, language: str) -> list[str]:
    """The pieces of the segmenter, which takes `‘` to open a quote until any `’`.

    One within a word is an apostrophe, and closes nothing.
    """
    mended = _APOSTROPHE.sub("'", text) if "‘" in text else text
    pieces: list[str] = _segmenter()(language, mended)
    if mended is text:
        return pieces
    ends = list(accumulate(map(len, pieces)))
    if not ends or ends[-1] != len(text):
        whole: list[str] = _segmenter()(language, text)
        return whole
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _list_items(text: str) -> list[str]:
    """The entries of a list written in one line, or none."""
    first = text.lstrip()[:1]
    if first in "•⁃‣◦▪" and first:
        return [part for raw in _BULLET.split(text) if (part := raw.strip())]
    if not (first.isdigit() or first in "abc"):
        return []
    starts: list[int] = []
    expected: int | None = None
    for found in _MARKER.finditer(text):
        value = int(found[1]) if found[1] else ord(found[2]) - 96
        if expected is None:
            if found.start() > len(text) - len(text.lstrip()):
                return []
        elif value != expected:
            continue
        starts.append(found.start())
        expected = value + 1
    if len(starts) < 2:
        return []
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]


def _item(item: str, language: str) -> list[str]:
    """The sentences of an entry, its marker with the first."""
    found = re.match(r"\S+\s+", item)
    if found is None or item[0] in "•⁃‣◦▪":
        return [item]
    rest = _paragraph(item[found.end() :], language)
    return [item[: found.end()] + rest[0], *rest[1:]] if rest else [item.strip()]


def _joined(raw: list[str], language: str) -> list[str]:
    """The pieces, with those that are no sentence of their own put together."""
    goes_on = GOES_ON.get(language, GOES_ON["en"])
    ordinals = language in _ORDINALS
    out: list[str] = []
    spaced = True
    for piece in raw:
        stripped = piece.strip()
        if not stripped:
            spaced = True
            continue
        if out:
            before = out[-1]
            first, last = stripped[0], before[-1]
            if not spaced and _is_glued(before, last, stripped):
                out[-1] = before + stripped
            elif (
                (first.islower() and _goes_on_small(before, last) and first not in _GEORGIAN)
                or (last == "." and _is_short_for(before, stripped, goes_on, language))
                or (first in "—–-" and last in '!?»"”…' and _speaks_small(stripped))
                or (ordinals and last == "." and _ORDINAL.search(before[-24:]))
                or (last in "!?" and stripped.startswith(_COMPANY))
            ):
                out[-1] = f"{before} {stripped}" if spaced else before + stripped
            else:
                out.append(stripped)
        else:
            out.append(stripped)
        spaced = piece[-1].isspace()
    return out


def _is_glued(before: str, last: str, piece: str) -> bool:
    """True if a piece without a space before it goes on: `4.5`, `.Net`, `m.t.f.`, `「…」と言った`."""
    if last == ".":
        return before[-2:-1].isdigit() or before[-2:-1] in ("", " ") or piece[1:2] == "."
    return last in "」』" and "\u3041" <= piece[0] <= "\u3096"


def _goes_on_small(before: str, last: str) -> bool:
    """True if a small letter behind a sentence's end shows that it was none."""
    return last in ".!?\"”»“’')" and not before.endswith(("...", "…"))


def _speaks_small(piece: str) -> bool:
    """True if a piece is a dash and who says what stood before it: `— сказал он`."""
    if not _SPEAKER.match(piece):
        return False
    return next(char for char in piece if char.isalpha()).islower()


def _is_short_for(before: str, piece: str, goes_on: frozenset[str], language: str) -> bool:
    """True if the full stop before a piece is that of an abbreviation, initial or number."""
    word = before[before.rfind(" ") + 1 :].lstrip("(\"'«„“[")
    if word in NUMBERED:
        return not piece[0].isupper()
    if word in goes_on or (word == before and word.lower() in goes_on):
        return word not in ENDS_OR_NOT
    if word in ("a.m.", "p.m."):
        return piece.split(None, 1)[0].rstrip(".,") in AFTER_TIME
    if language in _CASELESS:
        return _DOTTED.fullmatch(word) is not None
    if language in _STROKED:
        return len(word) <= 6
    if len(before) <= 3:
        return before[:-1].isdigit()
    if language in _INITIALS:
        return piece[0].isupper() and _INITIALS_END.search(before[-8:]) is not None
    return False


def _after_abbreviation(sentence: str) -> list[str]:
    """A sentence cut behind abbreviations after which a new one plainly starts."""
    if ". " not in sentence:
        return [sentence]
    out, at = [], 0
    for found in _ABBREVIATED.finditer(sentence):
        if found[1] in STARTERS and found.start() > at + 3:
            out.append(sentence[at : found.start(1)].strip())
            at = found.start(1)
    out.append(sentence[at:])
    return out


@cache
def _segmenter() -> Any:
    import sentencex

    return sentencex.segment


def rejoin(text: str, sentences: Sequence[str]) -> str:
    """Some of a text's sentences in their order as one text, parted as they are in it.

    Scripts that need no spaces between sentences get none.
    """
    pieces: list[str] = []
    at = 0
    for sentence in sentences:
        found = text.find(sentence, at)
        spaced = found <= 0 or text[found - 1].isspace()
        pieces.append(f" {sentence}" if pieces and spaced else sentence)
        at = found + len(sentence) if found >= 0 else at
    return "".join(pieces)
