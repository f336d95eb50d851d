"""Dates as sources write them; a wrong one is worse than none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sources.dates import parse_date
from tests.support.sources import NOW

TEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 20 Nov 2026 10:00:00 GMT",
        "Fri, 20 Nov 2026 10:00:00 +0000",
        "Fri, 20 Nov 2026 10:00:00",
        "20 Nov 26 10:00 UT",
        "Fri, 20 Nov 2026 13:00:00 MSK",
        "Fri, 20 Nov 2026 12:00:00 CEST",
        "Fri, 20 Nov 2026 11:00:00 BST",
        "Fri, 20 Nov 2026 05:00:00 EST",
        "Fri, 20 Nov 2026 15:30:00 IST",
        "Fri, 20 Nov 2026 13:00:00 +0300 (MSK)",
        "Fri, 20 Nov 2026 13:00:00 GMT+3",
        "2026-11-20T10:00:00Z",
        "2026-11-20T10:00:00.123Z",
        "2026-11-20T10:00Z",
        "2026-11-20 10:00:00",
        "2026-11-20 10:00:00 UTC",
        "2026-11-20T13:00:00+03:00",
        "2026-11-20T13:00:00+0300",
        "20261120T100000Z",
        "20261120100000",
        "1795168800",
        "1795168800000",
        "Fri Nov 20 10:00:00 2026",
        "Fri Nov 20 10:00:00 UTC 2026",
        "November 20, 2026 10:00 AM",
        "Nov 20, 2026, 10:00",
        "20.11.2026 10:00",
        "2026/11/20 10:00:00",
        "20/11/2026 10:00",
        "11/20/2026 10:00",
        "Пт, 20 ноя 2026 13:00:00 +0300",
        "20 ноября 2026 г., 10:00",
        "20. November 2026, 10:00",
        "20 novembre 2026 à 10:00",
        "20 de noviembre de 2026 10:00",
        "20 listopada 2026 10:00",
        "20 Kasım 2026 10:00",
    ],
)
def test_every_way_of_writing_a_moment_is_the_moment(text: str) -> None:
    """In UTC, whatever zone and language it is written in."""
    moment = parse_date(text, now=NOW)
    assert moment is not None
    assert moment.replace(microsecond=0) == TEN


@pytest.mark.parametrize(
    "text", ["2026-11-20", "20 Nov 2026", "20261120", "20.11.2026", "Nov 20, 2026"]
)
def test_a_day_without_a_time_is_its_noon(text: str) -> None:
    """So that it is that day in nearly every zone."""
    assert parse_date(text, now=NOW) == NOON


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "0",
        "-1",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1994-12-31",
        "2026-13-01",
        "2026-02-30",
        "2026-11-20T25:00:00Z",
        "Fri, 20 Nov 2026 10:00:00 +9999",
        "Fri, 20 Nov 2026 10:00:00 XYZ",
        "05/06/2026",
        "2027-01-01",
        "9999-12-31T23:59:59Z",
        "99999999999999999999",
        "20 Foo 2026",
        "Nov 2026",
    ],
)
def test_what_cannot_be_believed_is_no_date(text: str) -> None:
    """Zero, the epoch, the far future, ambiguous order, unknown zones."""
    assert parse_date(text, now=NOW) is None


def test_clocks_may_run_ahead_a_little() -> None:
    """Ten minutes, no more."""
    near, far = NOW + timedelta(minutes=9), NOW + timedelta(minutes=11)
    assert parse_date(near.isoformat(), now=NOW) == near
    assert parse_date(far.isoformat(), now=NOW) is None


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    """It gives a moment that can be believed, or none."""
    moment = parse_date(text, now=NOW)
    assert moment is None or moment <= NOW + timedelta(minutes=10)


@given(st.datetimes(datetime(1996, 1, 1), datetime(2026, 11, 1)), st.integers(-12 * 60, 14 * 60))
@settings(deadline=None)
def test_what_python_writes_is_read_back(moment: datetime, offset: int) -> None:
    """ISO 8601 in any zone."""
    aware = moment.replace(microsecond=0, tzinfo=UTC)
    written = aware.astimezone(timezone(timedelta(minutes=offset))).isoformat()
    assert parse_date(written, now=NOW) == aware
