"""Which articles tell the same news: online clustering in a rolling window of time."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.merging import surplus
from bot.domain.terms import LEAD_CHARS, spelled_words, terms_of

#: How alike an article must be to a story for each e-fold of stories it is compared with:
#: the more there are, the more alike the nearest one is by mere chance. As if there were
#: `_FEW_STORIES` at least: with fewer a shared place name would do.
_ALIKE_BY_CHANCE, _FEW_STORIES = 0.05, 20
#: Two articles with this share of their words in common are copies of one text.
_COPY = 0.8
#: Articles the window is thought to hold besides its own: an early word is not a rare word.
_PRIOR_ARTICLES = 3000
#: The number of articles is counted in steps of so many, so that logarithms can be kept.
_ARTICLES_STEP = 64
#: Larger stories draw more: per e-fold of members.
_DRAW = 0.3
#: Stories are found by this many of an article's most telling words, those aside that stand in
#: more stories than this: they tell little, and cost most.
_FINDING_WORDS, _MOST_FOUND = 12, 200
#: Stories compared in full at the most.
_MOST_STORIES = 8


@dataclass(slots=True)
class _Member:
    """An article in the window."""

    id: int
    story_id: int
    at: datetime
    terms: Mapping[str, float]
    headline: str
    lead: str


@dataclass(slots=True)
class _Group:
    """A story in the window: its members, and the sum of their terms."""

    ids: dict[int, None] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)

    @property
    def members(self) -> int:
        return len(self.ids)


class _Squares(dict[int, float]):
    """The squares of inverse document frequencies among so many articles, by frequency."""

    def __init__(self, articles: int) -> None:
        super().__init__()
        self.articles = articles

    def __missing__(self, frequency: int) -> float:
        square = self[frequency] = math.log(1 + self.articles / (frequency + 1)) ** 2
        return square


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
        self._squares = _Squares(0)

    def __len__(self) -> int:
        return len(self._members)

    def add(self, *, article_id: int, headline: str, lead: str, language: str, at: datetime) -> int:
        """The story of an article: the id of the story's first article, its own when new."""
        if article_id in self._members:
            return self._members[article_id].story_id
        self._forget(at)
        terms = terms_of(headline, lead, language)
        story_id = self._best(terms)
        member = _Member(
            id=article_id,
            story_id=article_id if story_id is None else story_id,
            at=at,
            terms=terms,
            headline=headline,
            lead=lead[:LEAD_CHARS],
        )
        self._put(member)
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
            self._put(
                _Member(
                    id=article_id,
                    story_id=story_id,
                    at=at,
                    terms=terms_of(headline, lead, language),
                    headline=headline,
                    lead=lead[:LEAD_CHARS],
                )
            )

    def explain(self, a_article_id: int, b_article_id: int) -> tuple[str, ...]:
        """The words two articles share, strongest first; empty when one has left the window.

        As the first article spells them, in small letters.
        """
        a, b = self._members.get(a_article_id), self._members.get(b_article_id)
        if a is None or b is None:
            return ()
        spelled = spelled_words(f"{a.headline} {a.lead[:LEAD_CHARS]}")
        shared = [term for term in a.terms if term in b.terms and term in spelled]
        shared.sort(key=lambda t: (-a.terms[t] * b.terms[t] * self._rarity_2(t), t))
        return tuple(spelled[term] for term in shared)

    def likeness(self, a_article_id: int, b_article_id: int) -> float:
        """How alike two articles in the window are, 0 to 1 (cosine); 0 when one has left it."""
        a, b = self._members.get(a_article_id), self._members.get(b_article_id)
        if a is None or b is None:
            return 0.0
        dot = sum(w * b.terms[t] * self._rarity_2(t) for t, w in a.terms.items() if t in b.terms)
        size = math.sqrt(self._square(a.terms) * self._square(b.terms))
        return min(dot / size, 1.0) if size else 0.0

    def is_copy(self, a_article_id: int, b_article_id: int) -> bool:
        """Whether two articles are one text, told again word for word or nearly so."""
        a, b = self._members.get(a_article_id), self._members.get(b_article_id)
        if a is None or b is None:
            return False
        words_a = {term for term in a.terms if term[0] != "#"}
        words_b = {term for term in b.terms if term[0] != "#"}
        return 2 * len(words_a & words_b) >= _COPY * (len(words_a) + len(words_b)) > 0

    def settle(self, story_ids: Iterable[int]) -> dict[int, int]:
        """Put stories that have grown together with those they turn out to be one with.

        For those that got articles since they were settled last; the new story of each that
        went. When an article comes only what came before can tell its story; here whole
        stories are compared, each member with each (average link), and what is clear now is
        put right. A story keeps the id of its first article.
        """
        moved: dict[int, int] = {}
        for story_id in dict.fromkeys(story_ids):
            current = moved.get(story_id, story_id)
            while (other := self._same(current)) is not None:
                current, gone = min(current, other), max(current, other)
                self._move(gone, current)
                moved = {old: current if new == gone else new for old, new in moved.items()}
                moved[gone] = current
        return moved

    def _same(self, story_id: int) -> int | None:
        """The story most clearly the same as another one, its members taken together."""
        if story_id not in self._groups:
            return None
        terms = self._groups[story_id].weights
        unit, members = self._unit(story_id), self._groups[story_id].members
        best: tuple[float, int] | None = None
        for other in self._nearest(terms, 2 * _FINDING_WORDS, besides=story_id):
            others = self._groups[other].members
            if members == others == 1:
                continue  # each was compared with the other when it came
            theirs = self._unit(other)
            average = sum(w * theirs[t] for t, w in unit.items() if t in theirs)
            average /= members * others
            more = surplus(average, members, others, stories=len(self._groups))
            if more > 0 and (best is None or (more, -other) > best):
                best = (more, -other)
        return None if best is None else -best[1]

    def _unit(self, story_id: int) -> dict[str, float]:
        """The sum of a story's members, each of length 1."""
        vectors = (self._members[article_id].terms for article_id in self._groups[story_id].ids)
        return _unit_sum(vectors, self._by_frequency(), self._frequency)

    def _move(self, gone: int, story_id: int) -> None:
        """Make one story of two."""
        group = self._groups.pop(gone)
        target = self._groups[story_id]
        for article_id in group.ids:
            self._members[article_id].story_id = story_id
        target.ids |= group.ids
        for term, weight in group.weights.items():
            target.weights[term] = target.weights.get(term, 0.0) + weight
            where = self._where[term]
            del where[gone]
            where[story_id] = None

    def _put(self, member: _Member) -> None:
        story_id, terms = member.story_id, member.terms
        self._members[member.id] = member
        self._order.append(member.id)
        group = self._groups.setdefault(story_id, _Group())
        group.ids[member.id] = None
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
            del group.ids[member.id]
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

    def _rarity_2(self, term: str) -> float:
        """The square of how telling a term is, its inverse document frequency."""
        return self._by_frequency()[self._frequency.get(term, 0)]

    def _by_frequency(self) -> _Squares:
        """The squares of rarities by the number of articles that hold a term."""
        articles = len(self._members) // _ARTICLES_STEP * _ARTICLES_STEP + _PRIOR_ARTICLES
        if articles != self._squares.articles:
            self._squares = _Squares(articles)
        return self._squares

    def _square(self, terms: Mapping[str, float]) -> float:
        """The square of the length of a vector of terms."""
        squares, frequency = self._by_frequency(), self._frequency
        return sum(w * w * squares[frequency[term]] for term, w in terms.items())

    def _nearest(
        self, terms: Mapping[str, float], words: int, *, besides: int | None = None
    ) -> list[int]:
        """The stories that share most of an article's or story's most telling words."""
        squares = {term: self._rarity_2(term) for term in terms}
        telling = sorted(
            (term for term in terms if term[0] != "#" and term in self._where),
            key=lambda term: (-terms[term] * squares[term], term),
        )
        found: dict[int, float] = {}
        for term in telling[:words]:
            where = self._where[term]
            if len(where) > _MOST_FOUND:
                continue
            part = terms[term] * squares[term]
            for story_id in where:
                group = self._groups[story_id]
                found[story_id] = (
                    found.get(story_id, 0.0) + part * group.weights[term] / group.members
                )
        if besides is not None:
            found.pop(besides, None)
        return sorted(found, key=lambda story_id: (-found[story_id], story_id))[:_MOST_STORIES]

    def _best(self, terms: Mapping[str, float]) -> int | None:
        """The story that an article with these terms belongs to, or None."""
        nearest = self._nearest(terms, _FINDING_WORDS)
        if not nearest:
            return None
        squares = {term: self._rarity_2(term) for term in terms}
        size = math.sqrt(sum(weight * weight * squares[term] for term, weight in terms.items()))
        least = _ALIKE_BY_CHANCE * math.log(1 + max(len(self._groups), _FEW_STORIES))
        best: tuple[float, int] | None = None
        for story_id in nearest:
            group = self._groups[story_id]
            held = group.weights
            dot = sum(w * held[t] * squares[t] for t, w in terms.items() if t in held)
            length = math.sqrt(self._square(held))
            alike = dot / (size * length) if size and length else 0.0
            alike *= 1 + _DRAW * math.log(group.members)
            if alike < least:
                continue
            scored = (alike, -story_id)
            if best is None or scored > best:
                best = scored
        return None if best is None else -best[1]


def _unit_sum(
    vectors: Iterable[Mapping[str, float]], squares: _Squares, frequency: Mapping[str, int]
) -> dict[str, float]:
    """The sum of vectors of terms, each brought to length 1 and weighted by rarity."""
    total: dict[str, float] = {}
    for terms in vectors:
        weighted = {t: w * math.sqrt(squares[frequency[t]]) for t, w in terms.items()}
        size = math.sqrt(sum(w * w for w in weighted.values())) or 1.0
        for term, weight in weighted.items():
            total[term] = total.get(term, 0.0) + weight / size
    return total
