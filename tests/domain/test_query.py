"""The query language, and the index of very many queries."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.query import MAX_TERMS, Query, parse_query
from bot.domain.query_index import QueryIndex, matches

WORDS = ("bank", "rates", "central", "crypto", "oil", "gas", "über", "цб", "ставка")
queries = st.lists(
    st.sampled_from([*WORDS, '"central bank"', "-oil", "-crypto", "OR", "|", '-"gas rates"']),
    min_size=1,
    max_size=9,
).map(" ".join)
texts = st.lists(st.sampled_from([*WORDS, "the", "of"]), max_size=12)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("central bank rates", "bank central rates"),
        ("Rates BANK central central", "bank central rates"),
        ("“Central Bank” rates", '"central bank" rates'),
        ("«Центральный банк»", '"центральный банк"'),
        ("oil -gas", "oil -gas"),
        ('oil -"gas rates"', 'oil -"gas rates"'),
        ("oil NOT gas", "oil -gas"),
        ("gas OR oil", "gas | oil"),
        ("oil|gas", "gas | oil"),
        ("ЦБ ИЛИ ФРС ставка", "ставка фрс | цб"),
        ("oil AND gas", "gas oil"),
        ("oil OR", "oil"),
        ("OR oil", "oil"),
        ("#ai!", "ai"),
        ('"unclosed phrase', '"unclosed phrase"'),
        ('"bank"', "bank"),
        (".* (a+)+$", "a"),
        ("ＡＩ", "ai"),
        ("o'neill at&t covid-19", "at&t covid-19 o'neill"),
    ],
)
def test_a_query_has_one_normal_form(text: str, normalised: str) -> None:
    """Order, case, quotes and repeats do not make another query."""
    assert parse_query(text).normalised == normalised


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-oil",
        '""',
        "OR",
        "|",
        "...",
        "- -",
        "x" * 201,
        " ".join(f"w{i}" for i in range(11)),
    ],
)
def test_what_cannot_be_looked_for_is_refused(text: str) -> None:
    """Nothing usable, too long or too many: one sentence with an example that works."""
    with pytest.raises(InputError) as caught:
        parse_query(text)
    assert str(caught.value).endswith(".")
    assert parse_query(caught.value.example.removeprefix("/subscribe ")).clauses


@settings(deadline=None)
@given(text=st.text(max_size=80) | queries)
def test_the_normal_form_means_the_same_query(text: str) -> None:
    """Parsing never fails but with the person's error, and the normal form parses to itself."""
    with suppress(InputError):
        query = parse_query(text)
        assert parse_query(query.normalised) == query
        assert query.words
        assert sum(map(len, query.clauses)) + len(query.unwanted) <= MAX_TERMS


def test_the_parts_a_store_needs() -> None:
    """Alternatives as whole groups, unwanted texts, all words."""
    query = parse_query('"central bank" oil OR gas -crypto')
    assert query.groups == (("central bank", "gas"), ("central bank", "oil"))
    assert query.excluded == ("crypto",)
    assert set(query.words) == {"central", "bank", "oil", "gas"}


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("bank rates", "rates of the bank", True),
        ("bank rates", "rates of oil", False),
        ("ai", "training of main staff", False),
        ('"central bank"', "the central bank said", True),
        ('"central bank"', "bank said central", False),
        ("oil OR gas rates", "gas rates", True),
        ("oil OR gas rates", "oil gas", False),
        ("bank -crypto", "bank crypto", False),
        ("bank -crypto", "bank", True),
        ('bank -"crypto rates"', "bank crypto oil oil oil rates", True),
        ('bank -"crypto rates"', "bank crypto rates", False),
    ],
)
def test_matching(query: str, text: str, expected: bool) -> None:
    """All words, phrases in order, either of two, and none of the unwanted; never parts of words."""
    assert matches(parse_query(query), text.split()) is expected


def stems(text: str) -> list[list[str]]:
    """Each word, and without its last letter as its stem."""
    return [[word, word[:-1]] for word in text.split()]


def test_words_are_compared_by_any_of_their_forms() -> None:
    """What an expander gives for a word counts as the word, also within a phrase."""
    tokens = [form for word in ("centrals", "bank", "rate") for form in (word, word[:-1])]
    assert matches(parse_query("central"), tokens, lambda text: [[text, "central"]])
    assert matches(parse_query('"centrals banx"'), tokens, stems)
    assert not matches(parse_query('"centrals rate"'), tokens, stems)


def test_a_word_of_which_nothing_is_left_is_not_asked_for() -> None:
    """A query whose words expand to nothing matches nothing, and does not fail."""
    assert not matches(parse_query("bank"), ["bank"], lambda _: [])


@settings(deadline=None)
@given(
    written=st.lists(queries, min_size=1, max_size=12),
    texts=st.lists(texts, max_size=5),
    removed=st.sets(st.integers(0, 11)),
)
def test_the_index_finds_what_matching_one_by_one_finds(
    written: list[str], texts: list[list[str]], removed: set[int]
) -> None:
    """However queries are indexed, added anew and removed, none is missed and none invented."""
    index = QueryIndex()
    kept: dict[int, Query] = {}
    for number, text in enumerate(written):
        with suppress(InputError):
            kept[number] = parse_query(text)
            index.add(number, parse_query("gas"))
            index.add(number, kept[number])
    for number in removed:
        index.remove(number)
        kept.pop(number, None)
    assert len(index) == len(kept)
    for tokens in texts:
        expected = {number for number, query in kept.items() if matches(query, tokens)}
        assert index.match(tokens) == expected


def test_few_of_many_queries_are_looked_at() -> None:
    """Queries with a common word are found by their rare one."""
    index = QueryIndex(frequency={"news": 1000})
    for number in range(2000):
        index.add(number, parse_query(f"news rare{number}"))
    assert index.match(["news", "rare7", "of"]) == {7}
    assert 7 in index
    index.remove(7)
    index.remove(7)
    assert index.match(["news", "rare7"]) == set()
