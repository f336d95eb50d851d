"""The machine's clock beside Telegram's: when it is believed, and when it is not."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

from bot.telegram.server_clock import ServerClock
from tests.support.clock import FakeClock
from tests.support.people import NOW


def test_a_clock_is_believed_once_telegram_agrees_or_was_silent_for_long() -> None:
    """An hour off it is not: by it all that is new would be old; set right, it is again."""
    clock, passed_s = FakeClock(NOW), 0.0
    found = ServerClock(clock, steady=lambda: passed_s)
    assert not found.trusted()
    passed_s = 601.0
    assert found.trusted()
    found.note(format_datetime(NOW - timedelta(days=30)))
    assert not found.trusted()
    passed_s += 10
    found.note(format_datetime(NOW + timedelta(seconds=30)))
    assert found.trusted()
