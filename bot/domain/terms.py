"""The words of a text by which it is compared: without endings, pairs of signs in scripts without spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
#: Endings that forms of one word differ by; long ones first. What is left is 4 letters or more.
_ENDINGS = re.compile(
    r"(?:ings|ing|ies|ied|ers|ed|es|er|ly|s|e"
    r"|ungen|ung|ischen|ische|en|em|ern"
    r"|ements?|aient|ations?|ciones|ción|zioni|zione|ções|ção|mente"
    r"|ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|ей|ой|ый|ий|ая|яя|ое|ее"
    r"|ые|ие|ых|их|ую|юю|ах|ях|ом|ем|ам|ям"
    r"|ові|еві|ів|їв|ій|ою|ею|[аяоеєиіїуюыэьйъ]"
    r"|ami|ach|ego|emu|ymi|ych|owi|ów|om|ie|ia|ją|ły|ła|[aąeęioóuy]"
    r"|ların|lerin|ları|leri|lar|ler|ının|inin|nın|nin|dan|den|tan|ten|da|de|ta|te)\Z"
)


def words_of(text: str, stop: frozenset[str]) -> Iterable[str]:
    """The words of a text in order without their endings, those of `stop` left out."""
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if not word.isascii() and _UNSPACED.search(word):
            yield from (word[at : at + 2] for at in range(max(len(word) - 1, 1)))
        elif len(word) > 1 and word not in stop:
            yield _stem(word)


def _stem(word: str) -> str:
    """A word without its ending, near enough for any language that has them."""
    word = word.replace("’", "'").split("'")[0] or word
    if len(word) <= 4 or word.isdigit():
        return word
    found = _ENDINGS.search(word, 4)
    return word[: found.start()] if found else word
