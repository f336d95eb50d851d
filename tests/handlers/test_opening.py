"""The doors under a digest open in messages of their own."""

from __future__ import annotations

from tests.handlers.test_left_out import OTHER, Paper, last_part, title
from tests.support.office import Office


async def _digest(office: Office, *numbers: int) -> dict[str, str]:
    """A digest of these stories; what its buttons carry."""
    paper = Paper(office)
    await paper.bring()
    await office.say("/subscribe Gazette")
    office.clock.advance(seconds=60)
    await paper.bring(*numbers)
    await office.say("/digest")
    message, edition = await last_part(office)
    return {label: data.replace("{edition}", str(edition)) for label, data in message.buttons}


async def test_why_settings_and_the_way_on_leave_the_digest_as_it_is(desk_office: Office) -> None:
    """Sent, not edited; the first digest leads to its time, later ones to the settings."""
    office = desk_office
    first = await _digest(office, 1, 2)
    await Paper(office).bring(3)
    office.clock.advance(seconds=60)
    await office.say("/digest")
    message, _ = await last_part(office)
    assert [label for label, _ in message.buttons] == ["Why", "Save", "⚙"]
    edits = len(office.named("editMessageText"))
    (why,) = await office.press(first["Why"])
    assert title(1) in why
    assert title(3) not in why  # of this digest, not of the last one
    (screen,) = await office.press(first["Next ›"])
    assert "When?" in screen
    (settings,) = await office.press(dict(message.buttons)["⚙"])
    assert "Settings" in settings
    assert len(office.named("editMessageText")) == edits
    (one,) = await office.press("why:1:1")
    assert title(1) in one or title(2) in one


async def test_another_chats_digest_is_not_explained(lite: Office) -> None:
    """Nor one that never was; members of a group are not shown its settings."""
    data = await _digest(lite, 1)
    await lite.say("/help", chat_id=OTHER)
    for forged in (data["Why"], "reason:99", "reason:x", "reason", "open", "open:x", "why:1:1"):
        assert title(1) not in "".join(await lite.press(forged, chat_id=OTHER))
    group = {"chat_id": -5, "person_id": 4, "kind": "group"}
    lite.telegram.members[-5, 5] = "administrator"
    await lite.say("/list", **group)
    assert await lite.press("open:set", **group) == []
    assert "administrators" in lite.named("answerCallbackQuery")[-1]["text"]
