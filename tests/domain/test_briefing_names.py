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
        ("Science:black holes", "Science", "black holes", True),
        ("SCIENCE: black holes", "SCIENCE", "black holes", True),
        ("science:", "science", "", True),
        ("sun news: 9", "sun news", "9", True),
        ("наука: 8", "наука", "8", False),
        ("sport news: 8", "sport news", "8", False),
        ("weekdays: 07:10", None, "", False),
        ("Monday: 09:00", None, "", False),
        ("Mo-Fr: 8:15", None, "", False),
        ("mon wed: 9", None, "", False),
        ("weekdays:9", None, "", False),
        ("every day: 9", None, "", False),
        ("Mon to Fri: 9", None, "", False),
        ("с понедельника по пятницу: 9", None, "", False),
        ("يوم الإثنين: 9", None, "", False),
        ("हर दिन: 9", None, "", False),
        ("周一到周五：8点", None, "", False),
        ("2: 10:00", None, "", False),
        ("2026: elections", None, "", False),
        ("science:10:00 sun", "science", "10:00 sun", True),
        ("science : 10:00", "science", "10:00", True),
        ("sun  News：9", "sun News", "9", True),
        ("科学：8:20", "科学", "8:20", False),
        ("विज्ञान: 8", "विज्ञान", "8", False),
        ("🔬 lab: 8", "🔬 lab", "8", False),
        ("R&D: 8", "R&D", "8", False),
        ("می\u200cخواهم: 8", "می\u200cخواهم", "8", False),
        ("cafe\u0301: 8", "cafe\u0301", "8", False),
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


@pytest.mark.parametrize(
    "words",
    [
        *(
            "weekdays: 07:10",
            "Mo-Fr: 8:15",
            "Monday: 09:00",
            "вт: 9",
            "weekdays : 8",
            "Monday:9:10",
        ),
        *("Monday：09:10", "Mo. bis Fr.: 8", "Mo/Mi: 9", "lun-vie: 8h15", "السبت والأحد: 9"),
        *(
            "Dienstag: 8 h 15",
            "周末：9点",
            "土日: 9",
            "hafta içi: 9",
            "sabado: 9",
            "poniedzialek: 9",
        ),
    ],
)
def test_days_before_a_colon_are_days(words: str) -> None:
    """People write `Monday: 09:00`, and mean just that."""
    found = parse_schedule(words, current=Schedule(times=()))
    assert len(found.times) == 1
    assert len(found.weekdays) < 7


@pytest.mark.parametrize(
    "name",
    [
        "",
        "9",
        "2026",
        "every day",
        "Mon to Fri",
        "monday",
        "x" * 31,
        "a:b",
        "source",
        "weekdays",
        "!",
    ],
)
def test_what_says_something_else_is_no_name(name: str) -> None:
    """Refused with an example."""
    with pytest.raises(InputError):
        check_name(name)


def test_a_typo_is_told_from_a_new_name() -> None:
    """The near name is offered; a far one is not."""
    assert nearest_name("Sciense", KNOWN) == "science"
    assert nearest_name("cooking", KNOWN) is None


def test_a_name_is_the_same_however_it_is_typed() -> None:
    """By letters with marks of their own or in one, in capitals, with more blanks."""
    assert check_name("Cafe\u0301  News") == check_name("caf\u00e9 news")
