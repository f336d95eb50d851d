"""Which words name a briefing."""

from __future__ import annotations

import pytest

from bot.domain.briefing_names import check_name, nearest_name, read_prefix
from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.schedule import parse_schedule

KNOWN = ("main", "science", "sun news")


@pytest.mark.parametrize(
    ("words", "name", "rest", "known"),
    [
        ("science: 10:00 sun", "science", "10:00 sun", True),
        ("Science:black holes", None, "", False),
        ("SCIENCE: black holes", "SCIENCE", "black holes", True),
        ("science:", "science", "", True),
        ("sun news: 9", "sun news", "9", True),
        ("наука: 8", "наука", "8", False),
        ("sport news: 8", "sport news", "8", False),
        ("weekdays: 07:10", None, "", False),
        ("Monday: 09:00", None, "", False),
        ("Mo-Fr: 8:15", None, "", False),
        ("mon wed: 9", None, "", False),
        ("Montag: 9", None, "", False),
        ("off: 9", None, "", False),
        ("08:00 18:30", None, "", False),
        ("source: heise", None, "", False),
        ("https://example.org/a: b", None, "", False),
        ("lang:de rates", None, "", False),
        ("main", None, "", False),
        ("x" * 5000 + ": 9", None, "", False),
    ],
)
def test_a_name_stands_before_a_colon(words: str, name: str | None, rest: str, known: bool) -> None:
    """Days, times, addresses and the fields of queries are never names."""
    found = read_prefix(words, KNOWN)
    assert (found and (found.name, found.words, found.known)) == (
        (name, rest, known) if name else None
    )


@pytest.mark.parametrize("words", ["weekdays: 07:10", "Mo-Fr: 8:15", "Monday: 09:00", "вт: 9"])
def test_days_before_a_colon_are_days(words: str) -> None:
    """People write `Monday: 09:00`, and mean just that."""
    found = parse_schedule(words, current=Schedule(times=()))
    assert len(found.times) == 1
    assert len(found.weekdays) < 7


@pytest.mark.parametrize("name", ["", "9", "monday", "x" * 31, "a:b", "source", "weekdays", "!"])
def test_what_says_something_else_is_no_name(name: str) -> None:
    """Refused with an example."""
    with pytest.raises(InputError):
        check_name(name)


def test_a_typo_is_told_from_a_new_name() -> None:
    """The near name is offered; a far one is not."""
    assert nearest_name("Sciense", KNOWN) == "science"
    assert nearest_name("cooking", KNOWN) is None
