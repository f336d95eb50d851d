"""Learned boilerplate: lines that return in a source's articles are noise, in any language.

The protocol, for whoever keeps the counts (pure values here, no storage):

1. After an article of a source is read, `fingerprints(whole text)` gives a short stable hash
   for each of its lines and sentence-size pieces, each once. Give it the whole text the
   article was read from where there is one (`Reading.body` else).
2. `learn(counts, fingerprints)` gives the counts after that article: every count fades a
   little (`DECAY`), those met grow by one, those faded below `FORGOTTEN` are dropped.
3. `noise_of(counts, articles_seen)` gives the fingerprints that are noise now; pass them to
   `read_document(noise=…)` for the next articles, and again for recent ones before a digest.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping

from bot.text.normalise import fold, normalise
from bot.text.sentences import split_sentences

#: What an article leaves of the counts before it: half after about 34 articles.
DECAY = 0.98
#: A count below this is dropped.
FORGOTTEN = 0.3
#: A piece is noise once its faded count says it stood in three articles …
_LEAST_COUNT = 2.8
#: … and in at least this share of the articles still remembered.
_LEAST_SHARE = 0.2
#: Fingerprints kept for one article at the most.
_MOST_PIECES = 400
#: Shorter pieces say too little to be told apart; longer ones are never the same twice.
_SHORTEST_CHARS, _LONGEST_CHARS = 4, 1500

_NOT_WORD = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"\d+")


def fingerprint(piece: str) -> str:
    """A stable hash (12 hex digits) of a line as it is compared; empty for next to nothing.

    Case, punctuation, spaces and numbers do not count: `3 comments` is `12 Comments`.
    """
    bare = _NOT_WORD.sub(" ", _DIGITS.sub("0", fold(piece))).strip()
    if len(bare) < _SHORTEST_CHARS or len(piece) > _LONGEST_CHARS:
        return ""
    return hashlib.blake2s(bare.encode(), digest_size=6).hexdigest()


def fingerprints(body: str) -> list[str]:
    """The fingerprints of a text's lines and sentences, each once, in order; at most 400."""
    found: dict[str, None] = {}
    for line in normalise(body).split("\n"):
        pieces = [line]
        if len(line) > 60:
            sentences = split_sentences(line)
            pieces += sentences if len(sentences) > 1 else []
        for piece in pieces:
            mark = fingerprint(piece)
            if mark:
                found.setdefault(mark)
        if len(found) >= _MOST_PIECES:
            break
    return list(found)[:_MOST_PIECES]


def learn(counts: Mapping[str, float], marks: Iterable[str]) -> dict[str, float]:
    """The counts of a source after one more article with these fingerprints."""
    after = {mark: count * DECAY for mark, count in counts.items() if count * DECAY >= FORGOTTEN}
    for mark in set(marks):
        after[mark] = after.get(mark, 0.0) + 1.0
    return after


def noise_of(counts: Mapping[str, float], articles_seen: int) -> frozenset[str]:
    """The fingerprints that are noise, after `articles_seen` articles of the source.

    A piece is noise when it stood in three articles and still stands in every fifth: a quote
    repeated by follow-ups of one story stays, since a source tells more than that story.
    """
    remembered = (1 - DECAY ** max(articles_seen, 0)) / (1 - DECAY)
    least = max(_LEAST_COUNT, _LEAST_SHARE * remembered)
    return frozenset(mark for mark, count in counts.items() if count >= least)
