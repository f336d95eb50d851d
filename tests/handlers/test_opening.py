"""The doors under a digest open in messages of their own."""

from __future__ import annotations

from tests.handlers.test_left_out import OTHER, Paper, digest_buttons, last_part, title
from tests.support.harness import Harness


async def test_why_settings_and_the_way_on_leave_the_digest_as_it_is(harness: Harness) -> None:
    """Sent, not edited; the first digest leads to its time, later ones to the settings."""
    first = await digest_buttons(harness, 1, 2)
    await Paper(harness).bring(3)
    harness.clock.advance(seconds=60)
    await harness.say("/digest")
    message, _ = await last_part(harness)
    assert [label for label, _ in message.buttons] == ["Why", "Save", "⚙"]
    edits = len(harness.named("editMessageText"))
    (why,) = await harness.press(first["Why"])
    assert title(1) in why
    assert title(3) not in why  # of this digest, not of the last one
    (screen,) = await harness.press(first["Next ›"])
    assert "When?" in screen
    (settings,) = await harness.press(dict(message.buttons)["⚙"])
    assert "Settings" in settings
    assert len(harness.named("editMessageText")) == edits
    (one,) = await harness.press("why:1:1")
    assert title(1) in one or title(2) in one


async def test_another_chats_digest_is_not_explained(lite: Harness) -> None:
    """Nor one that never was; members of a group are not shown its settings."""
    data = await digest_buttons(lite, 1)
    await lite.say("/help", chat_id=OTHER)
    for forged in (data["Why"], "reason:99", "reason:x", "reason", "open", "open:x", "why:1:1"):
        assert title(1) not in "".join(await lite.press(forged, chat_id=OTHER))
    group = {"chat_id": -5, "person_id": 4, "kind": "group"}
    lite.telegram.members[-5, 5] = "administrator"
    await lite.say("/list", **group)
    assert await lite.press("open:set", **group) == []
    assert "administrators" in lite.named("answerCallbackQuery")[-1]["text"]


async def test_members_of_a_group_open_why_and_more_and_change_nothing(lite: Harness) -> None:
    """What stands under a group's digest is for everybody who reads it; its settings are not."""
    group = {"chat_id": -5, "kind": "group"}
    lite.telegram.members[-5, 5] = "administrator"
    paper = Paper(lite)
    await paper.bring()
    await lite.say("/subscribe Gazette", person_id=5, **group)
    lite.clock.advance(seconds=60)
    await paper.bring(*range(14))
    await lite.say("/digest", person_id=5, **group)
    message, edition = await last_part(lite)
    doors = {label: data.replace("{edition}", str(edition)) for label, data in message.buttons}
    assert list(doors) == ["More (4)", "Why", "Save", "⚙"]
    (why,) = await lite.press(doors["Why"], person_id=4, **group)
    number = lite.buttons()["1"]
    (rest,) = await lite.press(doors["More (4)"], person_id=4, **group)
    told = [n for n in range(14) if title(n) in why]
    assert len(told) == 10
    assert all((title(n) in rest) != (n in told) for n in range(14))
    assert "You follow" in (await lite.press(number, person_id=4, **group))[0]
    for label in ("Save", "⚙"):
        assert await lite.press(doors[label], person_id=4, **group) == []
