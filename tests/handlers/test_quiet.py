"""Quiet hours are set by words and by buttons, and shown where a chat looks for them."""

from __future__ import annotations

from datetime import time

from bot.domain.quiet import QuietHours
from tests.support.harness import Harness


async def test_quiet_hours_by_words_and_buttons(harness: Harness) -> None:
    """Kept, shown in /settings and /status, and taken away again."""
    await harness.say("/start")
    (answer,) = await harness.say("/quiet 10pm to 7")
    assert "Quiet hours: 22:00–07:00" in answer
    found = await harness.services.chats.find(1001)
    assert found is not None
    assert found.quiet == QuietHours(start=time(22), end=time(7))
    for command in ("/settings", "/status"):
        (shown,) = await harness.say(command)
        assert "22:00–07:00" in shown
    await harness.say("/quiet")
    assert "✓ 22:00-07:00" in harness.buttons()
    (answer,) = await harness.press(harness.buttons()["23:00-08:00"])
    assert "23:00–08:00" in answer
    await harness.press(harness.buttons()["Another…"])
    (answer,) = await harness.say("21-9")
    assert "21:00–09:00" in answer
    for off in ("/quiet off", "/quiet 22:00-22:00"):
        (answer,) = await harness.say(off)
        assert "Quiet hours: none" in answer
    (wrong,) = await harness.say("/quiet often")
    assert "/quiet 22:00-07:00" in wrong
    assert (await harness.services.chats.find(1001)).quiet is None  # type: ignore[union-attr]  # known
