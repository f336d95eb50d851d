"""Politeness: when a source is polled next, when its move is believed, when it is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.polling import (
    LONGEST_S,
    Move,
    gone_for_good,
    next_poll_s,
    retry_s,
    see_move,
)
from tests.support.sources import NOW

HOUR_S = 3600.0
QUARTER_S = 900.0


def test_a_busy_source_is_polled_at_the_base_interval() -> None:
    """And no more often, however much it writes."""
    assert next_poll_s(QUARTER_S, weekly=10_000) == QUARTER_S


def test_a_quiet_source_is_polled_less_often() -> None:
    """In proportion, up to every six hours; then doubling up to once a day while it is silent."""
    assert next_poll_s(QUARTER_S, weekly=84) == 2 * HOUR_S
    assert next_poll_s(QUARTER_S, weekly=0) == 6 * HOUR_S
    assert next_poll_s(QUARTER_S, weekly=0, unchanged=8) == 12 * HOUR_S
    assert next_poll_s(QUARTER_S, weekly=0, unchanged=800) == LONGEST_S


def test_what_a_source_asks_for_is_granted_up_to_a_day() -> None:
    """Even a busy one."""
    assert next_poll_s(QUARTER_S, weekly=10_000, asked_s=5 * HOUR_S) == 5 * HOUR_S
    assert next_poll_s(QUARTER_S, weekly=10_000, asked_s=1e9) == LONGEST_S


def test_a_short_interval_is_kept_as_it_is() -> None:
    """It is set for a test or a demonstration."""
    assert next_poll_s(2, weekly=0, unchanged=100) == 2


@given(
    st.floats(1, 86400),
    st.integers(0, 10**6),
    st.integers(0, 10**6),
    st.floats(0, 1e9),
    st.floats(0, 0.999),
)
def test_the_next_poll_is_between_the_base_interval_and_a_day(
    interval_s: float, weekly: int, unchanged: int, asked_s: float, spread: float
) -> None:
    """With ten per cent either way."""
    wait_s = next_poll_s(
        interval_s, weekly=weekly, unchanged=unchanged, asked_s=asked_s, spread=spread
    )
    assert 0.9 * interval_s <= wait_s * 1.0001
    assert wait_s <= 1.1001 * LONGEST_S


@given(st.floats(1, 86400), st.integers(0, 10**6), st.floats(0, 0.999))
def test_failures_wait_longer_and_longer_but_never_for_ever(
    interval_s: float, failures: int, spread: float
) -> None:
    """A day is the most: an outage is not the end of a source."""
    wait_s = retry_s(interval_s, failures=failures, spread=spread)
    assert interval_s <= wait_s <= LONGEST_S
    assert retry_s(interval_s, failures=failures + 1, spread=spread) >= wait_s
    assert retry_s(interval_s, failures=0, asked_s=10**6, spread=spread) == 10**6


def moves(*polls: tuple[float, str]) -> list[bool]:
    """Whether each poll (hours, target) proves a move."""
    known: Move | None = None
    proven = []
    for hours, to in polls:
        known, now_proven = see_move(known, to, NOW + timedelta(hours=hours))
        proven.append(now_proven)
    return proven


def test_a_move_needs_three_polls_over_a_day_to_the_same_address() -> None:
    """One poll without the redirect, or one to elsewhere, begins anew."""
    assert moves((0, "a"), (1, "a"), (2, "a"), (23, "a"), (24, "a")) == [False] * 4 + [True]
    assert moves((0, "a"), (30, "a")) == [False, False]
    assert moves((0, "a"), (12, ""), (24, "a"), (25, "a")) == [False] * 4
    assert moves((0, "a"), (12, "b"), (24, "b"), (30, "a")) == [False] * 4


def test_gone_counts_when_it_is_said_again_after_a_day() -> None:
    """Not the first time, and not an hour later."""
    first: datetime = NOW
    assert not gone_for_good(None, NOW)
    assert not gone_for_good(first, NOW + timedelta(hours=23))
    assert gone_for_good(first, NOW + timedelta(hours=24))
