"""Signs at the end of a text, in the scripts that news is written in."""

from __future__ import annotations

import pytest

from bot.domain.stops import is_ended, is_halted, is_whole


@pytest.mark.parametrize(
    "text",
    [
        "It rained.",
        "Did it?”",
        "『終わり。』",
        "هل انتهى؟",
        "ختم ہوا۔",
        "समाप्त।",
        "Enough …",
        "Done.)",
    ],
)
def test_a_sentence_has_ended_in_any_script(text: str) -> None:
    """Quotes and brackets may close behind the stop."""
    assert is_ended(text)
    assert is_whole(text)
    assert is_halted(text)


@pytest.mark.parametrize(
    ("text", "ended", "halted"),
    [
        ("“It is over.,”", True, False),
        ("The mayor said:", False, True),
        ("One; two;", False, True),
        ("A heading", False, False),
        ("", False, False),
    ],
)
def test_what_is_no_whole_sentence_is_told_apart(text: str, ended: bool, halted: bool) -> None:
    """A comma behind a stop, a colon and a semicolon are each an end of another kind."""
    assert not is_whole(text)
    assert is_ended(text) is ended
    assert is_halted(text) is halted
