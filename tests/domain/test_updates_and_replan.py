"""What an update tells at first sight, and when a changed briefing is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Schedule
from bot.domain.replan import following_slot, renamed_slot, slot_instant, slot_key
from bot.domain.updates import chat_key

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["message", "callback_query", "chat", "from", "id", "x"]), inner
        )
    ),
    max_leaves=12,
)
_ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Pacific/Apia", "Asia/Kolkata"]
)
_SCHEDULES = st.sets(st.times().map(lambda t: t.replace(second=0, microsecond=0)), max_size=4).map(
    lambda times: Schedule(times=tuple(sorted(times)))
)
_MOMENTS = st.datetimes(
    min_value=datetime(2025, 1, 1), max_value=datetime(2028, 1, 1), timezones=st.just(UTC)
)


@given(st.dictionaries(st.sampled_from(["message", "callback_query", "update_id"]), _JSON))
@settings(deadline=None, max_examples=60)
def test_a_chat_key_is_found_in_anything(payload: dict[str, Any]) -> None:
    """Never raises; always text."""
    assert isinstance(chat_key(payload), str)


@pytest.mark.parametrize(
    ("payload", "key"),
    [
        ({"message": {"chat": {"id": -5}, "from": {"id": 1}}}, "c-5"),
        ({"callback_query": {"from": {"id": 1}, "message": {"chat": {"id": 9}}}}, "c9"),
        ({"callback_query": {"from": {"id": 1}}}, "p1"),
        ({"my_chat_member": {"chat": {"id": 3}}}, "c3"),
        ({"inline_query": {"from": {"id": 4}}}, "p4"),
        ({"poll": {}}, ""),
    ],
)
def test_updates_of_one_chat_have_one_key(payload: dict[str, Any], key: str) -> None:
    """The chat's number where there is one, else the person's."""
    assert chat_key(payload) == key


@given(_SCHEDULES, _ZONES, _ZONES, _MOMENTS, st.integers(0, 40))
@settings(deadline=None, max_examples=60)
def test_a_changed_zone_keeps_digests_apart(
    schedule: Schedule, old: str, new: str, start: datetime, hours: int
) -> None:
    """After a slot in the old zone, the next in the new one is 12 h later, or the schedule's own."""
    first = following_slot(schedule, now=start, zone=ZoneInfo(old))
    if first is None:
        return
    now = first.at + timedelta(hours=hours)
    slot = following_slot(
        schedule,
        now=now,
        zone=ZoneInfo(new),
        last_slot=renamed_slot(first.local, old=ZoneInfo(old), new=ZoneInfo(new)),
        apart_from=slot_instant(first.local, ZoneInfo(old)),
    )
    assert slot is not None
    assert slot_key(slot.local, slot.at, ZoneInfo(new)) != slot_key(
        first.local, first.at, ZoneInfo(old)
    )
    minutes = sorted(clock.hour * 60 + clock.minute for clock in schedule.times)
    own = min(
        (later - earlier) % 1440 or 1440
        for earlier, later in zip(minutes, minutes[1:] + minutes[:1], strict=True)
    )
    assert slot.at - first.at >= min(timedelta(hours=12), timedelta(minutes=own))
    assert slot.at > now


@given(
    st.sampled_from(sorted(available_timezones())),
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 12, 31)),
    st.times(),
)
@settings(deadline=None, max_examples=300)
def test_a_daily_digest_comes_within_a_day_and_a_half_of_any_move(
    old: str, new: str, start: datetime, clock: time
) -> None:
    """The next usual local time at least 12 h after the last one: 36 h, and a changed clock."""
    schedule = Schedule(times=(clock.replace(second=0, microsecond=0),))
    first = following_slot(schedule, now=start.replace(tzinfo=UTC), zone=ZoneInfo(old))
    assert first is not None
    name = first.local
    zones = [old, new, old, new]
    for before, after in pairwise(zones):
        name = renamed_slot(name, old=ZoneInfo(before), new=ZoneInfo(after))
        slot = following_slot(
            schedule,
            now=first.at,
            zone=ZoneInfo(after),
            last_slot=name,
            apart_from=slot_instant(name, ZoneInfo(after)),
        )
        assert slot is not None
        # An hour less where the last slot is named by a time that comes twice.
        assert timedelta(hours=11) <= slot.at - first.at <= timedelta(hours=37)


@pytest.mark.parametrize(
    ("zone", "hours"), [("Asia/Tokyo", 13), ("Asia/Tokyo", 17), ("Pacific/Auckland", 20)]
)
def test_moving_far_west_skips_no_day(zone: str, hours: int) -> None:
    """13, 17 and 20 hours west: the same local time once more, that many hours later."""
    home = ZoneInfo(zone)
    at = datetime(2026, 7, 6, 8, tzinfo=home).astimezone(UTC)
    offset = datetime(2026, 7, 6, 8, tzinfo=home).utcoffset()
    assert offset is not None
    west = ZoneInfo(f"Etc/GMT{-(int(offset.total_seconds() // 3600) - hours):+d}")
    slot = following_slot(
        Schedule(times=(time(8),)),
        now=at,
        zone=west,
        last_slot=renamed_slot("2026-07-06T08:00", old=home, new=west),
        apart_from=at,
    )
    assert slot is not None
    assert slot.at - at == timedelta(hours=hours)
    assert slot.local == "2026-07-06T08:00"


def test_an_empty_schedule_is_never_due() -> None:
    """No times, no slot; and what is no name is no instant."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert following_slot(Schedule(times=()), now=now, zone=ZoneInfo("UTC")) is None
    assert slot_instant("now:7", ZoneInfo("UTC")) is None
    assert slot_instant("2026-01-01T08:00", ZoneInfo("UTC")) == now.replace(hour=8)
    assert following_slot(Schedule(times=(time(8),)), now=now, zone=ZoneInfo("UTC")) is not None
