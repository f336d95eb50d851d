"""What a chat saves stays until the chat takes it away."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from bot.domain.keeping import MAX_SAVED
from bot.store.tables import article, saved
from tests.handlers.test_left_out import OTHER, digest_buttons, title
from tests.support.articles import NOW
from tests.support.harness import Harness


async def _digest(harness: Harness, *numbers: int) -> str:
    """A digest of these stories; the data of its button."""
    return (await digest_buttons(harness, *numbers))["Save"]


async def test_saved_stories_outlive_their_articles(harness: Harness) -> None:
    """By the button under the digest, in a message of its own; listed, removed and put back."""
    data = await _digest(harness, *range(7))
    (screen,) = await harness.press(data)
    assert harness.telegram.calls[-2][0] == "sendMessage"
    assert title(3) in screen
    for number in range(1, 8):
        await harness.press(harness.buttons()[str(number)])
    assert "✓ 7" in harness.buttons()
    await harness.press(harness.buttons()["✓ 7"])
    async with harness.services.chats._database.write() as connection:
        await connection.execute(delete(article))
    (first,) = await harness.say("/saved")
    assert "6 saved stories" in first
    assert first.count("<a href=") == 5
    (second,) = await harness.press(harness.buttons()["›"])
    texts = first + second
    assert sum(title(number) in texts for number in range(7)) == 6
    (left,) = await harness.press(harness.buttons()["✕ 6"])
    assert "5 saved stories" in left
    (back,) = await harness.press(harness.buttons()["Undo"])
    assert "6 saved stories" in back
    assert "they said" in back
    await harness.services.forgetting.forget(1001)
    async with harness.services.chats._database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(saved)) == 0


async def test_saving_by_number_and_from_why(lite: Harness) -> None:
    """A number that the last digest does not have is said to be none."""
    (none,) = await lite.say("/saved")
    assert "saved nothing yet" in none
    await lite.say("/save 1")
    await _digest(lite, 1, 2)
    first, second = await lite.say("/save 2, 1")
    assert "Saved:" in first
    assert "Saved:" in second
    await lite.say("/save")
    assert {"✓ 1", "✓ 2"} <= set(lite.buttons())
    await lite.say("/why 1")
    await lite.press(lite.buttons()["Save"])
    assert "✓ 1" in lite.buttons()
    for wrong in ("/save 3", "/save all", "/save 0"):
        (answer,) = await lite.say(wrong)
        assert "no story of that number" in answer


async def test_saved_stories_are_their_chats_own(lite: Harness) -> None:
    """Another chat's button saves nothing and removes nothing; there is a measure of them."""
    data = await _digest(lite, 1)
    await lite.press(data)
    save = lite.buttons()["1"]
    await lite.say("/start", chat_id=OTHER, person_id=OTHER)
    for wrong in (data, save, "save", "save:²:1", "saved:x:1:0", "saved:back:zz"):
        await lite.press(wrong, chat_id=OTHER, person_id=OTHER)
    (none,) = await lite.say("/saved", chat_id=OTHER, person_id=OTHER)
    assert "saved nothing yet" in none
    mine = await lite.services.chats.find(1001)
    assert mine is not None
    async with lite.services.chats._database.write() as connection:
        await connection.execute(
            saved.insert(),
            [
                {"chat_id": mine.id, "mark": str(n), "url": "", "headline": "h"}
                | {"lead": "", "source_title": "", "saved_at": NOW + timedelta(seconds=n)}
                for n in range(MAX_SAVED)
            ],
        )
    (answer,) = await lite.say("/save 1")
    assert f"You can save {MAX_SAVED} stories" in answer
