"""The model of languages, asked without the library that made it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.words.language_model import language_model

RANKS = json.loads(
    (Path(__file__).parents[1] / "data" / "language_ranks.json").read_text(encoding="utf-8")
)


def test_it_says_what_the_library_says() -> None:
    """The same languages in the same order, with the same shares, for texts in many languages."""
    for each in RANKS:
        found = language_model().rank(each["text"], each["script"])
        assert [name for name, _ in found[: len(each["ranks"])]] == [n for n, _ in each["ranks"]]
        for (_, share), (_, wanted) in zip(found, each["ranks"], strict=False):
            assert share == pytest.approx(wanted, abs=1e-3)


@settings(max_examples=50)
@given(st.text(max_size=200), st.sampled_from(["latin", "cyrillic", "arabic", "hebrew"]))
def test_the_shares_of_any_text_sum_to_one(text: str, script: str) -> None:
    """Whatever is asked, every language has a share, and together they are the whole."""
    found = language_model().rank(text, script)
    assert sum(share for _, share in found) == pytest.approx(1.0)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


def test_of_a_script_it_does_not_know_nothing_is_said() -> None:
    """There is no guess among languages that do not write it."""
    assert language_model().rank("ข่าว", "thai") == []
