"""How long a pause is, from words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.pauses import MAX_DAYS, parse_until, unit_days

NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("1 day", date(2026, 11, 24)),
        ("3d", date(2026, 11, 26)),
        ("for 2 weeks", date(2026, 12, 7)),
        ("10 дней", date(2026, 12, 3)),
        ("2 Wochen", date(2026, 12, 7)),
        ("until 3 May", date(2027, 5, 3)),
        ("May 3", date(2027, 5, 3)),
        ("до 3 мая", date(2027, 5, 3)),
        ("bis 3. Dezember", date(2026, 12, 3)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("2 tagen", date(2026, 11, 25)),  # no language's own short form
        ("9 décembre", date(2026, 12, 9)),
        ("23.11.", date(2027, 11, 23)),  # today: the next one is meant
        # The last day that a pause may end, its year said in each form.
        ("24.11.2027", date(2027, 11, 24)),
        ("24 Nov 2027", date(2027, 11, 24)),
        ("Nov 24 2027", date(2027, 11, 24)),
        ("366 days", date(2027, 11, 24)),
        ("2026-12-2".rjust(60) + "4", date(2026, 12, 2)),  # no more than 60 characters are read
    ],
)
def test_a_pause_ends_with_the_beginning_of_the_day(words: str, day: date) -> None:
    """By the chat's own clock."""
    until = parse_until(words, now=NOW, zone=BERLIN).astimezone(BERLIN)
    assert until.date() == day
    assert (until.hour, until.minute) == (0, 0)


def test_days_are_counted_from_the_chats_own() -> None:
    """It is tomorrow in Tokyo already."""
    tokyo = ZoneInfo("Asia/Tokyo")
    until = parse_until("1 day", now=NOW, zone=tokyo)
    assert until == datetime(2026, 11, 25, tzinfo=tokyo)


NO_DAY = ("Say how long, or until which day.", "error.pause")
OTHER_DAY = ("That day is past, or more than a year away.", "error.pause_day")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", NO_DAY),
        ("soon", NO_DAY),
        ("31.02.", NO_DAY),
        ("today", NO_DAY),
        ("99 foo", NO_DAY),
        ("9 foo", NO_DAY),
        ("32 May", NO_DAY),
        ("2020-01-01", OTHER_DAY),
        ("0 days", OTHER_DAY),
        ("367 days", OTHER_DAY),
        ("500 days", OTHER_DAY),
        ("23.11.2026", OTHER_DAY),
        ("25.11.2027", OTHER_DAY),
    ],
)
def test_what_is_no_coming_day_is_refused(words: str, said: tuple[str, str]) -> None:
    """With the reason, the text of the interface that says it, and an example."""
    with pytest.raises(InputError) as caught:
        parse_until(words, now=NOW, zone=BERLIN)
    assert (str(caught.value), caught.value.key) == said
    assert caught.value.example == "/pause 3 days"


@pytest.mark.parametrize(
    ("word", "days"), [("tagen", 1), ("неделю", 7), ("semaine", 7), ("foo", 0), ("", 0)]
)
def test_a_unit_of_time_is_some_days(word: str, days: int) -> None:
    """Of the list of inflected forms, or of any language's own names; 0 for none."""
    assert unit_days(word) == days


@given(st.text(max_size=20))
@settings(deadline=None, max_examples=80)
def test_any_words_are_a_coming_day_or_refused(words: str) -> None:
    """Never anything else."""
    try:
        until = parse_until(words, now=NOW, zone=BERLIN)
    except InputError:
        return
    assert NOW < until <= NOW + timedelta(days=MAX_DAYS + 1)
