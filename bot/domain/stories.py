"""Which articles tell the same news: online clustering in a rolling window of time."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

#: How alike an article and a story must be to be one; see `StoryIndex._likeness`.
SAME_STORY = 0.12
#: Articles this alike are copies of one text.
COPY = 0.75
#: A term in more than this share of the window's articles finds no candidates.
_COMMON_SHARE = 0.08
_COMMON_LEAST = 25
#: Characters of a lead that count; more only blurs what the news is.
_LEAD_CHARS = 300
#: How much a word of the lead counts beside one of the headline.
_LEAD_WEIGHT = 0.5
#: Stories compared in full at the most.
_MOST_STORIES = 12

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
)


@dataclass(slots=True)
class _Member:
    """An article in the window."""

    id: int
    story_id: int
    at: datetime
    terms: Mapping[str, float]


@dataclass(slots=True)
class _Group:
    """A story in the window: the sum of its members' terms."""

    members: int = 0
    weights: dict[str, float] = field(default_factory=dict)


def terms_of(headline: str, lead: str, language: str = "") -> dict[str, float]:
    """The terms of an article and how much each counts; Han and the like as pairs."""
    terms: dict[str, float] = {}
    del language  # terms are made alike in all languages
    for term in _words(headline):
        terms[term] = 1.0
    for term in _words(lead[:_LEAD_CHARS]):
        terms.setdefault(term, _LEAD_WEIGHT)
    return terms


def _words(text: str) -> Iterable[str]:
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if not word.isascii() and _UNSPACED.search(word):
            yield from (word[i : i + 2] for i in range(max(len(word) - 1, 1)))
        elif len(word) > 1:
            yield _stem(word)


def _stem(word: str) -> str:
    """A word cut to what its forms share, near enough for any language with endings."""
    word = word.split("'")[0].split("’")[0] or word
    if word.isdigit() or len(word) <= 4:
        return word
    return word[: max(4, min(7, len(word) - 2))]


class StoryIndex:
    """The stories of the last `window_s` seconds of news.

    Deterministic: the same calls in the same order give the same answers, and `restore` of
    the articles still in the window, in their order, gives an index with equal later answers.
    Not safe for use from several threads at once.
    """

    def __init__(self, window_s: float = 72 * 3600) -> None:
        self._window_s = window_s
        self._members: dict[int, _Member] = {}
        self._order: deque[int] = deque()
        self._groups: dict[int, _Group] = {}
        #: term -> ids of stories that hold it, in order of first use
        self._where: dict[str, dict[int, None]] = {}
        #: term -> articles in the window that hold it
        self._frequency: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._members)

    def add(self, *, article_id: int, headline: str, lead: str, language: str, at: datetime) -> int:
        """The story of an article: the id of the story's first article, its own when new."""
        if article_id in self._members:
            return self._members[article_id].story_id
        self._forget(at)
        terms = terms_of(headline, lead, language)
        story_id = self._best(terms)
        self._put(article_id, article_id if story_id is None else story_id, terms, at)
        return self._members[article_id].story_id

    def restore(
        self,
        article_id: int,
        story_id: int,
        headline: str,
        lead: str,
        language: str,
        at: datetime,
    ) -> None:
        """Put back an article whose story is known, in the order of the first `add`."""
        if article_id not in self._members:
            self._forget(at)
            self._put(article_id, story_id, terms_of(headline, lead, language), at)

    def explain(self, a_article_id: int, b_article_id: int) -> tuple[str, ...]:
        """The terms two articles share, strongest first; empty when one has left the window."""
        a, b = self._members.get(a_article_id), self._members.get(b_article_id)
        if a is None or b is None:
            return ()
        shared = a.terms.keys() & b.terms.keys()
        return tuple(
            sorted(shared, key=lambda t: (-a.terms[t] * b.terms[t] * self._rarity(t) ** 2, t))
        )

    def _put(
        self, article_id: int, story_id: int, terms: Mapping[str, float], at: datetime
    ) -> None:
        self._members[article_id] = _Member(article_id, story_id, at, terms)
        self._order.append(article_id)
        group = self._groups.setdefault(story_id, _Group())
        group.members += 1
        for term, weight in terms.items():
            group.weights[term] = group.weights.get(term, 0.0) + weight
            self._where.setdefault(term, {})[story_id] = None
        self._frequency.update(terms.keys())

    def _forget(self, now: datetime) -> None:
        """Drop what has left the window, oldest first."""
        while self._order:
            member = self._members[self._order[0]]
            if (now - member.at).total_seconds() <= self._window_s:
                return
            self._order.popleft()
            del self._members[member.id]
            group = self._groups[member.story_id]
            group.members -= 1
            for term, weight in member.terms.items():
                self._frequency[term] -= 1
                if not self._frequency[term]:
                    del self._frequency[term]
                left = group.weights[term] - weight
                if left > 1e-9 and group.members:
                    group.weights[term] = left
                else:
                    del group.weights[term]
                    self._where[term].pop(member.story_id, None)
                    if not self._where[term]:
                        del self._where[term]
            if not group.members:
                del self._groups[member.story_id]

    def _rarity(self, term: str) -> float:
        """How telling a term is: its inverse document frequency in the window."""
        return math.log(1 + (len(self._members) + 1) / (self._frequency.get(term, 0) + 0.5))

    def _best(self, terms: Mapping[str, float]) -> int | None:
        """The story that an article with these terms belongs to, or None."""
        rarity = {term: self._rarity(term) for term in terms}
        common = max(_COMMON_LEAST, _COMMON_SHARE * len(self._members))
        dots: dict[int, float] = {}
        for term, weight in terms.items():
            if self._frequency.get(term, 0) > common:
                continue
            part = weight * rarity[term] ** 2
            for story_id in self._where.get(term, ()):
                group = self._groups[story_id]
                dots[story_id] = (
                    dots.get(story_id, 0.0) + part * group.weights[term] / group.members
                )
        if not dots:
            return None
        size = math.sqrt(sum((weight * rarity[term]) ** 2 for term, weight in terms.items()))
        nearest = sorted(dots, key=lambda story_id: (-dots[story_id], story_id))[:_MOST_STORIES]
        scored = [
            (self._likeness(terms, rarity, size, story_id), -story_id) for story_id in nearest
        ]
        score, negative = max(scored)
        return -negative if score >= SAME_STORY else None

    def _likeness(
        self, terms: Mapping[str, float], rarity: Mapping[str, float], size: float, story_id: int
    ) -> float:
        """The average cosine of an article to a story's members, from the members' sums."""
        group = self._groups[story_id]
        dot = (
            sum(
                weight * rarity[term] ** 2 * group.weights[term]
                for term, weight in terms.items()
                if term in group.weights
            )
            / group.members
        )
        square = (
            sum(weight * self._rarity(term) ** 2 for term, weight in group.weights.items())
            / group.members
        )
        return dot / (size * math.sqrt(square)) if size and square else 0.0
