"""Schedules and quiet hours as people write them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import InputError
from bot.domain.models import Schedule
from bot.domain.quiet import QuietHours, in_quiet_hours, parse_quiet, quiet_end
from bot.domain.schedule_words import MAX_TIMES, describe_schedule, parse_schedule

NOW = Schedule(times=(time(7),), weekdays=(0, 2))
ALL = (0, 1, 2, 3, 4, 5, 6)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "times", "days"),
    [
        ("08:00 18:30 weekdays", ["08:00", "18:30"], (0, 1, 2, 3, 4)),
        ("8", ["08:00"], (0, 2)),
        ("8am", ["08:00"], (0, 2)),
        ("8 am, 9 p.m.", ["08:00", "21:00"], (0, 2)),
        ("12am 12pm", ["00:00", "12:00"], (0, 2)),
        ("8:30pm daily", ["20:30"], ALL),
        ("20.30", ["20:30"], (0, 2)),
        ("0830", ["08:30"], (0, 2)),
        ("noon on sundays", ["12:00"], (6,)),
        ("weekends", ["07:00"], (5, 6)),
        ("mon,wed,fri 9", ["09:00"], (0, 2, 4)),
        ("10:00 sun", ["10:00"], (6,)),
        ("fri-mon 6:15", ["06:15"], (0, 4, 5, 6)),
        ("Mon – Fri 6:15", ["06:15"], (0, 1, 2, 3, 4)),
        ("18:30 08:00 08:00", ["08:00", "18:30"], (0, 2)),
        ("в 8:00 по будням", ["08:00"], (0, 1, 2, 3, 4)),
        ("пн, ср и пт в 19:00", ["19:00"], (0, 2, 4)),
        ("ежедневно 9", ["09:00"], ALL),
        ("каждый день в 9", ["09:00"], ALL),
        ("every day at 9", ["09:00"], ALL),
        ("каждую субботу 10:00", ["10:00"], (5,)),
        ("um 8 Uhr und 18 Uhr 30 werktags", ["08:00", "18:30"], (0, 1, 2, 3, 4)),
        ("montags 7.45", ["07:45"], (0,)),
        ("täglich 6", ["06:00"], ALL),
        ("Di–Do 8", ["08:00"], (1, 2, 3)),
    ],
)
def test_words_that_mean_a_schedule(words: str, times: list[str], days: tuple[int, ...]) -> None:
    """Times and days are read in many forms; what is not said stays as it was."""
    parsed = parse_schedule(words, current=NOW)
    assert parsed.times == tuple(time.fromisoformat(clock) for clock in times)
    assert parsed.weekdays == days


@pytest.mark.parametrize("words", ["off", "OFF", "выкл", "aus"])
def test_off_keeps_the_days_only(words: str) -> None:
    """Switched off, a schedule has no times, and its days for when it is on again."""
    assert parse_schedule(words, current=NOW) == Schedule(times=(), weekdays=(0, 2))


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        "25:00",
        "8:61",
        "13pm",
        "0am",
        "soon",
        "off 8:00",
        "8:0",
        "-",
        "mon-xyz",
        "1 2 3 4 5 6 7 8 9 10 11 12 13",
    ],
)
def test_other_words_get_one_sentence_and_an_example(words: str) -> None:
    """What is no schedule is refused with a sentence that ends, and an example that works."""
    with pytest.raises(InputError) as caught:
        parse_schedule(words, current=NOW)
    assert str(caught.value).endswith(".")
    example = caught.value.example.removeprefix("/schedule ")
    assert isinstance(parse_schedule(example, current=NOW), Schedule)


def test_days_alone_need_a_time_from_before() -> None:
    """Days do not switch on a schedule that has no times."""
    with pytest.raises(InputError, match="time of day"):
        parse_schedule("weekdays", current=Schedule(times=()))


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        (
            Schedule(times=(time(8), time(18, 30)), weekdays=(0, 1, 2, 3, 4)),
            "08:00 and 18:30 on weekdays (Europe/Berlin)",
        ),
        (Schedule(times=(time(8),)), "08:00 every day (Europe/Berlin)"),
        (
            Schedule(times=(time(8), time(9), time(10)), weekdays=(5, 6)),
            "08:00, 09:00 and 10:00 on weekends (Europe/Berlin)",
        ),
        (
            Schedule(times=(time(0),), weekdays=(0, 2, 6)),
            "00:00 on Mon, Wed and Sun (Europe/Berlin)",
        ),
        (Schedule(times=()), "off"),
    ],
)
def test_a_schedule_in_words(schedule: Schedule, words: str) -> None:
    """The words name times, days and the zone."""
    assert describe_schedule(schedule, zone_name="Europe/Berlin") == words


times = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize(
    ("words", "at", "loud"),
    [
        # 02:00 becomes 03:00 on 29 March: the end is leapt over, and it is loud at once
        (
            "22:00-02:30",
            datetime(2026, 3, 28, 23, tzinfo=UTC),
            datetime(2026, 3, 29, 1, tzinfo=UTC),
        ),
        ("02:15-02:45", datetime(2026, 3, 29, 0, 59, tzinfo=UTC), None),
        (
            "23:00-07:00",
            datetime(2026, 3, 28, 23, tzinfo=UTC),
            datetime(2026, 3, 29, 5, tzinfo=UTC),
        ),
        # 03:00 becomes 02:00 on 25 October: quiet hours that end between come twice
        (
            "22:00-02:30",
            datetime(2026, 10, 24, 22, tzinfo=UTC),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
        (
            "22:00-02:30",
            datetime(2026, 10, 25, 1, 10, tzinfo=UTC),
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        ),
    ],
)
def test_quiet_hours_when_the_clock_changes(
    words: str, at: datetime, loud: datetime | None
) -> None:
    """They end at the first minute that the clock on the wall says is loud."""
    quiet = parse_quiet(words)
    assert quiet_end(quiet, at=at, zone=BERLIN) == (loud or at)
    assert not in_quiet_hours(quiet, at=loud or at, zone=BERLIN)


@settings(deadline=None)
@given(
    clocks=st.sets(times, min_size=1, max_size=MAX_TIMES),
    days=st.sets(st.integers(0, 6), min_size=1),
)
def test_a_schedule_can_be_said_again(clocks: set[time], days: set[int]) -> None:
    """The words a schedule is described in mean that schedule."""
    schedule = Schedule(times=tuple(sorted(clocks)), weekdays=tuple(sorted(days)))
    words = describe_schedule(schedule, zone_name="UTC").removesuffix(" (UTC)")
    assert parse_schedule(words, current=NOW) == schedule


@settings(deadline=None)
@given(words=st.text(max_size=60))
def test_any_words_give_a_schedule_or_a_sentence(words: str) -> None:
    """Nothing a person types raises anything but the error that tells them."""
    parsed = NOW
    with suppress(InputError):
        parsed = parse_schedule(words, current=NOW)
    assert len(parsed.times) <= MAX_TIMES
    assert parsed.weekdays


@pytest.mark.parametrize(
    "words",
    ["22:00-07:00", "22-7", "10pm to 7am", "22:00 – 7:00", "22 Uhr bis 7", "22 bis 7 Uhr"],
)
def test_quiet_hours_in_words(words: str) -> None:
    """A range of times is read with any dash, and words between."""
    parsed = parse_quiet(words)
    assert parsed == QuietHours(start=time(22), end=time(7))


@pytest.mark.parametrize("words", ["", "22", "22-", "22-7-9", "a-b"])
def test_quiet_hours_that_are_none(words: str) -> None:
    """What is no range is refused with a sentence."""
    with pytest.raises(InputError):
        parse_quiet(words)


def test_quiet_hours_over_midnight() -> None:
    """A range over midnight is quiet on both sides of it, and loud from its end on."""
    quiet = parse_quiet("22:00-07:00")
    assert parse_quiet("off") is None
    assert parse_quiet("22:00-22:00") is None
    for hour, silent in ((21, False), (22, True), (23, True), (0, True), (6, True), (7, False)):
        at = datetime(2026, 5, 4, hour, tzinfo=BERLIN).astimezone(UTC)
        assert in_quiet_hours(quiet, at=at, zone=BERLIN) is silent
    evening = datetime(2026, 5, 4, 23, 30, tzinfo=BERLIN).astimezone(UTC)
    assert quiet_end(quiet, at=evening, zone=BERLIN) == datetime(2026, 5, 5, 5, tzinfo=UTC)
    noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
    assert quiet_end(quiet, at=noon, zone=BERLIN) == noon
    assert quiet_end(None, at=noon, zone=BERLIN) == noon


@settings(deadline=None)
@given(
    start=times,
    end=times,
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    zone=st.sampled_from(
        ["Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Africa/Cairo"]
    ),
)
def test_the_end_of_quiet_is_loud(start: time, end: time, at: datetime, zone: str) -> None:
    """Quiet ends within two days, never in the past, at a moment that is not quiet."""
    quiet = QuietHours(start=start, end=end)
    until = quiet_end(quiet, at=at, zone=ZoneInfo(zone))
    assert until >= at
    assert (until - at).total_seconds() <= 48 * 3600
    assert not in_quiet_hours(quiet, at=until, zone=ZoneInfo(zone))
