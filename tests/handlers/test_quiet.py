"""Quiet hours are set by words and by buttons, and shown where a chat looks for them."""

from __future__ import annotations

from datetime import time

from bot.domain.quiet import QuietHours
from tests.support.office import Office


async def test_quiet_hours_by_words_and_buttons(desk_office: Office) -> None:
    """Kept, shown in /settings and /status, and taken away again."""
    office = desk_office
    await office.say("/start")
    (answer,) = await office.say("/quiet 10pm to 7")
    assert "Quiet hours: 22:00–07:00" in answer
    found = await office.desk.chats.find(1001)
    assert found is not None
    assert found.quiet == QuietHours(start=time(22), end=time(7))
    for command in ("/settings", "/status"):
        (shown,) = await office.say(command)
        assert "22:00–07:00" in shown
    await office.say("/quiet")
    assert "✓ 22:00-07:00" in office.buttons()
    (answer,) = await office.press(office.buttons()["23:00-08:00"])
    assert "23:00–08:00" in answer
    await office.press(office.buttons()["Another…"])
    (answer,) = await office.say("21-9")
    assert "21:00–09:00" in answer
    for off in ("/quiet off", "/quiet 22:00-22:00"):
        (answer,) = await office.say(off)
        assert "Quiet hours: none" in answer
    (wrong,) = await office.say("/quiet often")
    assert "/quiet 22:00-07:00" in wrong
    assert (await office.desk.chats.find(1001)).quiet is None  # type: ignore[union-attr]  # known
