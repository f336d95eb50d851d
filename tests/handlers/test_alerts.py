"""What is urgent is said by words, or by a mark on what is followed."""

from __future__ import annotations

from bot.services.alerts import AlertService
from bot.store.alerts import AlertStore
from bot.store.planning import PlanStore
from tests.handlers.test_left_out import OTHER, Paper, last_part, title
from tests.support.office import Office


async def _urgent(office: Office) -> set[str]:
    chat = await office.desk.chats.find(1001)
    assert chat is not None
    followed = await office.desk.subscriptions.followed(chat.id)
    return {each.interest.title for each in followed if each.urgent}


async def test_words_are_followed_and_urgent(desk_office: Office) -> None:
    """Undone by the button: what was followed before is followed still, but not urgent."""
    office = desk_office
    (answer,) = await office.say("/alert earthquake OR tsunami")
    assert "earthquake OR tsunami</b> is told at once" in answer
    assert await _urgent(office) == {"earthquake OR tsunami"}
    await office.press(office.buttons()["Undo"])
    (listed,) = await office.say("/list")
    assert "earthquake" not in listed
    await office.say("/subscribe storm")
    await office.say("/alert storm")
    assert await _urgent(office) == {"storm"}
    await office.press(office.buttons()["Undo"])
    assert await _urgent(office) == set()
    (listed,) = await office.say("/list")
    assert "storm" in listed


async def test_anything_followed_can_be_marked(lite: Office) -> None:
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


async def test_what_an_alert_tells_can_be_saved(desk_office: Office) -> None:
    """By the button under it; a chat that was not told it finds nothing there."""
    office = desk_office
    database = office.desk.chats._database
    service = AlertService(
        store=AlertStore(database), planning=PlanStore(database), clock=office.clock, an_hour=3
    )
    paper = Paper(office)
    await paper.bring()
    await office.say("/alert Gazette")
    await service.tick()
    office.clock.advance(seconds=60)
    await paper.bring(1, published_at=office.clock.now())
    assert await service.tick() == 1
    message, _ = await last_part(office)
    ((name, data),) = message.buttons
    assert name == "Save"
    await office.say("/start", chat_id=OTHER, person_id=OTHER)
    await office.press(data, chat_id=OTHER, person_id=OTHER)
    await office.press("keep:x")
    await office.press(data)
    await office.press(data)
    (listed,) = await office.say("/saved")
    assert title(1) in listed
    (listed,) = await office.say("/saved", chat_id=OTHER, person_id=OTHER)
    assert title(1) not in listed
