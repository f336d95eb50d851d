"""Channels and groups that are managed from a private chat, through the emulator."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.playground.world.state import Json
from tests.support.emulator import ControlError, buttons_of, text_of
from tests.support.running import ANN, BEN, RunningBot


async def _channel(bot: RunningBot, title: str = "Harbour", *, mine: str = "left") -> int:
    return await bot.people.add_chat("channel", title, members={ANN: "creator"}, bot=mine)


async def _ask(bot: RunningBot, words: str, person: int = ANN) -> Json:
    return await bot.people.person(person).ask(words)


async def _choose(bot: RunningBot, chat: int, label: str = "Choose a channel") -> Json:
    """Ann chooses a chat; the last thing she is told."""
    await _ask(bot, "/channels")
    shared = await bot.people.act("share", person=ANN, label=label, chat=chat)
    return await bot.people.wait_for(
        ANN, lambda m: "Digests of" in text_of(m) or "stories" in text_of(m),
        since=shared["message_id"],
    )  # fmt: skip


async def _schedule(bot: RunningBot, telegram_id: int) -> list[str]:
    chat = await bot.services.chats.find(telegram_id)
    assert chat is not None
    (briefing,) = await bot.services.briefings.of_chat(chat.id)
    return [f"{each:%H:%M}" for each in briefing.schedule.times]


async def test_a_private_channel_is_set_up_without_a_word_in_it(bot: RunningBot) -> None:
    """Chosen by Telegram's button, which adds the bot; commands, words and buttons act on it."""
    channel = await _channel(bot)
    settings = await _choose(bot, channel)
    assert text_of(settings).startswith("📣 Harbour")
    told = await _ask(bot, "/schedule 07:15")
    assert "07:15" in text_of(told)
    assert text_of(told).startswith("📣 Harbour")
    await _ask(bot, "/subscribe central bank")
    listed = await _ask(bot, "/list")
    assert "central bank" in text_of(listed)
    assert await _schedule(bot, channel) == ["07:15"]
    assert await _schedule(bot, ANN) == ["08:00"]
    left = await _ask(bot, "/cancel")
    assert "Harbour goes on" in text_of(left)
    mine = await _ask(bot, "/list")
    assert "central bank" not in text_of(mine)
    assert [m for m in await bot.people.messages(channel) if "text" in m] == []
    assert await bot.people.violations() == []


async def test_a_button_acts_on_the_chat_it_was_shown_for(bot: RunningBot) -> None:
    """Also after managing ended, and the person's own old buttons while it goes on."""
    channel = await _channel(bot)
    own = await _ask(bot, "/schedule")
    theirs = await _choose(bot, channel)
    times = await _ask(bot, "/schedule")
    await bot.people.press(ANN, "09:00", message_id=own["message_id"])
    await bot.people.wait_for(ANN, lambda m: "09:00" in text_of(m) and "📣" not in text_of(m))
    assert await _schedule(bot, ANN) == ["09:00"]
    await _ask(bot, "/start")
    await bot.people.press(ANN, "12:00", message_id=times["message_id"])
    await bot.people.wait_for(ANN, lambda m: "12:00" in text_of(m) and "📣" in text_of(m))
    assert await _schedule(bot, channel) == ["12:00"]
    assert await _schedule(bot, ANN) == ["09:00"]
    assert "‹ Back to my own chat" in buttons_of(theirs)


async def test_a_question_is_answered_for_the_chat_it_was_asked_about(bot: RunningBot) -> None:
    """A time that is typed after a question about the channel is the channel's."""
    channel = await _channel(bot)
    await _choose(bot, channel)
    await _ask(bot, "/schedule")
    await bot.people.press(ANN, "Type…")
    await bot.people.wait_for(ANN, lambda m: "Type the times" in text_of(m))
    await _ask(bot, "06:45")
    assert await _schedule(bot, channel) == ["06:45"]


@pytest.mark.parametrize(
    ("mine", "members", "said"),
    [
        ("left", {ANN: "creator"}, "I cannot see that chat"),
        ("administrator", {ANN: "member"}, "Only administrators of Harbour"),
        ("administrator", {ANN: "left"}, "I cannot see that chat"),
        ("member", {ANN: "creator"}, "I may not write in Harbour"),
        ("kicked", {ANN: "creator"}, "I cannot see that chat"),
    ],
)
async def test_whoever_has_no_right_is_told_which(
    bot: RunningBot, mine: str, members: dict[int, str], said: str
) -> None:
    """A forged choice, a right that is missing on either side: refused in clear words."""
    channel = await bot.people.add_chat("channel", "Harbour", members=members, bot=mine)
    await _ask(bot, "/channels")
    number = (await bot.people.messages(ANN))[-1]["message_id"]
    user = {"id": ANN, "is_bot": False, "first_name": "Ann"}
    forged = {"message_id": number + 50, "date": int(bot.clock.now().timestamp()), "from": user}
    forged |= {"chat": {"id": ANN, "type": "private"}}
    forged |= {"chat_shared": {"request_id": 1, "chat_id": channel}}
    await bot.people.act("update", message=forged)
    await bot.people.wait_for(ANN, lambda m: said in text_of(m))
    assert "📣" not in text_of(await _ask(bot, "/settings"))


async def test_rights_are_looked_at_with_every_act(bot: RunningBot) -> None:
    """Demoted meanwhile, nothing is changed any more by words or buttons, and it is said."""
    channel = await _channel(bot)
    await _choose(bot, channel)
    times = await _ask(bot, "/schedule")
    await bot.people.act("member", chat=channel, person=ANN, status="member")
    bot.clock.advance(seconds=61)
    refused = await _ask(bot, "/schedule 07:15")
    assert "nothing was changed" in text_of(refused)
    query = await bot.people.press(ANN, "09:00", message_id=times["message_id"])
    assert query is not None
    assert "nothing was changed" in (await bot.people.answer_to(query))["text"]
    assert await _schedule(bot, channel) == ["08:00"]
    await bot.people.press(ANN, "‹ Back to my own chat", message_id=refused["message_id"])
    await bot.people.wait_for(ANN, lambda m: "goes on" in text_of(m))


@pytest.mark.parametrize("data", ["set:length:5^{0}", "forget:x^{0}", "manage:{1}", "un::0^{0}"])
async def test_nobody_acts_on_a_chat_by_a_forged_button(bot: RunningBot, data: str) -> None:
    """By another person, about another's private chat or a channel that they only read."""
    channel = await _channel(bot)
    await _choose(bot, channel)
    theirs, mine = await bot.services.chats.find(channel), await bot.services.chats.find(ANN)
    assert theirs is not None
    assert mine is not None
    for chat in (theirs, mine):
        shown = await _ask(bot, "/settings", BEN)
        forged = data.format(f"{chat.id:x}", chat.id)
        await bot.people.act(
            "press", person=BEN, chat=BEN, data=forged, label="", message_id=shown["message_id"]
        )
        await _ask(bot, "/list", BEN)
        told = [text_of(each) for each in await bot.people.messages(BEN)]
        assert "Harbour" not in "".join(told)
        assert "📣" not in "".join(told)
        (briefing,) = await bot.services.briefings.of_chat(chat.id)
        assert briefing.max_stories == 10


async def test_who_adds_the_bot_to_a_channel_is_offered_to_set_it_up(bot: RunningBot) -> None:
    """In private, by a button that checks rights as ever; known chats are offered again later."""
    channel = await _channel(bot)
    await _ask(bot, "/help")
    rights = {"can_post_messages": True}
    await bot.people.act("bot_status", chat=channel, status="administrator", by=ANN, rights=rights)
    await bot.people.wait_for(ANN, lambda m: "added to Harbour" in text_of(m))
    await bot.people.press(ANN, "Set up")
    await bot.people.wait_for(ANN, lambda m: text_of(m).startswith("📣 Harbour"))
    await _ask(bot, "/cancel")
    known = await _ask(bot, "/channels")
    assert buttons_of(known)[0] == "Harbour"
    assert [m for m in await bot.people.messages(channel) if "text" in m] == []


async def test_managing_ends_by_itself(bot: RunningBot) -> None:
    """Who comes back the next day speaks of their own chat again."""
    await _choose(bot, await _channel(bot))
    bot.clock.set(bot.clock.now() + timedelta(hours=13))
    assert "📣" not in text_of(await _ask(bot, "/settings"))


async def test_the_keyboard_offers_only_what_telegram_would(bot: RunningBot) -> None:
    """A channel that one only reads, a group by the channel's button: not to be chosen."""
    group = await bot.people.add_chat("supergroup", "Readers", members={ANN: "creator"})
    read = await bot.people.add_chat("channel", "Read", members={ANN: "member"})
    await _ask(bot, "/channels")
    for chat in (group, read):
        with pytest.raises(ControlError):
            await bot.people.act("share", person=ANN, label="Choose a channel", chat=chat)
    assert "📣 Readers" in text_of(await _choose(bot, group, "Choose a group"))
