"""A conversation knows which briefing it is about."""

from __future__ import annotations

from datetime import time

from tests.handlers.test_settings import _times
from tests.support.harness import Feed, Harness


async def _make(harness: Harness, name: str = "science") -> None:
    await harness.say(f"/schedule {name}: 10:00 sun")
    await harness.press(harness.buttons()[f"＋ Make “{name}”"])


async def _names(harness: Harness) -> list[str]:
    found = await harness.services.chats.find(1001)
    assert found is not None
    return [each.name for each in await harness.services.briefings.of_chat(found.id)]


async def _followed(harness: Harness) -> set[tuple[str, str]]:
    found = await harness.services.chats.find(1001)
    assert found is not None
    names = {each.id: each.name for each in await harness.services.briefings.of_chat(found.id)}
    return {
        (names[each.briefing_id], each.interest.title)
        for each in await harness.services.briefings.followed(found.id)
    }


async def test_a_name_that_does_not_exist_is_asked_about(lite: Harness) -> None:
    """Nothing is made before; a typo leads to the one that was meant."""
    (asked,) = await lite.say("/schedule science: 10:00 sun")
    assert "no briefing called “science”" in asked
    await lite.press(lite.buttons()["Cancel"])
    await lite.say("/schedule science: 10:00 sun")
    assert await _names(lite) == ["main"]
    (told,) = await lite.press(lite.buttons()["＋ Make “science”"])
    assert "science: 10:00" in told
    await lite.say("/schedule sciense: 11:00")
    await lite.press(lite.buttons()["I meant “science”"])
    assert await _names(lite) == ["main", "science"]
    assert (await _times(lite, "science"))[0] == (time(11),)


async def test_a_near_name_of_any_length_and_script_is_offered(lite: Harness) -> None:
    """Telegram takes 64 bytes of a button; a name may have more than that with what is done."""
    name = "международные новости дня один"
    await _make(lite, name)
    await lite.say(f"/schedule {name[:-1]}а: 11:00")
    assert all(len(each.encode()) <= 64 for each in lite.buttons().values())
    await lite.press(lite.buttons()[f"I meant “{name}”"])
    assert (await _times(lite, name))[0] == (time(11),)


async def test_no_briefing_is_made_to_leave_something_in_it(lite: Harness) -> None:
    """What is left or caught up with is in a briefing that is there; those are told."""
    for words in ("/unsubscribe sport: chess", "/catchup sport: 3d"):
        (told,) = await lite.say(words)
        assert "There are: main" in told
        assert not any("Make" in each for each in lite.buttons())
    assert await _names(lite) == ["main"]


async def test_days_are_never_names(lite: Harness) -> None:
    """`Mo-Fr: 8:15` sets the days, and so does what stands on the buttons, before a colon."""
    await lite.say("/schedule weekdays: 07:10")
    assert await _times(lite) == ((time(7, 10),), (0, 1, 2, 3, 4))
    await lite.say("/schedule Mo-Fr: 8:15")
    assert await _names(lite) == ["main"]
    assert await _times(lite) == ((time(8, 15),), (0, 1, 2, 3, 4))


async def test_following_by_name_answers_for_that_briefing(lite: Harness) -> None:
    """Words, a choice of feeds, and what undoes them, each in the briefing that was named."""
    await _make(lite)
    (told,) = await lite.say("/subscribe science: black holes")
    assert "10:00" in told
    assert await _followed(lite) == {("science", "black holes")}
    await lite.press(lite.buttons()["Undo"])
    assert await _followed(lite) == set()
    lite.web.feeds["https://two.example"] = [
        Feed("https://two.example/a", "A"),
        Feed("https://two.example/b", "B"),
    ]
    await lite.say("/subscribe science: https://two.example")
    await lite.press(lite.buttons()["B"])
    assert await _followed(lite) == {("science", "B")}
    await lite.say("/subscribe black holes")
    await lite.say("/subscribe science: black holes")
    await lite.say("/unsubscribe science: black holes")
    assert await _followed(lite) == {("science", "B"), ("main", "black holes")}


async def test_words_with_a_colon_can_be_meant_as_they_stand(lite: Harness) -> None:
    """A query that looks like a name is one press away."""
    await lite.say("/subscribe Ukraine: peace talks")
    await lite.press(lite.buttons()["Take the words as they are"])
    assert await _followed(lite) == {("main", "Ukraine: peace talks")}
    assert await _names(lite) == ["main"]


async def test_buttons_act_on_what_their_message_showed(lite: Harness) -> None:
    """Times and layout of the second briefing change nothing of the first."""
    await _make(lite)
    before = await _times(lite)
    await lite.say("/briefings")
    await lite.press(lite.buttons()["science"])
    await lite.press(lite.buttons()["Time"])
    await lite.press(lite.buttons()["20:00"])
    assert (await _times(lite, "science"))[0] == (time(20),)
    assert await _times(lite) == before
    await lite.say("/settings science")
    await lite.press(lite.buttons()["5"])
    found = await lite.services.chats.find(1001)
    assert found is not None
    main, science = await lite.services.briefings.of_chat(found.id)
    assert (main.max_stories, science.max_stories) == (10, 5)


async def test_a_briefing_is_made_renamed_and_removed_by_buttons(lite: Harness) -> None:
    """Removing asks first and says what goes; a chat keeps one; an old button says so."""
    await lite.say("/briefings")
    await lite.press(lite.buttons()["＋ New briefing"])
    await lite.say("evening")
    assert await _names(lite) == ["main", "evening"]
    old = lite.buttons()["Time"]
    await lite.press(lite.buttons()["Rename"])
    (refused,) = await lite.say("main")
    assert "already" in refused
    await lite.say("late news")
    assert await _names(lite) == ["main", "late news"]
    await lite.press(lite.buttons()["Remove"])
    assert await _names(lite) == ["main", "late news"]
    await lite.press(lite.buttons()["Remove"])
    assert await _names(lite) == ["main"]
    (gone,) = await lite.press(old)
    assert "no longer there" in gone
    await lite.say("/briefings")
    await lite.press(lite.buttons()["main"])
    await lite.press(lite.buttons()["Remove"])
    (kept,) = await lite.press(lite.buttons()["Remove"])
    assert "at least one" in kept


async def test_a_digest_of_an_unknown_name_is_none_of_the_first(lite: Harness) -> None:
    """The names there are, are told."""
    await _make(lite)
    (told,) = await lite.say("/digest sience")
    assert "main and science" in told
    (told,) = await lite.say("/preview science")
    assert "nothing to send" in told
