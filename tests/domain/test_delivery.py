"""What follows from an outcome, from a crash, and from a refusal that may pass: tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivery import (
    ChatChange,
    Policy,
    Settlement,
    settle,
)
from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane, OutboxPart, PartState
from bot.domain.outcomes import CHAT_REASONS, Outcome, RefusalReason, RequestVerdict

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
POLICY = Policy()
PART = OutboxPart(
    id=1,
    edition_id=5,
    chat_id=2,
    telegram_id=-3,
    thread_id=0,
    group=True,
    lane=Lane.DIGEST,
    part=1,
    parts=2,
    message=RenderedMessage(html="x", plain="x"),
    attempts=1,
    ambiguous=0,
    level=0,
    epoch=1,
)


def verdict(
    outcome: Outcome, reason: RefusalReason = RefusalReason.NONE, **more: object
) -> RequestVerdict:
    return RequestVerdict(outcome=outcome, reason=reason, **more)  # type: ignore[arg-type]  # its fields


def refused(reason: RefusalReason, **more: object) -> RequestVerdict:
    return verdict(Outcome.REFUSED, reason, **more)


def settled(
    found: RequestVerdict,
    *,
    suspect: bool = False,
    policy: Policy = POLICY,
    jitter: float = 0.5,
    **part: object,
) -> Settlement:
    changed = replace(PART, **part)  # type: ignore[arg-type]  # its fields
    after = settle(changed, found, policy=policy, now=NOW, jitter=jitter, suspect=suspect)
    assert after.part is changed
    return after


def wait_s(found: Settlement) -> float:
    assert found.not_before is not None
    return (found.not_before - NOW).total_seconds()


def test_what_was_sent_is_final() -> None:
    """Counted as sent, with Telegram's number; nothing about it changes any more."""
    found = settled(verdict(Outcome.SENT, message_id=7))
    assert (found.state, found.message_id, found.count) == (PartState.SENT, 7, "sent")
    assert found.final
    assert (found.chat, found.not_before, found.hold_until) == (ChatChange.NONE, None, None)
    assert (found.attempts, found.ambiguous, found.level, found.silent) == (1, 0, 0, False)


@pytest.mark.parametrize(
    ("outcome", "attempts", "left"),
    [
        (Outcome.NOT_SENT, 1, 0),
        (Outcome.NOT_SENT, 5, 4),
        (Outcome.SERVER, 1, 1),
        (Outcome.SERVER, 5, 5),
    ],
)
def test_what_surely_was_not_sent_costs_no_attempt(
    outcome: Outcome, attempts: int, left: int
) -> None:
    """A server that failed may have been asked in vain: that one counts."""
    found = settled(verdict(outcome, RefusalReason.UNREACHABLE), attempts=attempts)
    assert (found.state, found.attempts) == (PartState.READY, left)
    assert not found.final


def test_left_out_nothing_is_suspected_and_waits_are_in_the_middle() -> None:
    """What a caller does not say."""
    found = settle(PART, verdict(Outcome.SERVER), policy=POLICY, now=NOW)
    assert wait_s(found) == 1
    last = replace(PART, level=2)
    assert (
        settle(last, refused(RefusalReason.MARKUP), policy=POLICY, now=NOW).state is PartState.DEAD
    )


def test_attempts_are_never_negative() -> None:
    """A row that was tried again by hand while it was sent has none to give back."""
    assert settled(verdict(Outcome.NOT_SENT, RefusalReason.UNREACHABLE), attempts=0).attempts == 0


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (6, 32), (7, 60), (50, 60)]
)
def test_the_wait_doubles_up_to_a_minute(attempts: int, seconds: float) -> None:
    """Spread by half to one and a half of it."""
    for jitter, factor in ((0.0, 0.5), (0.5, 1.0), (1.0, 1.5)):
        found = settled(verdict(Outcome.SERVER), attempts=attempts, jitter=jitter)
        assert wait_s(found) == pytest.approx(seconds * factor)


@pytest.mark.parametrize("lane", [Lane.ALERT, Lane.DIGEST])
def test_doubt_is_resolved_by_one_silent_copy(lane: Lane) -> None:
    """After half a minute; a second doubt stays unknown."""
    first = settled(verdict(Outcome.AMBIGUOUS, RefusalReason.NO_ANSWER), lane=lane)
    assert (first.state, first.ambiguous, first.silent) == (PartState.READY, 1, True)
    assert wait_s(first) == POLICY.resend_after_s == 30
    second = settled(verdict(Outcome.AMBIGUOUS, RefusalReason.NO_ANSWER), lane=lane, ambiguous=1)
    assert (second.state, second.ambiguous, second.silent) == (PartState.UNKNOWN, 2, False)
    assert second.final


@pytest.mark.parametrize(
    ("lane", "policy"), [(Lane.BROADCAST, POLICY), (Lane.DIGEST, Policy(resend=False))]
)
def test_where_a_copy_is_worse_than_a_gap_none_is_sent(lane: Lane, policy: Policy) -> None:
    """Broadcasts, and everything when the operator says so."""
    found = settled(verdict(Outcome.AMBIGUOUS, RefusalReason.NO_ANSWER), lane=lane, policy=policy)
    assert (found.state, found.ambiguous, found.silent) == (PartState.UNKNOWN, 1, False)


def test_a_named_wait_is_kept_with_a_margin_and_costs_nothing() -> None:
    """The chat is held as long as the part."""
    found = settled(verdict(Outcome.LIMITED, RefusalReason.LIMITED, retry_after_s=9.5), attempts=3)
    assert (found.state, found.attempts, found.chat) == (PartState.READY, 2, ChatChange.HOLD)
    assert wait_s(found) == 10.5
    assert found.hold_until == found.not_before


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 60), (2, 120), (3, 240), (5, 900), (40, 900)]
)
def test_a_wait_that_is_not_named_doubles(attempts: int, seconds: float) -> None:
    """From a minute to a quarter of an hour, and it costs an attempt."""
    found = settled(verdict(Outcome.LIMITED, RefusalReason.LIMITED), attempts=attempts)
    assert (wait_s(found), found.attempts) == (seconds, attempts)
    assert found.hold_until == NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        (RefusalReason.BLOCKED, ChatChange.BLOCK),
        (RefusalReason.KICKED, ChatChange.BLOCK),
        (RefusalReason.DEACTIVATED, ChatChange.GONE),
    ],
)
def test_who_left_is_left_alone(reason: RefusalReason, change: ChatChange) -> None:
    """An edition is for the chat's own change to take back; anything else is cancelled."""
    found = settled(refused(reason), attempts=3)
    assert (found.state, found.chat, found.attempts) == (PartState.READY, change, 2)
    assert wait_s(found) == 0
    alone = settled(refused(reason), edition_id=None, attempts=3)
    assert (alone.state, alone.chat, alone.attempts) == (PartState.CANCELLED, change, 3)


@pytest.mark.parametrize(
    ("reason", "thread_id", "change", "wait", "attempts"),
    [
        (RefusalReason.NO_RIGHTS, 0, ChatChange.REFUSED, 0, 2),
        (RefusalReason.NO_RIGHTS, 9, ChatChange.REFUSED, 0, 2),
        (RefusalReason.CLOSED, 0, ChatChange.REFUSED, 0, 2),
        (RefusalReason.CLOSED, 9, ChatChange.REFUSED, 0, 2),
        (RefusalReason.TOPIC, 9, ChatChange.GENERAL, 0, 2),
        # Without a thread there is nowhere to move to.
        (RefusalReason.TOPIC, 0, ChatChange.REFUSED, 0, 2),
        (RefusalReason.NOT_FOUND, 0, ChatChange.NOT_FOUND, 600, 3),
    ],
)
def test_what_may_pass_keeps_the_part(
    reason: RefusalReason, thread_id: int, change: ChatChange, wait: float, attempts: int
) -> None:
    """The part is ready as before, the chat is asked again; only a glitch costs an attempt."""
    found = settled(refused(reason), thread_id=thread_id, attempts=3)
    assert (found.state, found.chat) == (PartState.READY, change)
    assert (wait_s(found), found.attempts, found.level) == (wait, attempts, 0)


def test_a_group_that_moved_is_written_to_at_its_new_place() -> None:
    """At once and for nothing; without the place it is a refusal like others."""
    found = settled(refused(RefusalReason.MIGRATED, migrate_to=-100), attempts=3)
    assert (found.chat, found.migrate_to, found.attempts) == (ChatChange.MIGRATE, -100, 2)
    assert wait_s(found) == 0
    assert settled(refused(RefusalReason.MIGRATED)).level == 1


def test_an_unknown_token_is_not_the_parts_fault() -> None:
    """It waits, and no attempt is counted."""
    found = settled(refused(RefusalReason.TOKEN), attempts=3)
    assert (found.state, found.attempts, wait_s(found)) == (PartState.READY, 2, 4)


@pytest.mark.parametrize(
    "reason",
    [RefusalReason.MARKUP, RefusalReason.TOO_LONG, RefusalReason.EMPTY, RefusalReason.BAD_REQUEST],
)
def test_a_refused_text_is_tried_in_plainer_forms(reason: RefusalReason) -> None:
    """HTML, plain, headlines, given up: at once, whether or not texts are suspected."""
    for suspect in (False, True):
        for level in (0, 1):
            found = settled(refused(reason), level=level, suspect=suspect)
            assert (found.state, found.level, wait_s(found)) == (PartState.READY, level + 1, 0)
            assert found.attempts == 1
    found = settled(refused(reason), level=2)
    assert (found.state, found.level) == (PartState.DEAD, 2)


def test_while_every_text_is_refused_none_is_given_up_so_soon() -> None:
    """Ten times, five minutes apart; then it is this text after all."""
    for attempts in (1, 9):
        found = settled(refused(RefusalReason.MARKUP), level=2, attempts=attempts, suspect=True)
        assert (found.state, wait_s(found), found.level) == (PartState.READY, 300, 2)
    found = settled(refused(RefusalReason.MARKUP), level=2, attempts=10, suspect=True)
    assert found.state is PartState.DEAD


@pytest.mark.parametrize("reason", sorted(CHAT_REASONS))
def test_while_every_chat_is_refused_none_is_blamed(reason: RefusalReason) -> None:
    """The server is in trouble: nothing follows for the chat, and no attempt is counted."""
    found = settled(refused(reason), suspect=True, attempts=4)
    assert (found.state, found.chat, found.attempts) == (PartState.READY, ChatChange.NONE, 3)
    assert wait_s(found) == 5


def test_the_words_are_kept_short_and_the_reason_is_counted() -> None:
    """What operators see of a refusal."""
    found = settled(refused(RefusalReason.MARKUP, text="x" * 500))
    assert (len(found.text), found.reason, found.count) == (200, RefusalReason.MARKUP, "markup")
