"""What is urgent is said by words, or by a mark on what is followed."""

from __future__ import annotations

from bot.services.alerts import AlertService
from bot.store.alerts import AlertStore
from bot.store.editions import EditionStore
from tests.handlers.test_left_out import OTHER, Paper, last_part, title
from tests.support.harness import Harness


async def _urgent(harness: Harness) -> set[str]:
    chat = await harness.services.chats.find(1001)
    assert chat is not None
    followed = await harness.services.subscriptions.followed(chat.id)
    return {each.interest.title for each in followed if each.urgent}


async def test_words_are_followed_and_urgent(harness: Harness) -> None:
    """Undone by the button: what was followed before is followed still, but not urgent."""
    (answer,) = await harness.say("/alert earthquake OR tsunami")
    assert "earthquake OR tsunami</b> is told at once" in answer
    assert await _urgent(harness) == {"earthquake OR tsunami"}
    await harness.press(harness.buttons()["Undo"])
    (listed,) = await harness.say("/list")
    assert "earthquake" not in listed
    await harness.say("/subscribe storm")
    await harness.say("/alert storm")
    assert await _urgent(harness) == {"storm"}
    await harness.press(harness.buttons()["Undo"])
    assert await _urgent(harness) == set()
    (listed,) = await harness.say("/list")
    assert "storm" in listed


async def test_anything_followed_can_be_marked(lite: Harness) -> None:
    """By the screen of /alert, to which /list leads; nobody else's button does anything."""
    (none,) = await lite.say("/alert")
    assert "/alert earthquake" in none
    await Paper(lite).bring()
    await lite.say("/subscribe Gazette")
    await lite.say("/subscribe storm")
    await lite.say("/list")
    (screen,) = await lite.press(lite.buttons()["🔔 Alerts"])
    assert "Quiet hours: none" in screen
    mark = lite.buttons()["Gazette"]
    await lite.say("/start", chat_id=OTHER, person_id=OTHER)
    await lite.press(mark, chat_id=OTHER, person_id=OTHER)
    assert await _urgent(lite) == set()
    await lite.press(mark)
    await lite.press(mark)
    assert await _urgent(lite) == {"Gazette"}
    assert "storm" in lite.buttons()
    await lite.press(lite.buttons()["🔔 Gazette"])
    assert await _urgent(lite) == set()


async def test_what_an_alert_tells_can_be_saved(harness: Harness) -> None:
    """By the button under it; a chat that was not told it finds nothing there."""
    database = harness.services.chats._database
    service = AlertService(
        store=AlertStore(database), editions=EditionStore(database), clock=harness.clock, an_hour=3
    )
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/alert Gazette")
    await service.tick()
    harness.clock.advance(seconds=60)
    await paper.bring(1, published_at=harness.clock.now())
    assert await service.tick() == 1
    message, _ = await last_part(harness)
    ((name, data),) = message.buttons
    assert name == "Save"
    await harness.say("/start", chat_id=OTHER, person_id=OTHER)
    await harness.press(data, chat_id=OTHER, person_id=OTHER)
    await harness.press("keep:x")
    await harness.press(data)
    await harness.press(data)
    (listed,) = await harness.say("/saved")
    assert title(1) in listed
    (listed,) = await harness.say("/saved", chat_id=OTHER, person_id=OTHER)
    assert title(1) not in listed
