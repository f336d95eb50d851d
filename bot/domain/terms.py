"""The terms of an article by which stories are told apart: words, pieces of words, pairs of signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from bot.domain.stopwords import BY_LANGUAGE, STOPWORDS

#: Characters of a lead that count; more only blurs what the news is.
LEAD_CHARS = 300
#: How much a word of the lead, and a piece of a headline's word, counts beside a whole one.
_LEAD_WEIGHT, _PIECE_WEIGHT = 0.5, 0.35
PIECE_CHARS = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)
#: Endings that forms of one word differ by; long ones first. What is left is 4 letters or more.
_ENDINGS = re.compile(
    r"(?:ings|ing|ies|ied|ers|ed|es|er|ly|s|e"
    r"|ungen|ung|ischen|ische|en|em|ern"
    r"|ements?|aient|ations?|ciones|ción|zioni|zione|ções|ção|mente"
    r"|ами|ями|ого|его|ому|ему|ыми|ими|ов|ев|ей|ой|ый|ий|ая|яя|ое|ее|ые|ие|ых|их|ую|юю|ах|ях|ом|ем|ам|ям"
    r"|ові|еві|ів|їв|ій|ою|ею|[аяоеєиіїуюыэьйъ]"
    r"|ami|ach|ego|emu|ymi|ych|owi|ów|om|ie|ia|ją|ły|ła|[aąeęioóuy]"
    r"|ların|lerin|ları|leri|lar|ler|ının|inin|nın|nin|dan|den|tan|ten|da|de|ta|te)\Z"
)


def terms_of(headline: str, lead: str, language: str = "") -> dict[str, float]:
    """The terms of an article and how much each counts.

    Words without their endings; pieces of a headline's longer words, marked with `#`, so that
    compounds and names written in two ways still meet; pairs of characters for scripts
    without spaces.
    """
    stop = BY_LANGUAGE.get(language, STOPWORDS)
    terms: dict[str, float] = {}
    for word in words_of(headline, stop):
        terms[word] = 1.0
    for word in list(terms):
        if len(word) > PIECE_CHARS:
            for at in range(len(word) - PIECE_CHARS + 1):
                terms["#" + word[at : at + PIECE_CHARS]] = _PIECE_WEIGHT
    for word in words_of(lead[:LEAD_CHARS], stop):
        terms.setdefault(word, _LEAD_WEIGHT)
    return terms


def spelled_words(text: str) -> dict[str, str]:
    """The words of a text by their terms, as first spelled."""
    found: dict[str, str] = {}
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        for term in words_of(word, frozenset()):
            found.setdefault(term, term if _UNSPACED.search(word) else word)
    return found


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
