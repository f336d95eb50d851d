"""What is urgent is said by words, or by a mark on what is followed."""

from __future__ import annotations

from tests.handlers.test_left_out import OTHER, Paper
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
