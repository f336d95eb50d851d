"""The articles of a window that hold a word: an inverted index that forgets from its oldest end."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

#: Chains of words: a power of two; words that share one are told apart as it is followed.
_CHAINS = 1 << 20
#: Entries that are forgotten before the arrays are cut.
_CUT = 1 << 16


class Postings:
    """Words to articles, newest first; 16 bytes an entry and 4 MB at the least.

    Forgetting costs nothing: an entry older than the oldest one kept ends its chain.
    """

    def __init__(self) -> None:
        self._heads = array("I", bytes(4 * _CHAINS))
        self._words = array("I")
        self._articles = array("q")
        self._before = array("I")
        #: The numbers of the first entry in the arrays, and of the oldest kept; 0 is none.
        self._base = self._oldest = 1

    def __len__(self) -> int:
        return self._base + len(self._words) - self._oldest

    def add(self, article_id: int, words: Iterable[int]) -> int:
        """Note that an article holds some words; how many entries that made."""
        number = start = self._base + len(self._words)
        heads = self._heads
        for word in words:
            chain = word % _CHAINS
            self._words.append(word)
            self._articles.append(article_id)
            self._before.append(heads[chain])
            heads[chain] = number
            number += 1
        return number - start

    def forget(self, entries: int) -> None:
        """Drop so many of the oldest entries."""
        self._oldest += entries
        gone = self._oldest - self._base
        if gone >= _CUT and 2 * gone >= len(self._words):
            for entry in (self._words, self._articles, self._before):
                del entry[:gone]
            self._base = self._oldest

    def holding(self, word: int, most: int) -> list[int]:
        """The newest articles that hold a word, at most so many."""
        words, articles, before = self._words, self._articles, self._before
        base, oldest = self._base, self._oldest
        number = self._heads[word % _CHAINS]
        found: list[int] = []
        while number >= oldest and len(found) < most:
            at = number - base
            if words[at] == word:
                found.append(articles[at])
            number = before[at]
        return found
