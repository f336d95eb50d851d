"""Times, zones, layout, language, pauses, status, forgetting."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select

from bot.domain.models import Style
from bot.store.database import Database
from bot.store.tables import metadata
from tests.support.harness import Harness
from tests.support.people import NOW


async def _times(harness: Harness, name: str = "main") -> tuple[tuple[time, ...], tuple[int, ...]]:
    found = await harness.services.chats.find(1001)
    assert found is not None
    for each in await harness.services.briefings.of_chat(found.id):
        if each.name == name:
            return each.schedule.times, each.schedule.weekdays
    raise AssertionError(name)


async def test_schedule_by_words_and_by_buttons(lite: Harness) -> None:
    """Both lead to the same; the next digest is named with its zone."""
    (told,) = await lite.say("/schedule 08:00 18:30 weekdays")
    assert "08:00" in told
    assert "UTC" in told
    assert await _times(lite) == ((time(8), time(18, 30)), (0, 1, 2, 3, 4))
    await lite.say("/schedule")
    await lite.press(lite.buttons()["20:00"])
    assert await _times(lite) == ((time(20),), (0, 1, 2, 3, 4))
    await lite.press("time:daily")
    assert (await _times(lite))[1] == tuple(range(7))
    await lite.press("time:off")
    assert (await _times(lite))[0] == ()


async def test_a_named_briefing_gets_its_own_schedule(lite: Harness) -> None:
    """Made once that is confirmed; a time with a colon is no name; ten are the most."""
    await lite.say("/schedule science: 10:00 sun")
    await lite.press(lite.buttons()["＋ Make “science”"])
    assert await _times(lite, "science") == ((time(10),), (6,))
    await lite.say("/subscribe science: black holes")
    await lite.say("/schedule 9:15")
    assert (await _times(lite))[0] == (time(9, 15),)
    (listed,) = await lite.say("/list")
    assert "black holes · science" in listed
    for number in range(8):
        await lite.say(f"/schedule more{'x' * number}: 10:00")
        await lite.press(next(iter(lite.buttons().values())))
    await lite.say("/schedule final: 10:00")
    (refused,) = await lite.press(lite.buttons()["＋ Make “final”"])
    assert "10 briefings" in refused


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("/schedule sometimes", "sometimes"),
        ("/schedule 25:00", "25:00"),
        ("/timezone nowhere-at-all", "nowhere-at-all"),
        ("/pause yesterday", "how long"),
        ("/pause 2020-01-01", "past"),
        ("/unsubscribe nothing", "do not follow"),
        ("/search !!!", "word"),
        ("/nonsense", "do not know"),
    ],
)
async def test_wrong_input_gets_one_clear_sentence_and_an_example(
    lite: Harness, text: str, part: str
) -> None:
    """One message; what was wrong, and something that works."""
    answers = await lite.say(text)
    assert len(answers) == 1
    assert part in answers[0]
    assert "/" in answers[0]


async def test_wrong_input_is_told_in_the_persons_language(lite: Harness) -> None:
    """The sentence comes from the catalogue."""
    (told,) = await lite.say("/unsubscribe квантовое", language="ru")
    assert "Вы не подписаны на «квантовое»" in told


async def test_timezone_by_words_and_by_buttons(lite: Harness) -> None:
    """A city will do; the answer shows the time there."""
    (told,) = await lite.say("/timezone berlin")
    assert "Europe/Berlin" in told
    assert "07:00" in told
    await lite.say("/timezone")
    await lite.press(lite.buttons()["New York"])
    found = await lite.services.chats.find(1001)
    assert found is not None
    assert found.zone == "America/New_York"
    await lite.press("zone:../../etc/passwd")
    again = await lite.services.chats.find(1001)
    assert again == found


async def test_settings_change_layout_and_language_in_place(lite: Harness) -> None:
    """One message, edited at every press."""
    await lite.say("/settings")
    await lite.press(lite.buttons()["15"])
    await lite.press(lite.buttons()["3 min"])
    await lite.press(lite.buttons()["Compact"])
    await lite.press(lite.buttons()["Picture"])
    await lite.press("set:style:gaudy")
    await lite.press("set:preview:2")
    found = await lite.services.chats.find(1001)
    assert found is not None
    (briefing,) = await lite.services.briefings.of_chat(found.id)
    assert (briefing.max_stories, briefing.minutes) == (15, 3)
    assert (briefing.style, briefing.preview) == (Style.COMPACT, True)
    await lite.press(lite.buttons()["✓ Picture"])
    (briefing,) = await lite.services.briefings.of_chat(found.id)
    assert not briefing.preview
    await lite.press("lang:ru")
    assert len(lite.named("sendMessage")) == 1
    (told,) = await lite.say("/status")
    assert "Состояние" in told
    # The times stand under words of their own, not under what is followed.
    assert "<b>Когда приходят выпуски</b>\n• " in told
    await lite.say("/language Deutsch")
    (told,) = await lite.say("/help")
    assert "Alle Befehle" in told
    await lite.press("set:length:999")
    await lite.press("set:minutes:999")
    (briefing,) = await lite.services.briefings.of_chat(found.id)
    assert (briefing.max_stories, briefing.minutes) == (15, 3)


async def test_pause_until_a_day_and_resume(lite: Harness) -> None:
    """By words, by buttons and by a typed answer."""
    (told,) = await lite.say("/pause until 5 March")
    assert "5 Mar" in told
    found = await lite.services.chats.find(1001)
    assert found is not None
    assert found.paused_until == datetime(2026, 3, 5, tzinfo=UTC)
    await lite.press(lite.buttons()["Resume"])
    await lite.say("/pause")
    await lite.press("pause:type")
    await lite.say("2 weeks")
    found = await lite.services.chats.find(1001)
    assert found is not None
    assert found.paused_until == NOW.replace(hour=0) + timedelta(days=14)
    await lite.press("pause:ever")
    assert "/resume" in (await lite.say("/status"))[0]
    (told,) = await lite.say("/resume")
    assert "08:00" in told


async def test_cancel_and_every_command_forget_a_question(lite: Harness) -> None:
    """What is typed afterwards is not taken for the answer."""
    for command in ("/cancel", "/help"):
        await lite.press("zone:type")
        await lite.say(command)
        (told,) = await lite.say("Tokyo")
        assert "What shall I do" in told


async def test_forgetting_leaves_no_trace(harness: Harness, database: Database) -> None:
    """After the confirmation no table holds the person's number, names or words."""
    harness, person = harness, 987654321
    await harness.say("/start", chat_id=person)
    await harness.say("/subscribe very private words", chat_id=person)
    await harness.press("zone:type", chat_id=person)
    await harness.say("Berlin", chat_id=person)
    await harness.say("/forgetme", chat_id=person)
    (done,) = await harness.press(harness.buttons()["Delete everything"], chat_id=person)
    assert "deleted" in done
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            for row in await connection.execute(select(table)):
                assert str(person) not in json.dumps(list(row), default=str), table.name
    assert await harness.services.chats.find(person) is None


async def test_help_and_menu_follow_from_the_declarations(lite: Harness) -> None:
    """Operators see their commands, others do not."""
    (mine,) = await lite.say("/help", chat_id=7)
    (theirs,) = await lite.say("/help", chat_id=8)
    assert "/broadcast" in mine
    assert "/broadcast" not in theirs
    assert "/subscribe" in theirs
