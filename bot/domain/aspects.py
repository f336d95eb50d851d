"""Aspects of a story that can be wished for: its source, and the words of its headline."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.errors import InputError
from bot.domain.models import Article
from bot.domain.mutes import of_source
from bot.domain.query import parse_query
from bot.domain.stopwords import STOPWORDS

#: Words offered of one headline.
_MOST_WORDS = 5
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
#: Shorter words tell little, but for names and scripts whose words are short.
_SHORT_CHARS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """One of them."""

    #: As of a mute: a query in its normal form, or a source.
    words: str
    title: str


def source_aspect(article: Article) -> Aspect:
    """The aspect that covers every article of the same source."""
    title = " ".join(article.source_title.split())[:100]
    return Aspect(words=of_source(article.source_id), title=title or "…")


def aspects(article: Article) -> list[Aspect]:
    """The source, then the words of the headline that may tell what it is about, names first."""
    source, headline = source_aspect(article), article.headline
    words = [
        word
        for word in _WORD.findall(headline)
        if word.casefold() not in STOPWORDS and len(word) >= (_SHORT_CHARS if word.isascii() else 2)
    ]
    unique = list({word.casefold(): word for word in reversed(words)}.values())[::-1]
    # A word that is written large within its sentence is a name.
    unique.sort(key=lambda word: not word[:1].isupper())
    found = (_aspect(word) for word in unique[:_MOST_WORDS])
    return [source, *(each for each in found if each is not None)]


def _aspect(word: str) -> Aspect | None:
    try:
        return Aspect(words=parse_query(f'"{word}"').normalised, title=word)
    except InputError:
        return None
