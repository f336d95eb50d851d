"""Text made regular: one spelling for spaces and letters, and one for comparing and searching."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from bot.text.words.scripts import UNSPACED
from bot.text.words.stems import stems_of

_SURROGATE = re.compile("[\ud800-\udfff]")
#: Line ends of other worlds: CR, CRLF, VT, FF, NEL, LINE SEPARATOR.
_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028]")
#: Controls, soft hyphen, zero-width (but not U+200C/200D), bidi controls, icon fonts'
#: private letters, noncharacters: nothing a reader sees.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff]+"
)
#: Letters written in a second way: ligatures, Arabic shapes, full-width and mathematical
#: letters. Not the rest of NFKC: it would turn `½`, `²`, `™`, `…`, `，` into something else.
_COMPATIBLE = re.compile(
    "[\ufb00-\ufb17\ufb50-\ufdef\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
    "\uff65-\uff9f\U0001d400-\U0001d7ff]+"
)
#: Any of those: most texts hold none, and one look is quicker than four.
_ODD = re.compile(
    "[\ud800-\udfff\r\v\f\u2028\u2029\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\ue000-\uf8ff"
    "\ufb00-\ufdff\ufe70-\ufefc\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff65-\uff9f\U0001d400-\U0001d7ff]"
)
#: Controls that Python takes for spaces.
_SEPARATORS = ("\x1c", "\x1d", "\x1e", "\x1f")
_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_RUN_OF_SPACES = re.compile(" {2,}")
_AROUND_NEWLINE = re.compile(" ?\n ?")
_BLANK_LINES = re.compile("\n{3,}")

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_UNSPACED_RUN = re.compile(f"([{UNSPACED}]+)")


def normalise(text: str) -> str:
    """The text with one kind of space and line end and nothing invisible.

    NFC, and NFKC for letters only. Lone surrogates become U+FFFD. Runs of spaces are one
    space, lines have none at their ends, paragraphs are parted by one blank line at most.
    Applying it twice changes nothing.
    """
    # spaces but one, controls and what has no shape do not print
    prints = text.replace("\n", "").isprintable()
    if not prints or not text.isascii():
        if (not prints or _may_be_compatible(text)) and _ODD.search(text):
            if _SURROGATE.search(text):
                text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            text = _LINE_END.sub("\n", text).replace("\u2029", "\n\n")
            text = _INVISIBLE.sub("", text)
            text = _COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
        text = unicodedata.normalize("NFC", text)
        if not prints:
            text = _SPACES.sub(" ", text)
    if "  " in text:
        text = _RUN_OF_SPACES.sub(" ", text)
    if " \n" in text or "\n " in text:
        text = _AROUND_NEWLINE.sub("\n", text)
    if "\n\n\n" in text:
        text = _BLANK_LINES.sub("\n\n", text)
    return text.strip(" \n")


def _may_be_compatible(text: str) -> bool:
    """True if a text without surrogates may hold letters from U+F000 on, told by UTF-8 bytes."""
    data = text.encode()
    return b"\xef" in data or b"\xf0" in data


def one_line(text: str) -> str:
    """`normalise` with line ends as spaces: for headlines and names."""
    line = text.strip()
    if not line.isprintable():
        if any(map(line.__contains__, _SEPARATORS)):
            return " ".join(normalise(text).split())
        line = " ".join(line.split())
    elif "  " in line:
        line = _RUN_OF_SPACES.sub(" ", line)
    # most often spaces and line ends were all that did not print
    if line.isascii() and line.isprintable():
        return line
    if line.isprintable() and not _may_be_compatible(line):
        return unicodedata.normalize("NFC", line)
    return " ".join(normalise(text).split())


#: What is compared as something else than its base letter.
_SPECIAL: dict[int, str | None] = {
    **dict.fromkeys(map(ord, "’ʼ‘`´＇"), "'"),
    **dict.fromkeys(map(ord, "أإآٱ"), "ا"),
    **dict.fromkeys((0x640, 0x200C, 0x200D)),
    0x649: "ي",
    0x629: "ه",
    0x624: "و",
    0x626: "ي",
    ord("ё"): "е",
    ord("ґ"): "г",
    ord("ø"): "o",
    ord("ł"): "l",
    ord("đ"): "d",
    ord("ı"): "i",
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
    ord("ð"): "d",
}


#: Accents, Hebrew points, Arabic vowel signs: first and last of each block.
_MARKS = ((0x300, 0x36F), (0x591, 0x5C7), (0x64B, 0x652), (0x670, 0x670))


class _Folding(dict[int, str | None]):
    """Maps a casefolded character to what it is compared as; filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        letter: str | None
        if code in _SPECIAL:
            letter = _SPECIAL[code]
        elif any(low <= code <= high for low, high in _MARKS):
            letter = None
        else:
            char = chr(code)
            parts = unicodedata.normalize("NFD", char)
            # й and ї are letters of their own; é and ö are not, for somebody who searches
            marked = len(parts) > 1 and not 0x400 <= code <= 0x52F
            letter = parts[0] if marked and "\u0300" <= parts[1] < "\u0370" else char
        self[code] = letter
        return letter


_FOLDING: Any = _Folding()


def fold(text: str) -> str:
    """The text as it is compared: no case, no diacritics on Latin and Greek, ё as е, ß as ss."""
    if text.isascii():
        return text.lower()
    folded: str = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFC", folded).translate(_FOLDING)


def words_of(text: str) -> list[str]:
    """The words of a text, casefolded; runs of scripts without spaces as single characters."""
    if text.isascii():
        return _WORD.findall(text.lower())
    words: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        if word.isascii():
            words.append(word)
            continue
        for run in _UNSPACED_RUN.split(word):
            if run and _UNSPACED_RUN.fullmatch(run):
                words.extend(run)
            elif run:
                words.append(run)
    return words


def stem_text(text: str, language: str) -> str:
    """The folded words of a text and their stems, for a search index.

    One string, separated by single spaces: every folded word, followed by its stem where
    that differs. Runs of scripts written without spaces give single characters and pairs.
    """
    out: list[str] = []
    for token in _tokens(text):
        if _is_unspaced(token):
            out.extend(token)
            out.extend(token[i : i + 2] for i in range(len(token) - 1))
        else:
            out.extend(_forms(token, language))
    return " ".join(out)


def search_terms(words: str, language: str) -> list[list[str]]:
    """For each word of a query the forms to look for in an index made by `stem_text`.

    A text matches a word when it holds any of its forms. With no language, the stems of the
    usual languages of the word's script are all tried. Longer runs of scripts without spaces
    become one entry for each pair of characters.
    """
    terms: list[list[str]] = []
    for token in _tokens(words):
        if _is_unspaced(token):
            pairs = [token[i : i + 2] for i in range(len(token) - 1)] or [token]
            terms.extend([pair] for pair in pairs)
        else:
            terms.append(list(_forms(token, language)))
    return terms


def _tokens(text: str) -> list[str]:
    """Casefolded words; runs of unspaced scripts are tokens of their own."""
    tokens: list[str] = []
    for word in _WORD.findall(normalise(text).casefold()):
        if word.isascii():
            tokens.append(word)
        else:
            tokens.extend(run for run in _UNSPACED_RUN.split(word) if run)
    return tokens


def _is_unspaced(token: str) -> bool:
    return not token.isascii() and _UNSPACED_RUN.fullmatch(token) is not None


@lru_cache(maxsize=65536)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """The folded word, then its folded stems, each once; an apostrophe parts words."""
    forms: list[str] = []
    for part in re.split(r"['’ʼ]", word):
        # what is left of "o'neill" or "l'eau" is too short to be a word by itself
        if len(part) < 2 and len(word) > len(part):
            continue
        forms.append(fold(part))
        forms.extend(fold(stem) for stem in stems_of(part, language))
    return tuple(dict.fromkeys(form for form in forms if form))
