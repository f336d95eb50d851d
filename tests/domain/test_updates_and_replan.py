"""What an update tells at first sight, and when a changed briefing is due."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.models import Schedule
from bot.domain.replan import following_slot, slot_instant
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
        last_slot=first.local,
        apart_from=slot_instant(first.local, ZoneInfo(old)),
    )
    assert slot is not None
    assert slot.local > first.local
    minutes = sorted(clock.hour * 60 + clock.minute for clock in schedule.times)
    own = min(
        (later - earlier) % 1440 or 1440
        for earlier, later in zip(minutes, minutes[1:] + minutes[:1], strict=True)
    )
    assert slot.at - first.at >= min(timedelta(hours=12), timedelta(minutes=own))
    assert slot.at > now


def test_an_empty_schedule_is_never_due() -> None:
    """No times, no slot; and what is no name is no instant."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert following_slot(Schedule(times=()), now=now, zone=ZoneInfo("UTC")) is None
    assert slot_instant("now:7", ZoneInfo("UTC")) is None
    assert slot_instant("2026-01-01T08:00", ZoneInfo("UTC")) == now.replace(hour=8)
    assert following_slot(Schedule(times=(time(8),)), now=now, zone=ZoneInfo("UTC")) is not None
