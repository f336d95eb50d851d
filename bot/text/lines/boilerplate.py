"""Learned boilerplate: furniture of a source that no rule knows, by place and by form.

That a line returns is no proof. A service of earthquakes says in every report that no damage is
known, a column greets with the same words, and with digits left out of the comparison two results
of one kind are the same line: a week of 14 series of formula news, judged by recurrence alone
(three articles, every fifth of a source, digits ignored), left 85 % of their articles without
their first sentence or with none at all, and 47 of the first 124 articles of the playground. So a
piece is furniture only when all of this holds:

- **It stands at an edge**: among the first or the last 40 lines of the text, with no prose of the
  article's own outside of it; or it is one of the last two sentences of the last paragraph. What
  is between two paragraphs stays, and of the first paragraph nothing is ever taken but the whole.
- **It is the same to the letter**, digits, case and marks included.
- **It stood there in five articles that tell different things.** An article whose opening shares
  a fifth of its words (`ALIKE`) with an earlier one's is of the same formula and teaches nothing:
  so it is of all but the first, once three of the first, of 30 openings of each series, while
  two openings of prose share .17 at the most in six languages, and of 79,800 pairs of openings
  of a news site one in a thousand shares .2.
- **On two days at least**, by the dates of the articles, and still in every fifth of the
  articles that teach.
- **It carries nothing of the article**: no name or number of it stands in the rest of the text.
- **What is left is an article**: a paragraph that is a sentence remains. Otherwise all stays.

What is learned cleans what comes later; nothing that was read is read again, so no article and no
headline gets worse after it came.

The protocol, for whoever keeps what is learned (pure values here, no storage): `learn` after each
article; `noise_of` gives the fingerprints that are furniture now, for `read_document(noise=…)`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.domain.polls import Noise, Piece
from bot.text.sentences.splitting import rejoin, split_sentences
from bot.text.words.normalise import fold

#: What an article leaves of the counts before it: half after about 34 articles.
DECAY = 0.98
#: A count below this is dropped.
FORGOTTEN = 0.3
#: The faded count of five articles, one after another.
_LEAST_COUNT = 4.8
_LEAST_DAYS = 2
#: The share of the articles still remembered.
_LEAST_SHARE = 0.2
#: The share of words that two openings of one formula have in common.
ALIKE = 0.2
#: Openings that are remembered, words of each, and sentences from which these are taken.
_OPENINGS, _OPENING_WORDS, _OPENING_LINES = 60, 24, 5
#: A sentence's fingerprint, and its words as small numbers.
Opened = tuple[str, tuple[int, ...]]

#: Lines from the start and from the end that count as an edge.
_EDGE_LINES = 40
#: Shorter pieces say too little to be told apart; longer ones are never the same twice.
_SHORTEST_CHARS, _LONGEST_CHARS = 4, 1500
#: So much of a piece is kept for who wants to see what was learned.
_WORDS_CHARS = 120

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]{2,}")
#: Names and numbers: what has a digit, and what is written with a capital.
_OWN = re.compile(r"\w*\d\w*|[^\W\d_]{4,}")


def fingerprint(piece: str, place: str) -> str:
    """A stable hash of a piece at a place (`top`, `end` or `last`); empty for next to nothing."""
    bare = _SPACES.sub(" ", piece).strip()
    if len(bare) < _SHORTEST_CHARS or len(bare) > _LONGEST_CHARS:
        return ""
    return hashlib.blake2s(f"{place}\n{bare}".encode("utf-8", "replace"), digest_size=6).hexdigest()


def marks_of(lines: Sequence[str]) -> dict[str, str]:
    """The pieces at a text's edges by fingerprint, with what each begins with."""
    found: dict[str, str] = {}
    for line in lines[:_EDGE_LINES]:
        found.setdefault(fingerprint(line, "top"), line[:_WORDS_CHARS])
    for line in lines[-_EDGE_LINES:]:
        found.setdefault(fingerprint(line, "end"), line[:_WORDS_CHARS])
    if lines and len(lines[-1]) <= 2 * _LONGEST_CHARS:
        for sentence in split_sentences(lines[-1])[1:][-2:]:
            found.setdefault(fingerprint(sentence, "last"), sentence[:_WORDS_CHARS])
    found.pop("", None)
    return found


def opening_of(lines: Sequence[str]) -> tuple[Opened, ...]:
    """The first sentences of an article: the fingerprint of each, and its words as numbers."""
    opened: list[Opened] = []
    for line in lines[:_OPENING_LINES]:
        sentences = split_sentences(line[:1000])
        place = "top" if len(sentences) == 1 else "last"
        opened += [(fingerprint(sentence, place), _numbers(sentence)) for sentence in sentences]
    return tuple(opened[:_OPENING_LINES])


def _numbers(sentence: str) -> tuple[int, ...]:
    words = list(dict.fromkeys(_WORD.findall(fold(sentence[:400]))))[:_OPENING_WORDS]
    return tuple(
        int.from_bytes(hashlib.blake2s(word.encode(), digest_size=3).digest(), "big")
        for word in words
    )


def learn(
    learned: Noise, marks: Mapping[str, str], *, opening: Sequence[Opened], day: date
) -> Noise:
    """The learned boilerplate of a source after one more article of this day."""
    # a line that stood there before tells nothing of what this article is about
    new = (word for mark, words in opening if mark not in learned.pieces for word in words)
    said = tuple(sorted(list(dict.fromkeys(new))[:_OPENING_WORDS]))
    if any(alike(said, other) >= ALIKE for other in learned.openings):
        return learned
    number = day.toordinal()
    pieces: dict[str, Piece] = {}
    for mark, (count, days, last_day) in learned.pieces.items():
        if count * DECAY >= FORGOTTEN:
            pieces[mark] = (round(count * DECAY, 4), days, last_day)
    for mark in marks:
        count, days, last_day = pieces.get(mark, (0.0, 0, 0))
        pieces[mark] = (count + 1.0, days + (number != last_day), number)
    after = Noise(
        pieces=pieces,
        openings=(*learned.openings, said)[-_OPENINGS:],
        articles=learned.articles + 1,
        refused=learned.refused,
    )
    words = {**marks, **learned.words}
    shown = _returning(after) | learned.refused
    return replace(after, words={mark: words[mark] for mark in shown if mark in words})


def alike(opening: Sequence[int], other: Sequence[int]) -> float:
    """The share of words that two openings have in common: of both, 0 to 1."""
    ours, theirs = set(opening), set(other)
    return len(ours & theirs) / max(len(ours | theirs), 1)


def noise_of(learned: Noise) -> frozenset[str]:
    """The fingerprints that are furniture now."""
    return _returning(learned) - learned.refused


def _returning(learned: Noise) -> frozenset[str]:
    """The fingerprints that are furniture by all that was read."""
    remembered = (1 - DECAY ** max(learned.articles, 0)) / (1 - DECAY)
    least = max(_LEAST_COUNT, _LEAST_SHARE * remembered)
    return frozenset(
        mark
        for mark, (count, days, _) in learned.pieces.items()
        if count >= least and days >= _LEAST_DAYS
    )


def furniture_in(
    lines: Sequence[str], prose: Sequence[bool], noise: frozenset[str], *, headline: str = ""
) -> dict[int, str]:
    """Lines that are boilerplate at the edges: their place, and what is left of each.

    `prose` says which lines are sentences. Empty when nothing is furniture, or when without it
    nothing would be an article.
    """
    if not noise:
        return {}
    gone: dict[int, str] = {}
    for place, order in (("top", range(len(lines))), ("end", range(len(lines) - 1, -1, -1))):
        for step, at in enumerate(order):
            if step >= _EDGE_LINES:
                break
            if fingerprint(lines[at], place) in noise:
                gone[at] = ""
            elif prose[at]:
                break
    kept = [at for at in range(len(lines)) if at not in gone and prose[at]]
    if not kept:
        return {}
    left = _without_last(lines[kept[-1]], noise)
    if left != lines[kept[-1]] and kept[-1] >= len(lines) - _EDGE_LINES:
        gone[kept[-1]] = left
    said = own_words(" ".join([headline, *(lines[at] for at in kept)]), every=True)
    return {at: left for at, left in gone.items() if left or not said & own_words(lines[at])}


def _without_last(paragraph: str, noise: frozenset[str]) -> str:
    """A paragraph without furniture at its end; never without its first sentence."""
    if len(paragraph) > 2 * _LONGEST_CHARS:
        return paragraph
    sentences = split_sentences(paragraph)
    kept = len(sentences)
    while kept > 1 and fingerprint(sentences[kept - 1], "last") in noise:
        kept -= 1
    return paragraph if kept == len(sentences) else rejoin(paragraph, sentences[:kept])


def own_words(text: str, *, every: bool = False) -> frozenset[str]:
    """The numbers and names of a piece; with `every`, all words that could be one of these."""
    words = _OWN.findall(text)
    names = words if every else [word for at, word in enumerate(words) if at and not word.islower()]
    return frozenset(word.casefold() for word in names)
