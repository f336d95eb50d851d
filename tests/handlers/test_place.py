"""Places that are sent, and what was perhaps meant: all by buttons, with a way back."""

from __future__ import annotations

import pytest

from bot.render.catalogue import label, languages
from bot.telegram.updates import build_bot
from handlers.place import zone_at
from handlers.registry import publish_menus
from tests.support.harness import TOKEN, Harness, TelegramFake


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (48.14, 11.58, "Europe/Berlin"),  # nearer to Zurich and Vaduz than to Berlin
        (55.75, 37.62, "Europe/Moscow"),
        (-33.45, -70.66, "America/Santiago"),
        (41.6, -87.3, "America/Chicago"),  # Gary: Indiana, but Chicago's time
        (0.0, -30.0, "Etc/GMT+2"),  # at sea
        (91.0, 0.0, None),
    ],
)
def test_a_place_has_a_zone(latitude: float, longitude: float, zone: str | None) -> None:
    """By the border, not by the nearest city."""
    assert zone_at(latitude, longitude) == zone


async def test_a_location_sets_the_zone_and_is_taken_back(lite: Harness) -> None:
    """No command, no question; nothing of the place is kept."""
    (said,) = await lite.say("", location={"latitude": 40.71, "longitude": -74.0})
    assert "America/New_York" in said
    await lite.press(lite.buttons()["Undo"])
    found = await lite.services.chats.find(1001)
    assert found is not None
    assert found.zone == "UTC"
    (said,) = await lite.say("", location={"latitude": 99.0, "longitude": 0.0})
    assert "large city" in said


async def test_what_was_perhaps_meant_is_a_button(lite: Harness) -> None:
    """Zones of similar names or wide countries, and briefings."""
    await lite.say("/timezone Berln")
    await lite.press(lite.buttons()["Berlin"])
    found = await lite.services.chats.find(1001)
    assert found is not None
    assert found.zone == "Europe/Berlin"
    await lite.say("/timezone usa")
    assert list(lite.buttons()) == ["New York", "Chicago", "Los Angeles"]
    (said,) = await lite.say("/digest mian")
    assert "mian" in said
    (told,) = await lite.press(lite.buttons()["/digest main"])
    assert "follow nothing" in told


async def test_every_screen_leads_back_and_every_question_ends(lite: Harness) -> None:
    """Back to the settings; a question is cancelled by a press."""
    await lite.say("/settings")
    await lite.say("/subscribe storm")
    await lite.say("/settings")
    for verb in ("zone", "time", "lang", "reads", "pause", "brief", "un::0"):
        await lite.press(verb)
        (settings,) = await lite.press(lite.buttons()["‹ Back"])
        assert "Settings" in settings
    await lite.press("alert")
    (followed,) = await lite.press(lite.buttons()["‹ Back"])
    assert "storm" in followed
    await lite.press("zone:type")
    (said,) = await lite.press(lite.buttons()["Cancel"])
    assert said == "Cancelled."
    (offer,) = await lite.say("Tokyo")  # words again, no answer
    assert "What shall I do with" in offer


async def test_the_bot_describes_itself_in_every_language() -> None:
    """Within Telegram's limits, English for all others."""
    telegram = TelegramFake()
    bot = build_bot(
        token=TOKEN, api_url="http://127.0.0.1:9", request=telegram, poll_request=telegram
    )
    await bot.initialize()
    await publish_menus(bot)
    said = [asked for name, asked in telegram.calls if name == "setMyDescription"]
    assert {each.get("language_code", "en") for each in said} == set(languages())
    for code in languages():
        assert len(label("bot.description", code)) <= 512
        assert len(label("bot.short", code)) <= 120
