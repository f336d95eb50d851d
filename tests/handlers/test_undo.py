"""Undo: whatever a command or a button takes away or changes can be brought back by one press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.models import Chat, Subscription
from tests.support.harness import Harness

UNDO = "Undo"


async def _chat(harness: Harness) -> Chat:
    found = await harness.services.chats.find(1001)
    assert found is not None
    return found


async def _followed(harness: Harness) -> list[Subscription]:
    return await harness.services.subscriptions.followed((await _chat(harness)).id)


async def _undo(harness: Harness) -> str:
    """Undo what was done last; what is said. Twice: the second time nothing happens."""
    data = harness.buttons()[UNDO]
    (said,) = await harness.press(data)
    assert said.startswith("Undone.")
    harness.clock.advance(seconds=5)
    assert await harness.press(data) == []
    assert harness.named("answerCallbackQuery")[-1]["show_alert"]
    return said


async def test_whatever_ends_a_subscription_can_be_undone(harness: Harness) -> None:
    """By words, by the ✕ of /list, all at once, by an import's undo: as it was, place and mark."""
    for words in ("central bank", "black holes", "red dwarfs"):
        await harness.say(f"/subscribe {words}")
    await harness.say("/alert black holes")
    before = await _followed(harness)

    await harness.say("/unsubscribe black holes")
    assert "black holes" in await _undo(harness)
    assert await _followed(harness) == before

    await harness.say("/list")
    await harness.press(harness.buttons()["✕ black holes"])
    assert len(await _followed(harness)) == 2
    await _undo(harness)
    assert await _followed(harness) == before

    await harness.say("/unsubscribe all")
    await harness.press(harness.buttons()["Unfollow all (3)"])
    assert await _followed(harness) == []
    await _undo(harness)
    assert await _followed(harness) == before


async def test_undo_brings_nothing_twice_and_nothing_too_much(lite: Harness) -> None:
    """What was followed again meanwhile stays as it is; a chat follows no more than it may."""
    await lite.say("/subscribe central bank")
    await lite.say("/unsubscribe central bank")
    data = lite.buttons()[UNDO]
    await lite.say("/subscribe central bank")
    now = await _followed(lite)
    (said,) = await lite.press(data)
    assert "1 could not" in said
    assert await _followed(lite) == now
    await lite.say("/unsubscribe central bank")
    data = lite.buttons()[UNDO]
    chat = await _chat(lite)
    (briefing,) = await lite.services.briefings.of_chat(chat.id)
    for number in range(100):
        await lite.services.subscriptions.follow_words(chat.id, briefing.id, f"word{number}")
    (said,) = await lite.press(data)
    assert "1 could not" in said
    assert len(await _followed(lite)) == 100


async def test_a_briefing_comes_back_with_all_that_it_was(harness: Harness) -> None:
    """Its time, its look, what it follows, and where it stood."""
    await harness.say("/schedule science: 10:00 sun")
    await harness.press(harness.buttons()["＋ Make “science”"])
    await harness.say("/subscribe science: black holes")
    await harness.say("/settings science")
    await harness.press(harness.buttons()["15"])
    chat = await _chat(harness)
    (_, before) = await harness.services.briefings.of_chat(chat.id)
    (held,) = await harness.services.briefings.subscriptions(before.id)
    await harness.press(f"brief@{before.id}:gone")
    assert len(await harness.services.briefings.of_chat(chat.id)) == 1
    await _undo(harness)
    (_, after) = await harness.services.briefings.of_chat(chat.id)
    assert after == replace(before, id=after.id)
    assert await harness.services.briefings.subscriptions(after.id) == [
        replace(held, briefing_id=after.id)
    ]


@pytest.mark.parametrize(
    ("first", "then", "name"),
    [
        ("/schedule 10:00 sun", "/schedule 18:30 daily", "next_slot_at"),
        ("/timezone Europe/Berlin", "/timezone Asia/Tokyo", "zone"),
        ("/quiet 21:30-06:15", "/quiet off", "quiet"),
        ("/quiet off", "/quiet 22-7", "quiet"),
        ("/resume", "/pause 1 week", "paused_until"),
        ("/pause 1 week", "/resume", "paused_until"),
    ],
)
async def test_a_change_by_words_can_be_undone(
    lite: Harness, first: str, then: str, name: str
) -> None:
    """The value before is the value afterwards, and it was another one in between."""

    async def value() -> object:
        chat = await _chat(lite)
        (briefing,) = await lite.services.briefings.of_chat(chat.id)
        return getattr(briefing if name == "next_slot_at" else chat, name)

    await lite.say(first)
    before = await value()
    await lite.say(then)
    assert await value() != before
    await _undo(lite)
    assert await value() == before


async def test_an_archive_that_was_closed_or_moved_is_back_at_its_address(lite: Harness) -> None:
    """Links that were given away lead there again."""
    await lite.say("/archive")
    await lite.press("archive:open")
    before = await lite.services.archives.of_chat((await _chat(lite)).id)
    for change in ("close", "renew"):
        await lite.press(f"archive:{change}")
        assert await lite.services.archives.of_chat((await _chat(lite)).id) != before
        await _undo(lite)
        assert await lite.services.archives.of_chat((await _chat(lite)).id) == before


async def test_undo_is_of_the_chat_where_it_was_done(lite: Harness) -> None:
    """Pressed from another chat nothing happens in either."""
    await lite.say("/subscribe central bank")
    await lite.say("/unsubscribe central bank")
    data = lite.buttons()[UNDO]
    await lite.say("/help", chat_id=2002)
    assert await lite.press(data, chat_id=2002) == []
    assert await _followed(lite) == []
