"""What an article says about a story beyond what was already told of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from bot.domain.models import Article

#: Gives the sentences of a text, in order and whole.
Sentences = Callable[[str], Sequence[str]]

#: The end of a sentence: a stop after a word of three letters or more (not an initial or an
#: abbreviation), what closes a quotation, a space, and something that can begin a sentence.
_END = re.compile(
    r"(?<=\w\w\w[.!?…])(?P<close>[\"'”’»)\]]*)\s+(?=[\"'“‘«„(\[¿¡]*[^\W\d_a-zа-яё]|\d)"
    r"|(?<=[。！？])(?P<wide>[」』”]*)\s*"
)
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
#: Shorter words tie sentences together and tell nothing; years and numbers do tell.
_MIN_LETTERS = 4
#: A sentence is new when it has at least so many words nobody told, and they are its greater part.
_MIN_NEW = 4
_MIN_SHARE = 0.6
#: So many new words make a first sentence worth telling, where another sentence is new.
_MIN_ADDED = 2


def split_sentences(text: str) -> list[str]:
    """The sentences of a lead; in doubt two are left as one."""
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        end = match.end("close") if match["close"] is not None else match.end("wide")
        sentences.append(text[start:end].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def new_words(
    article: Article, told: Iterable[Article], *, sentences: Sentences = split_sentences
) -> str:
    """The sentences of an article's lead that tell what is new in it, or empty.

    There is something new when a sentence says it: most of its words that carry meaning, and at
    least four, are in nothing that was told. Then the first sentence, in which the source itself
    says what the news is, goes first, unless it tells nothing that was not told before.
    """
    known: set[str] = set()
    for other in told:
        known |= meaning(f"{other.headline} {other.lead}")
    kept = []
    new_at_all = False
    for place, sentence in enumerate(sentences(article.lead)):
        words = meaning(sentence)
        new = words - known
        substantial = len(new) >= _MIN_NEW and len(new) >= _MIN_SHARE * len(words)
        new_at_all |= substantial
        if substantial or (place == 0 and _adds(new)):
            kept.append(sentence)
    return " ".join(kept) if new_at_all else ""


def _adds(new: set[str]) -> bool:
    """Whether words that were not told before add something: two of them, or a number."""
    return len(new) >= _MIN_ADDED or any(char.isdigit() for word in new for char in word)


def meaning(text: str) -> set[str]:
    """What carries the meaning of a text: beginnings of its longer words, its numbers, pairs of
    characters in scripts without spaces.
    """
    found: set[str] = set()
    for word in _WORD.findall(text.casefold()):
        if _UNSPACED.search(word):
            found.update(word[place : place + 2] for place in range(max(1, len(word) - 1)))
        elif len(word) >= _MIN_LETTERS or any(char.isdigit() for char in word):
            # six letters are about what inflected forms of a word have in common
            found.add(word[:6])
    return found
