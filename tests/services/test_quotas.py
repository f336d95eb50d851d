"""Quotas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.services.quotas import Allowance, Quotas

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_person_over_the_limit_is_told_once_and_then_silence() -> None:
    """And works again when the silence is over; nobody else notices."""
    quotas = Quotas(commands=2)
    found = [quotas.command(1, NOW + timedelta(seconds=each)) for each in range(5)]
    assert found == [
        Allowance.YES,
        Allowance.YES,
        Allowance.SAY,
        Allowance.SILENT,
        Allowance.SILENT,
    ]
    assert quotas.command(2, NOW) is Allowance.YES
    assert quotas.command(1, NOW + timedelta(seconds=63)) is Allowance.YES


def test_the_days_searches_end_too() -> None:
    """The sliding day forgives one search at a time."""
    quotas = Quotas(searches=10, searches_day=20)
    allowed = [quotas.search(1, NOW + timedelta(minutes=each)) for each in range(21)]
    assert allowed[:20] == [Allowance.YES] * 20
    assert allowed[20] is Allowance.SAY
    assert quotas.search(1, NOW + timedelta(days=1, minutes=2)) is Allowance.YES
