"""A topic of a forum for something followed, made by the bot where it may, through the emulator."""

from __future__ import annotations

from tests.support.emulator import text_of
from tests.support.harness import Harness
from tests.support.running import ANN, BEN, RunningBot


async def _forum(bot: RunningBot, *, right: bool = True, forum: bool = True) -> int:
    members = {ANN: "creator", BEN: "member"}
    chat = await bot.people.add_chat("supergroup", "News", members=members, forum=forum)
    rights = {"can_manage_topics": right}
    await bot.people.act("bot_status", chat=chat, status="administrator", by=ANN, rights=rights)
    return chat


async def _say(bot: RunningBot, chat: int, words: str, person: int = ANN) -> str:
    said = await bot.people.say(chat, words, person=person)
    return text_of(
        await bot.people.wait_for(chat, lambda m: bool(text_of(m)), since=said["message_id"])
    )


async def _followed(bot: RunningBot, chat: int, thread: int = 0) -> list[str]:
    found = await bot.services.chats.find(chat, thread)
    assert found is not None
    return [each.interest.title for each in await bot.services.subscriptions.followed(found.id)]


async def test_something_followed_gets_a_topic_of_its_own(bot: RunningBot) -> None:
    """By a button; schedule and zone go along, what is followed moves, the rest stays."""
    forum = await _forum(bot)
    for words in ("/subscribe central bank", "/subscribe black holes", "/schedule 07:15"):
        await _say(bot, forum, words)
    assert "topic of its own" in await _say(bot, forum, "/thread")
    await bot.people.press(forum, "＋ black holes", person=ANN)
    await bot.people.wait_for(forum, lambda m: "has a topic of its own now" in text_of(m))
    made = next(m for m in await bot.people.messages(forum) if "forum_topic_created" in m)
    assert made["forum_topic_created"]["name"] == "black holes"
    thread = made["message_thread_id"]
    assert await _followed(bot, forum) == ["central bank"]
    assert await _followed(bot, forum, thread) == ["black holes"]
    there = await bot.services.chats.find(forum, thread)
    assert there is not None
    (briefing,) = await bot.services.briefings.of_chat(there.id)
    assert f"{briefing.schedule.times[0]:%H:%M}" == "07:15"
    assert await bot.people.violations() == []


async def test_where_it_may_not_it_says_what_it_needs(bot: RunningBot) -> None:
    """Without the right, in a group without topics, by a member: nothing moves."""
    forum, group = await _forum(bot, right=False), await _forum(bot, forum=False)
    for chat in (forum, group):
        await _say(bot, chat, "/subscribe black holes")
    assert "right to manage topics" in await _say(bot, forum, "/thread black holes")
    assert "group with topics" in await _say(bot, group, "/thread")
    assert "administrators" in await _say(bot, forum, "/thread black holes", BEN)
    assert "do not follow" in await _say(bot, forum, "/thread white holes")
    assert await _followed(bot, forum) == ["black holes"]


async def test_a_private_chat_with_topics_has_threads_too(lite: Harness) -> None:
    """Where topics are switched on for the bot: from the chat itself and from within a topic."""
    for thread, words in ((0, "central bank"), (9, "black holes")):
        await lite.say(f"/subscribe {words}", thread_id=thread)
        (asked,) = await lite.say("/thread", thread_id=thread)
        assert "topic of its own" in asked
        (made,) = await lite.press(lite.buttons()[f"＋ {words}"], thread_id=thread)
        assert "has a topic of its own now" in made
        here = await lite.services.chats.find(1001, thread)
        there = await lite.services.chats.find(1001, 77)
        assert here is not None
        assert there is not None
        assert await lite.services.subscriptions.followed(here.id) == []
        told = await lite.services.subscriptions.followed(there.id)
        assert words in [each.interest.title for each in told]
