"""What a crash, a kept chat and an operator make of a part, by the table of moves."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import (
    ASK_FOR,
    MOVES,
    NOT_FOUND_TWICE_S,
    Policy,
    after_crash,
    next_ask,
)
from bot.domain.outbox import Lane, PartState
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from tests.domain.test_delivery import NOW, POLICY, settled, verdict


@pytest.mark.parametrize(
    ("lane", "rescues", "policy", "state"),
    [
        (Lane.DIGEST, 0, POLICY, PartState.READY),
        (Lane.DIGEST, 4, POLICY, PartState.READY),
        (Lane.DIGEST, 5, POLICY, PartState.UNKNOWN),
        (Lane.ALERT, 0, POLICY, PartState.READY),
        (Lane.BROADCAST, 0, POLICY, PartState.UNKNOWN),
        (Lane.DIGEST, 0, Policy(resend=False), PartState.UNKNOWN),
        (Lane.DIGEST, 1, Policy(max_rescues=1), PartState.UNKNOWN),
    ],
)
def test_a_crash_is_survived_several_times(
    lane: Lane, rescues: int, policy: Policy, state: PartState
) -> None:
    """By what may be doubled; five deaths are enough."""
    assert after_crash(lane=lane, rescues=rescues, policy=policy) is state


@pytest.mark.parametrize(
    ("refused_h", "slot_h", "ask_h"),
    [
        (None, 10, 10),
        (None, None, 24),
        (None, 23.9, 23.9),
        (None, 24, 24),
        (None, 100, 24),
        (None, 0, 24),
        (None, -5, 24),
        (-10, 10, 24),
        (-300, None, 24),
    ],
)
def test_a_chat_is_asked_at_its_next_slot_and_then_daily(
    refused_h: float | None, slot_h: float | None, ask_h: float
) -> None:
    """The first time at the slot where one comes within a day."""

    def at(hours: float | None) -> datetime | None:
        return None if hours is None else NOW + timedelta(hours=hours)

    found = next_ask(now=NOW, refused_at=at(refused_h), next_slot_at=at(slot_h))
    assert found == at(ask_h)
    assert timedelta(days=14) == ASK_FOR
    assert NOT_FOUND_TWICE_S == 24 * 3600


_VERDICTS = st.builds(
    verdict,
    st.sampled_from(Outcome),
    st.sampled_from(RefusalReason),
    retry_after_s=st.none() | st.floats(0, 1e6),
    migrate_to=st.none() | st.integers(-(10**13), -1),
)


@given(
    _VERDICTS,
    st.integers(0, 100),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from(Lane),
    st.integers(0, 9),
    st.none() | st.integers(1, 9),
    st.booleans(),
    st.floats(0, 1),
)
def test_whatever_comes_of_a_send_the_move_is_allowed(
    found: RequestVerdict,
    attempts: int,
    ambiguous: int,
    level: int,
    lane: Lane,
    thread_id: int,
    edition_id: int | None,
    suspect: bool,
    jitter: float,
) -> None:
    """Never back in time, never a lower form, and a part that is kept has a time to be sent."""
    result = settled(
        found,
        suspect=suspect,
        jitter=jitter,
        attempts=attempts,
        ambiguous=ambiguous,
        level=level,
        lane=lane,
        thread_id=thread_id,
        edition_id=edition_id,
    )
    assert result.state in MOVES[PartState.SENDING]
    assert result.level in (level, level + 1)
    assert 0 <= result.attempts <= attempts
    if result.state is PartState.READY:
        assert result.not_before is not None
        assert result.not_before >= NOW
    else:
        assert result.final
        assert result.not_before is None
    assert (result.state is PartState.SENT) == (found.outcome is Outcome.SENT)


def test_only_an_operator_takes_a_part_back_from_its_end() -> None:
    """Sent, cancelled and expired stay so; every state has its row."""
    ends = {state for state, after in MOVES.items() if not after}
    assert ends == {PartState.SENT, PartState.CANCELLED, PartState.EXPIRED}
    assert set(MOVES) == set(PartState)
    assert MOVES[PartState.UNKNOWN] == MOVES[PartState.DEAD] == {PartState.READY}
    assert PartState.SENDING not in MOVES[PartState.WAITING]
