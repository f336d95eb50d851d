"""Novelty: how much an article says about a story beyond what was told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.models import Article

#: Gives the sentences of a text, in order and whole.
Sentences = Callable[[str], Sequence[str]]

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
#: Shorter words tie sentences together and tell nothing; years and numbers do tell.
_MIN_LETTERS = 4
#: Another source that tells a story this soon tells the same news in words of its own.
_SAME_NEWS = timedelta(hours=12)
#: So many new words make a first sentence worth telling, where another sentence is new.
_MIN_ADDED = 2


def new_words(article: Article, told: Iterable[Article], *, sentences: Sentences) -> str:
    """The sentences of an article's lead that tell what is new in it, or empty.

    There is something new when a sentence says it: enough of its words that carry meaning are in
    nothing that was told. How many are enough depends on who says it and when, see `_Enough`.
    So does a source's own headline with a number nobody told. Then the first sentence, in which
    the source itself says what the news is, goes first, unless it tells nothing that was not told
    before.
    """
    told = tuple(told)
    enough = _enough(article, told)
    known: set[str] = set()
    for other in told:
        known |= meaning(f"{other.headline} {other.lead}")
    kept = []
    # twelve injured are now fourteen, or it is another number of the same kind
    counted = enough is _OWN and _has_number(meaning(article.headline) - known)
    new_at_all = counted
    for place, sentence in enumerate(sentences(article.lead)):
        words = meaning(sentence)
        new = words - known
        substantial = enough.met(new, words)
        new_at_all |= substantial
        if substantial or (place == 0 and (counted or _adds(new))):
            kept.append(sentence)
    return " ".join(kept) if new_at_all else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Enough:
    """The share of a sentence that must be new."""

    words: int
    #: Of its words that carry meaning.
    share: float
    #: With so many new words a new number is enough; None when it never is.
    beside_number: int | None = None

    def met(self, new: Collection[str], words: Collection[str]) -> bool:
        """True if a sentence of these words, with these new ones, says something new."""
        if len(new) >= self.words and len(new) >= self.share * len(words):
            return True
        beside = self.beside_number
        return beside is not None and len(new) > beside and _has_number(new)


#: A source that told the story tells its own readers only what is new.
_OWN = _Enough(words=4, share=0.4, beside_number=2)
#: Two papers that tell one event share as little as a third of a sentence's words.
_AT_ONCE = _Enough(words=6, share=0.8)
_LATER = _Enough(words=4, share=0.6)


def _enough(article: Article, told: Sequence[Article]) -> _Enough:
    """The number of new words for an article to be an update of what was told."""
    if any(other.source_id == article.source_id for other in told):
        return _OWN
    first = min((other.effective_at for other in told), default=article.effective_at)
    return _AT_ONCE if article.effective_at - first < _SAME_NEWS else _LATER


def _adds(new: set[str]) -> bool:
    """True if words that were not told before add something: two of them, or a number."""
    return len(new) >= _MIN_ADDED or _has_number(new)


def _has_number(words: Iterable[str]) -> bool:
    return any(char.isdigit() for word in words for char in word)


def meaning(text: str) -> set[str]:
    """The tokens of a text that are compared for novelty.

    Beginnings of its longer words, its numbers, pairs of characters in scripts without spaces.
    """
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if _UNSPACED.search(word):
            found.update(word[place : place + 2] for place in range(max(1, len(word) - 1)))
        elif len(word) >= _MIN_LETTERS or any(char.isdigit() for char in word):
            # six letters are about what inflected forms of a word have in common
            found.add(word[:6])
    return found
