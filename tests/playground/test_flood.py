"""The model of flood limits, on a clock of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.playground.api.flood import Flood, FloodLimits
from bot.playground.world.errors import ApiError


@dataclass(slots=True)
class Seconds:
    """Seconds that pass when told to."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def refused(flood: Flood, chat: int, *, group: bool = False, paid: bool = False) -> int:
    """`retry_after` of one message, 0 when it is taken."""
    try:
        flood.check(chat, group=group, paid=paid)
    except ApiError as error:
        return int((error.parameters or {})["retry_after"])
    return 0


def test_all_chats_share_a_rate_and_a_burst() -> None:
    """Offered far more, it takes the burst and then the rate."""
    seconds = Seconds()
    flood = Flood(limits=FloodLimits(rate=30, burst=10), monotonic=seconds)
    taken = 0
    for step in range(10_000):
        taken += refused(flood, step) == 0
        seconds.now += 0.001
    assert 10 + 30 * 10 - 1 <= taken <= 10 + 30 * 10 + 1
    assert flood.refused == 10_000 - taken


def test_one_person_gets_one_a_second_after_a_short_burst() -> None:
    """Others are not concerned."""
    seconds = Seconds()
    flood = Flood(limits=FloodLimits(chat_rate=1, chat_burst=3), monotonic=seconds)
    assert [refused(flood, 1) for _ in range(4)] == [0, 0, 0, 1]
    assert refused(flood, 2) == 0
    seconds.now += 1.001
    assert [refused(flood, 1) for _ in range(2)] == [0, 1]


def test_a_group_gets_twenty_in_any_minute() -> None:
    """And is told how long the oldest of them still counts."""
    seconds = Seconds()
    flood = Flood(limits=FloodLimits(rate=1000, burst=1000), monotonic=seconds)
    for _ in range(20):
        assert refused(flood, -1, group=True) == 0
        seconds.now += 1
    assert refused(flood, -1, group=True) == 40
    seconds.now += 40
    assert refused(flood, -1, group=True) == 0


def test_paid_messages_have_a_rate_of_their_own() -> None:
    """Unless the bot has no paid broadcasts."""
    flood = Flood(limits=FloodLimits(rate=1, burst=1, paid_burst=50), monotonic=Seconds())
    assert sum(refused(flood, chat, paid=True) == 0 for chat in range(60)) == 50
    flood.set(replace(flood.limits, paid=False))
    assert sum(refused(flood, chat, paid=True) == 0 for chat in range(60)) == 1


def test_a_penalty_refuses_everything_for_its_time() -> None:
    """Even what would fit again."""
    seconds = Seconds()
    flood = Flood(limits=FloodLimits(rate=10, burst=1, penalty_s=5), monotonic=seconds)
    assert [refused(flood, chat) for chat in range(2)] == [0, 5]
    seconds.now += 4.5
    assert refused(flood, 7) == 1
    seconds.now += 0.6
    assert refused(flood, 7) == 0


def test_a_pause_of_one_chat_leaves_the_others_alone() -> None:
    """Also where no limits are set."""
    seconds = Seconds()
    flood = Flood(monotonic=seconds)
    flood.pause(5, 1)
    assert (refused(flood, 1), refused(flood, 2)) == (5, 0)
    flood.pause(30)
    assert refused(flood, 2) == 30
    seconds.now += 31
    assert (refused(flood, 1), refused(flood, 2)) == (0, 0)


@pytest.mark.parametrize("edit", [True, False])
def test_edits_count_in_groups_only(edit: bool) -> None:
    """Twenty changes fill a group's minute as twenty messages do; a person's do not count."""
    flood = Flood(limits=FloodLimits(rate=1000, burst=1000), monotonic=Seconds())
    for _ in range(20):
        flood.check(-1, group=True, paid=False, edit=edit)
    assert refused(flood, -1, group=True) == 60
    for _ in range(20):
        flood.check(1, group=False, paid=False, edit=True)
    assert refused(flood, 1) == 0
