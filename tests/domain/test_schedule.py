"""Slots: when a briefing is due."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Schedule
from bot.domain.schedule import Slot, latest_due, local_instant, next_slot

ZONES = sorted(zoneinfo.available_timezones() - {"Factory", "localtime", "posixrules"})
BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)

schedules = st.builds(
    lambda times, days: Schedule(times=tuple(sorted(times)), weekdays=tuple(sorted(days))),
    st.sets(st.builds(time, st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=12),
    st.sets(st.integers(0, 6), min_size=1),
)
instants = st.datetimes(
    min_value=datetime(1975, 1, 1), max_value=datetime(2037, 12, 31), timezones=st.just(UTC)
)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def daily(*clocks: str) -> Schedule:
    return Schedule(times=tuple(time.fromisoformat(clock) for clock in clocks))


def slots(schedule: Schedule, start: datetime, end: datetime, zone: ZoneInfo) -> list[Slot]:
    found: list[Slot] = []
    slot = next_slot(schedule, after=start, zone=zone)
    while slot is not None and slot.at <= end:
        found.append(slot)
        slot = next_slot(schedule, after=slot.at, zone=zone)
    return found


@cache
def transitions(name: str) -> tuple[date, ...]:
    """The local dates of a zone's latest two changes of offset before 2027, found by the day."""
    zone = ZoneInfo(name)
    found: list[date] = []
    day = datetime(2026, 12, 31, tzinfo=UTC)
    for step in range(0, 365 * 3, 7):
        late, early = day - timedelta(days=step), day - timedelta(days=step + 7)
        if late.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset():
            continue
        low, high = early, late
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            if middle.astimezone(zone).utcoffset() == early.astimezone(zone).utcoffset():
                low = middle
            else:
                high = middle
        found.append(high.astimezone(zone).date())
        if len(found) == 2:
            break
    return tuple(found)


def test_a_usual_day_has_its_times_in_order() -> None:
    """Several times a day come in order, in local time."""
    start = datetime(2026, 5, 4, 0, 0, tzinfo=UTC)
    found = slots(daily("08:00", "18:30"), start, start + timedelta(days=2), BERLIN)
    assert [slot.local for slot in found] == [
        "2026-05-04T08:00", "2026-05-04T18:30", "2026-05-05T08:00", "2026-05-05T18:30",
    ]  # fmt: skip
    assert found[0].at == datetime(2026, 5, 4, 6, 0, tzinfo=UTC)


def test_the_moment_itself_is_not_after_itself() -> None:
    """The slot found is strictly later than the instant asked for."""
    first = next_slot(daily("08:00"), after=datetime(2026, 5, 4, tzinfo=UTC), zone=BERLIN)
    assert first is not None
    second = next_slot(daily("08:00"), after=first.at, zone=BERLIN)
    assert second is not None
    assert second.local == "2026-05-05T08:00"


def test_weekdays_leave_the_weekend_out() -> None:
    """On Friday evening the next slot of a weekday schedule is on Monday."""
    schedule = Schedule(times=(time(8),), weekdays=(0, 1, 2, 3, 4))
    slot = next_slot(schedule, after=datetime(2026, 5, 8, 20, tzinfo=UTC), zone=BERLIN)
    assert slot is not None
    assert slot.local == "2026-05-11T08:00"


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Berlin", "2026-03-29T02:30", "2026-03-29T01:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),
        ("Africa/Cairo", "2026-04-24T00:30", "2026-04-23T22:00"),
        ("America/Nuuk", "2026-03-28T23:30", "2026-03-29T01:00"),
    ],
)
def test_a_skipped_time_moves_to_the_first_valid_minute(zone: str, local: str, utc: str) -> None:
    """A time the clock jumps over happens when the jump is over."""
    wall = datetime.fromisoformat(local)
    expected = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert local_instant(wall.date(), wall.time(), ZoneInfo(zone)) == expected
    schedule = Schedule(times=(wall.time(),))
    slot = next_slot(schedule, after=expected - 12 * HOUR, zone=ZoneInfo(zone))
    assert slot == Slot(local=local, at=expected)


def test_a_repeated_time_fires_once() -> None:
    """A time that comes twice counts the first time."""
    start = datetime(2026, 10, 24, 12, tzinfo=UTC)
    found = slots(daily("02:30"), start, start + timedelta(days=2), BERLIN)
    assert [slot.local for slot in found] == ["2026-10-25T02:30", "2026-10-26T02:30"]
    assert found[0].at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_clock_set_back_over_midnight_repeats_no_midnight() -> None:
    """In St John's the clock went from 00:01 back to 23:01: midnight came before, and once."""
    zone = ZoneInfo("America/St_Johns")
    second = datetime(2010, 11, 7, 3, 0, tzinfo=UTC)
    assert second.astimezone(zone).strftime("%d %H:%M") == "06 23:30"
    midnight = daily("00:00")
    slot = latest_due(midnight, after=second - 12 * HOUR, now=second, zone=zone)
    assert slot == Slot(local="2010-11-07T00:00", at=datetime(2010, 11, 7, 2, 30, tzinfo=UTC))
    following = next_slot(midnight, after=second, zone=zone)
    assert following is not None
    assert following.local == "2010-11-08T00:00"


def test_times_moved_onto_one_instant_are_one_slot() -> None:
    """Two skipped times and the first valid one make a single slot, named by the first."""
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    found = slots(daily("02:00", "02:30", "03:00"), start, start + timedelta(hours=30), BERLIN)
    assert [slot.local for slot in found] == ["2026-03-29T02:00"]


def test_a_date_that_did_not_take_place_has_no_slot() -> None:
    """Apia went from 29 to 31 December 2011: nothing is due on the 30th."""
    apia = ZoneInfo("Pacific/Apia")
    start = datetime(2011, 12, 29, 12, tzinfo=UTC)
    found = slots(daily("08:00"), start, start + timedelta(days=3), apia)
    assert [slot.local for slot in found] == [
        "2011-12-29T08:00", "2011-12-31T08:00", "2012-01-01T08:00",
    ]  # fmt: skip
    fridays = Schedule(times=(time(8),), weekdays=(4,))
    slot = next_slot(fridays, after=start, zone=apia)
    assert slot is not None
    assert slot.local == "2012-01-06T08:00"


def test_an_empty_schedule_is_never_due() -> None:
    """Without times or weekdays there is no slot."""
    now = datetime(2026, 5, 4, tzinfo=UTC)
    for schedule in (Schedule(times=()), Schedule(times=(time(8),), weekdays=())):
        assert next_slot(schedule, after=now, zone=BERLIN) is None
        assert latest_due(schedule, after=now - 48 * HOUR, now=now, zone=BERLIN) is None


def test_missed_slots_are_merged_into_the_newest() -> None:
    """After three days of silence one slot is due: the newest."""
    now = datetime(2026, 5, 7, 7, 0, tzinfo=UTC)
    slot = latest_due(daily("08:00", "18:30"), after=now - 72 * HOUR, now=now, zone=BERLIN)
    assert slot is not None
    assert slot.local == "2026-05-07T08:00"
    assert latest_due(daily("08:00"), after=slot.at, now=now, zone=BERLIN) is None


@settings(deadline=None, max_examples=300)
@given(schedule=schedules, zone=zones, start=instants)
def test_slots_strictly_increase(schedule: Schedule, zone: ZoneInfo, start: datetime) -> None:
    """In every zone and time, names and instants rise from slot to slot."""
    previous, at = "", start
    for _ in range(12):
        slot = next_slot(schedule, after=at, zone=zone)
        assert slot is not None
        assert slot.at > at
        assert slot.local > previous
        previous, at = slot.local, slot.at


@settings(deadline=None, max_examples=200)
@given(schedule=schedules, zone=zones, start=instants, hours=st.integers(0, 24 * 20))
def test_the_newest_due_is_the_last_of_those_planned_forward(
    schedule: Schedule, zone: ZoneInfo, start: datetime, hours: int
) -> None:
    """Looking back finds the same slot, by the same name, as going forward one by one."""
    now = start + hours * HOUR
    forward = slots(schedule, start, now, zone)
    expected = forward[-1] if forward else None
    assert latest_due(schedule, after=start, now=now, zone=zone) == expected


@pytest.mark.parametrize("region", sorted({name.split("/")[0] for name in ZONES}))
def test_each_date_about_a_clock_change_has_one_slot(region: str) -> None:
    """In all zones, for times all through the day, each date over a change has just one slot."""
    for name in ZONES:
        if name.split("/")[0] != region:
            continue
        zone = ZoneInfo(name)
        for changed in transitions(name):
            for minutes in range(0, 24 * 60, 47):
                assert dates_of_slots(changed, minutes, zone) == [
                    (changed + timedelta(days=day)).isoformat() for day in range(-2, 3)
                ], (name, minutes)


def dates_of_slots(changed: date, minutes: int, zone: ZoneInfo) -> list[str]:
    """The local dates of five slots from two days before a date on."""
    clock = time(minutes // 60, minutes % 60)
    after = local_instant(changed - timedelta(days=2), clock, zone) - timedelta(seconds=1)
    dates = []
    for _ in range(5):
        slot = next_slot(Schedule(times=(clock,)), after=after, zone=zone)
        assert slot is not None
        assert slot.at > after
        dates.append(slot.local[:10])
        after = slot.at
    return dates


@settings(deadline=None, max_examples=100)
@given(schedule=schedules, zone=zones, start=instants, back=st.integers(1, 48))
def test_a_clock_set_back_gives_no_slot_that_was_not_planned_before(
    schedule: Schedule, zone: ZoneInfo, start: datetime, back: int
) -> None:
    """Planned anew from an earlier now, slots come with the same names: the caller knows them."""
    planned = slots(schedule, start, start + timedelta(days=4), zone)
    again = slots(schedule, start - back * HOUR, start + timedelta(days=4), zone)
    assert again[len(again) - len(planned) :] == planned
    last = planned[-1].local if planned else ""
    assert all(slot.local <= last for slot in again) or not planned
