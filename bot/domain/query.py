"""The small language in which people say what they look for: `"central bank" rates -crypto`.

All words must be in the text; words in quotes must stand together; `a OR b` (or `a | b`) is
content with either and binds tighter than the space; `-word` must not be there. Case does not
matter and nothing is ever a regular expression. `source:times`, `lang:en`, `topic:science` narrow
it down (`bot.domain.query_fields`); another `word:value` is refused. How a word is compared (stems, diacritics) is
the caller's matter: see `bot.domain.query_index`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

from bot.domain.errors import InputError
from bot.domain.query_fields import FOLLOWED, Field, read_field

#: Words and phrases in one query; with more it is a text, not a question.
MAX_TERMS = 10
MAX_CHARS = 200

_EXAMPLE = "/subscribe central bank rates"
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_PIECE = re.compile(
    r"(?P<minus>-?)"
    r"(?:(?P<field>[^\W\d_]{2,20}):(?:\"(?P<quoted>[^\"]*)\"?|(?P<value>[^\s\"|]+))"
    r'|"(?P<phrase>[^"]*)"?|(?P<word>[^\s"|]+)|(?P<bar>\|))'
)
#: A web address in a query is words like others.
_SCHEMES = frozenset({"http", "https"})
_OR = frozenset({"OR", "ODER", "ИЛИ", "АБО", "OU"})
_AND = frozenset({"AND", "UND", "И", "ET"})
_NOT = frozenset({"NOT", "NICHT", "НЕ"})


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Term:
    """A word, or words that stand together."""

    #: Casefolded; the words of a phrase are parted by single spaces.
    text: str

    @property
    def phrase(self) -> bool:
        """True if it is more than one word."""
        return " " in self.text

    def __str__(self) -> str:
        return f'"{self.text}"' if self.phrase else self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A search: what somebody looks for."""

    #: All must hold; in each, any one term will do. Sorted, without repeats.
    clauses: tuple[tuple[Term, ...], ...]
    #: None of these may be there. Sorted, without repeats.
    unwanted: tuple[Term, ...] = ()
    #: What the article must have beside its words. Sorted, without repeats.
    fields: tuple[Field, ...] = ()

    @property
    def normalised(self) -> str:
        """The one text for all ways of writing this query; parses to the same query."""
        wanted = (" | ".join(map(str, clause)) for clause in self.clauses)
        others = (f"-{term}" for term in self.unwanted)
        return " ".join([*wanted, *others, *map(str, self.fields)])

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The same as alternatives: texts of which one group must be there whole."""
        choices = (tuple(term.text for term in clause) for clause in self.clauses)
        return tuple(tuple(dict.fromkeys(group)) for group in product(*choices))

    @property
    def excluded(self) -> tuple[str, ...]:
        """The texts of the unwanted terms."""
        return tuple(term.text for term in self.unwanted)

    @property
    def words(self) -> tuple[str, ...]:
        """All wanted words, each once: what to show in bold."""
        terms = (term for clause in self.clauses for term in clause)
        return tuple(dict.fromkeys(word for term in terms for word in term.text.split()))


def parse_query(
    text: str, *, known: Collection[str] = FOLLOWED, strict: bool = True, bare: bool = False
) -> Query:
    """The query a text means; `known` are the fields it may have.

    Not `strict`: another field is words like others, as in what was stored once. `bare`: it may
    say no more than what is not wanted.

    Raises:
        InputError: nothing in it can be looked for, or a field is unknown.
    """
    if len(text) > MAX_CHARS:
        raise _error("That is too long to look for.", "error.query_long")
    clauses: list[list[Term]] = []
    unwanted: set[Term] = set()
    fields: set[Field] = set()
    either = negate = False
    for piece in _PIECE.finditer(unicodedata.normalize("NFKC", text).translate(_QUOTES)):
        word = piece["word"]
        if piece["bar"] or word in _OR:
            either = True
            continue
        if word in _AND:
            continue
        if word in _NOT:
            negate = True
            continue
        if _is_field(piece["field"], known, strict=strict):
            value = piece["quoted"] if piece["value"] is None else piece["value"]
            minus = bool(piece["minus"] or negate)
            fields.add(read_field(piece["field"], value, unwanted=minus, known=known))
            either = negate = False
            continue
        word = piece[0].removeprefix("-") if piece["field"] else word
        term = _term(piece["phrase"] if word is None else word)
        if term is None:
            continue
        if piece["minus"] or negate:
            unwanted.add(term)
        elif either and clauses:
            clauses[-1].append(term)
        else:
            clauses.append([term])
        either = negate = False
    if not clauses and not (bare and unwanted):
        raise _error("Say at least one word to look for.", "error.query")
    wanted = {tuple(sorted(set(clause))) for clause in clauses}
    if sum(map(len, wanted)) + len(unwanted) + len(fields) > MAX_TERMS:
        raise _error(
            f"That is more than {MAX_TERMS} words; name the few that matter.",
            "error.query_many",
            count=str(MAX_TERMS),
        )
    return Query(
        clauses=tuple(sorted(wanted)),
        unwanted=tuple(sorted(unwanted)),
        fields=tuple(sorted(fields)),
    )


def _is_field(name: str | None, known: Collection[str], *, strict: bool) -> bool:
    if not name or name.lower() in _SCHEMES:
        return False
    return strict or name.lower() in known


def _term(text: str) -> Term | None:
    """The words of a piece that can be looked for, or None."""
    folded = unicodedata.normalize("NFKC", text.casefold())
    words = (_strip(word) for word in re.split(r'[\s"|]+', folded))
    kept = [word for word in words if word]
    return Term(text=" ".join(kept)) if kept else None


def _strip(word: str) -> str:
    """A word without punctuation around it."""
    start, end = 0, len(word)
    while start < end and not word[start].isalnum():
        start += 1
    # a combining sign belongs to the letter before it
    while end > start and not (word[end - 1].isalnum() or unicodedata.combining(word[end - 1])):
        end -= 1
    return word[start:end]


def _error(message: str, key: str, **values: str) -> InputError:
    return InputError(message, example=_EXAMPLE, key=key, values=values)
