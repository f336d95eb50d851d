"""Queries that one article answers, of very many.

Texts come as tokens: the article's folded words, each followed by its stems, as
`bot.text.words.normalise.stem_text` gives them. What a query's words look like among tokens is asked
of an `Expand`, which is `bot.text.words.normalise.search_terms` for one language or for all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from bot.domain.query import Query, Term

#: For each word of a text, the tokens that count as it.
Expand = Callable[[str], Sequence[Sequence[str]]]

#: A word and its stems stand side by side among the tokens, so the next word of a phrase may be
#: two tokens on. The price: a short word without a stem may stand between them. Both engines'
#: search goes by the same distance: what is followed is what a search finds.
NEAR = 2

#: For each word of a term, its tokens.
_Term = tuple[frozenset[str], ...]


def plain_words(text: str) -> list[list[str]]:
    """Each word as itself: the `Expand` for tokens without stems."""
    return [[word] for word in text.split()]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A query made ready for comparing; all its parts are token sets."""

    #: Clauses of one word each: the common case, quickly asked.
    words: tuple[frozenset[str], ...]
    #: The others. All must hold; any term of each.
    clauses: tuple[tuple[_Term, ...], ...]
    #: None may hold.
    unwanted: tuple[_Term, ...]

    def matches(self, present: Set[str], order: Sequence[str] = ()) -> bool:
        """True if the tokens answer the query.

        `order` is the tokens as they stand in the text; without it a phrase is content with
        all its words being there.
        """
        for forms in self.words:
            if forms.isdisjoint(present):
                return False
        for clause in self.clauses:
            if not any(_holds(term, present, order) for term in clause):
                return False
        return not any(_holds(term, present, order) for term in self.unwanted)


def matcher(query: Query, expand: Expand = plain_words) -> Matcher | None:
    """The query made ready, or None when nothing of it is left among tokens."""
    clauses = [clause for clause in (_all(terms, expand) for terms in query.clauses) if clause]
    if not clauses:
        return None
    words = tuple(clause[0][0] for clause in clauses if _is_word(clause))
    others = tuple(clause for clause in clauses if not _is_word(clause))
    return Matcher(words, others, _all(query.unwanted, expand))


def matches(query: Query, tokens: Collection[str], expand: Expand = plain_words) -> bool:
    """True if tokens answer a query; a sequence of tokens is also asked for phrases."""
    ready = matcher(query, expand)
    order = tokens if isinstance(tokens, Sequence) else ()
    return ready is not None and ready.matches(frozenset(tokens), order)


class QueryIndex:
    """Many queries, each found by the rarest word it cannot do without."""

    def __init__(
        self, expand: Expand = plain_words, *, frequency: Mapping[str, int] | None = None
    ) -> None:
        """`frequency` says in how many texts a token was seen, where that is known."""
        self._expand = expand
        self._frequency = frequency or {}
        self._matchers: dict[int, Matcher] = {}
        #: Token to the queries that are looked at when it is in a text.
        self._buckets: dict[str, dict[int, Matcher]] = {}
        self._keys: dict[int, frozenset[str]] = {}

    def __len__(self) -> int:
        return len(self._matchers)

    def __contains__(self, interest_id: object) -> bool:
        return interest_id in self._matchers

    def add(self, interest_id: int, query: Query) -> None:
        """Keep a query under an id, in place of one already there."""
        self.remove(interest_id)
        ready = matcher(query, self._expand)
        if ready is None:
            return
        entries = [*ready.words, *(self._entry(clause) for clause in ready.clauses)]
        keys = min(entries, key=self._cost)
        self._matchers[interest_id] = ready
        self._keys[interest_id] = keys
        for key in keys:
            self._buckets.setdefault(key, {})[interest_id] = ready

    def remove(self, interest_id: int) -> None:
        """Forget a query; nothing happens when it is not there."""
        self._matchers.pop(interest_id, None)
        for key in self._keys.pop(interest_id, ()):
            bucket = self._buckets[key]
            del bucket[interest_id]
            if not bucket:
                del self._buckets[key]

    def match(self, tokens: Collection[str]) -> set[int]:
        """The ids of the queries that a text answers."""
        order = tokens if isinstance(tokens, Sequence) else ()
        present = frozenset(tokens)
        found: set[int] = set()
        for token in present & self._buckets.keys():
            for interest_id, ready in self._buckets[token].items():
                if interest_id not in found and ready.matches(present, order):
                    found.add(interest_id)
        return found

    def _entry(self, clause: Iterable[_Term]) -> frozenset[str]:
        """Tokens of which one is there whenever the clause holds: the rarest word of each term."""
        return frozenset(token for term in clause for token in min(term, key=self._cost))

    def _cost(self, keys: Collection[str]) -> tuple[int, int, tuple[str, ...]]:
        """The number of looks a choice of tokens costs; short words are likelier in a text."""
        crowd = sum(len(self._buckets.get(key, ())) + self._frequency.get(key, 0) for key in keys)
        return crowd, -min(map(len, keys)), tuple(sorted(keys))


def _all(terms: Iterable[Term], expand: Expand) -> tuple[_Term, ...]:
    """The terms as tokens, without those of which nothing is left."""
    expanded = (tuple(frozenset(forms) for forms in expand(term.text) if forms) for term in terms)
    return tuple(term for term in expanded if term)


def _is_word(clause: tuple[_Term, ...]) -> bool:
    return len(clause) == 1 and len(clause[0]) == 1


def _holds(term: _Term, present: Set[str], order: Sequence[str]) -> bool:
    for forms in term:
        if forms.isdisjoint(present):
            return False
    if len(term) == 1 or not order:
        return True
    return together(term, order)


def together(term: Sequence[Collection[str]], order: Sequence[str]) -> bool:
    """True if the words, each in any of its forms, stand one after another among the tokens."""
    # Where a run of the words so far may end; each next word must begin near one of these.
    ends = [place for place, token in enumerate(order) if token in term[0]]
    for forms in term[1:]:
        following = {
            place
            for end in ends
            for place in range(end + 1, min(end + NEAR + 1, len(order)))
            if order[place] in forms
        }
        if not following:
            return False
        ends = sorted(following)
    return True
