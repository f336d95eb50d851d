"""What stops sending and what does not, told of verdicts alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.delivery import ClaimScope
from bot.domain.models import RenderedMessage
from bot.domain.outbox import Lane, OutboxPart
from bot.domain.outcomes import Outcome, RefusalReason, RequestVerdict
from bot.services.breaker import Breaker, Trouble
from bot.services.chat_guard import ChatGuard

SENT = RequestVerdict(outcome=Outcome.SENT, message_id=1)
MARKUP = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.MARKUP)
NO_RIGHTS = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.NO_RIGHTS)
BLOCKED = RequestVerdict(outcome=Outcome.REFUSED, reason=RefusalReason.BLOCKED)


def part(number: int, *, group: bool = True) -> OutboxPart:
    return OutboxPart(
        id=number,
        edition_id=number,
        chat_id=number,
        telegram_id=-number if group else number,
        thread_id=0,
        group=group,
        lane=Lane.DIGEST,
        part=1,
        parts=1,
        message=RenderedMessage(html="x", plain="x"),
        attempts=1,
        ambiguous=0,
        level=0,
        epoch=1,
    )


def test_one_text_refused_a_thousand_times_is_one_refusal() -> None:
    """However many chats a poisoned digest goes to, nobody else waits for it."""
    breaker = Breaker(cap=8)
    for second in range(1000):
        breaker.sent(MARKUP, second / 100, text="the same")
    assert not breaker.open


def test_twenty_different_texts_refused_stop_sending_for_seconds() -> None:
    """Then the fault is ours; a trial is made soon, and one that works ends it."""
    breaker = Breaker(cap=8)
    for number in range(20):
        breaker.sent(MARKUP, 0.0, text=number)
    assert breaker.open
    assert breaker.trouble is Trouble.TEXTS
    assert breaker.probe_due(1.0)
    breaker.probed(SENT, 1.0)
    assert breaker.probed(SENT, 1.3)
    assert breaker.allowed == 1
    breaker.sent(SENT, 1.4, text="good")
    assert breaker.allowed == 2


@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=300),
    st.integers(0, 19),
)
def test_poison_never_blocks_the_next_message(sends: list[tuple[int, bool]], poisoned: int) -> None:
    """Fewer than twenty poisoned texts, in whatever order and number of copies, stop nothing."""
    breaker = Breaker(cap=8)
    for place, (text, good) in enumerate(sends):
        if text < poisoned and not good:
            breaker.sent(MARKUP, place / 29, text=text)
        else:
            breaker.sent(SENT, place / 29, text=100 + text)
        assert not breaker.open


def test_chats_refused_one_after_the_other_are_the_servers_trouble() -> None:
    """From the tenth on nothing follows for them; a success ends it and names who was blamed."""
    guard = ChatGuard()
    for number in range(1, 10):
        guard.sent(part(number), NO_RIGHTS, 0.0)
        assert not guard.suspect(part(number), NO_RIGHTS, 0.0)
    guard.sent(part(10), NO_RIGHTS, 0.0)
    assert guard.suspect(part(10), NO_RIGHTS, 0.0)
    assert guard.holds(part(11))
    assert not guard.holds(part(11, group=False))
    assert [guard.open_places] == [ClaimScope.PRIVATE]
    for number in range(11, 18):
        guard.sent(part(number), NO_RIGHTS, 0.5)  # under way when it was noticed
    assert guard.trials(4.0) == []
    assert guard.trials(5.0) == [ClaimScope.GROUPS]
    assert guard.trials(5.1) == []
    guard.sent(part(18), NO_RIGHTS, 5.2)
    assert guard.trials(15.0) == []
    assert guard.trials(15.2) == [ClaimScope.GROUPS]
    assert guard.sent(part(12), SENT, 15.3) == {-number for number in range(1, 11)}
    assert [guard.open_places] == [ClaimScope.ALL]


def test_a_chat_refused_ten_times_is_one_chat() -> None:
    """Only different chats make a row, and a success between them ends it."""
    guard = ChatGuard()
    for _ in range(50):
        guard.sent(part(1), NO_RIGHTS, 0.0)
    for number in range(100):
        guard.sent(part(number, group=False), SENT if number % 9 == 8 else BLOCKED, 0.0)
    assert not guard.alarmed


def test_what_may_pass_is_believed_after_six_hours_what_is_final_never() -> None:
    """Believing a missing right loses nothing; believing a block would silence people."""
    guard = ChatGuard()
    for number in range(1, 11):
        guard.sent(part(number), NO_RIGHTS, 0.0)
    late = 7 * 3600.0
    assert not guard.suspect(part(11), NO_RIGHTS, late)
    assert guard.suspect(part(11), BLOCKED, late)
