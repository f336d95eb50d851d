"""How long a pause is, from words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.pauses import MAX_DAYS, parse_until

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
    ],
)
def test_a_pause_ends_with_the_beginning_of_the_day(words: str, day: date) -> None:
    """By the chat's own clock."""
    until = parse_until(words, now=NOW, zone=BERLIN).astimezone(BERLIN)
    assert until.date() == day
    assert (until.hour, until.minute) == (0, 0)


@pytest.mark.parametrize(
    "words", ["", "soon", "31.02.", "2020-01-01", "0 days", "500 days", "today", "99 foo", "32 May"]
)
def test_what_is_no_coming_day_is_refused(words: str) -> None:
    """With an example."""
    with pytest.raises(InputError) as caught:
        parse_until(words, now=NOW, zone=BERLIN)
    assert caught.value.example


@given(st.text(max_size=20))
@settings(deadline=None, max_examples=80)
def test_any_words_are_a_coming_day_or_refused(words: str) -> None:
    """Never anything else."""
    try:
        until = parse_until(words, now=NOW, zone=BERLIN)
    except InputError:
        return
    assert NOW < until <= NOW + timedelta(days=MAX_DAYS + 1)
