"""/catchup by words and buttons."""

from __future__ import annotations

from tests.handlers.test_left_out import Paper, last_part, title
from tests.support.harness import Harness


async def test_catching_up(lite: Harness) -> None:
    """What was told is told again; nothing is said to be nothing, with longer spans to press."""
    paper = Paper(lite)
    await paper.bring()
    await lite.say("/subscribe Gazette")
    (nothing,) = await lite.say("/catchup 3 days")
    assert "nothing of the last 3 days" in nothing
    assert set(lite.buttons()) == {"7 days", "14 days"}
    await paper.bring(1, 2)
    await lite.say("/digest")
    lite.clock.advance(seconds=3600)
    await lite.say("/catchup")
    assert title(1) in (await last_part(lite))[0].plain
    lite.clock.advance(seconds=3 * 86400)
    (nothing,) = await lite.say("/catchup 1d")
    assert await lite.press(lite.buttons()["7 days"]) == []
    assert title(2) in (await last_part(lite))[0].plain
    (wrong,) = await lite.say("/catchup soon")
    assert "/catchup 7d" in wrong
