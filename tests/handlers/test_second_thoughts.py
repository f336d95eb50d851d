"""Fingers that come down twice, buttons of what was forgotten, questions in groups, bans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.domain.models import ChatStatus
from bot.store.inbox import InboxStore, Taken
from tests.support.harness import OPERATOR, Feed, Harness
from tests.support.people import NOW, message

GROUP: Mapping[str, Any] = {"chat_id": -100500, "kind": "supergroup"}
ANN = 77


async def test_a_question_in_a_group_opens_the_field_of_who_asked_for_it(
    harness: Harness,
) -> None:
    """By a reply to the command, by a mention after a press; a plain reply is the answer."""
    harness.telegram.members[GROUP["chat_id"], ANN] = "administrator"
    await harness.say("/timezone", person_id=ANN, **GROUP)
    await harness.press("zone:type", person_id=ANN, **GROUP)
    asked = [
        each
        for each in harness.named("sendMessage")
        if "force_reply" in (each.get("reply_markup") or {})
    ]
    assert asked, harness.telegram.calls
    for each in asked:
        assert each["reply_markup"]["selective"] is True
        replied = (each.get("reply_parameters") or {}).get("message_id")
        assert replied == 11 or f"tg://user?id={ANN}" in each["text"]
    (said,) = await harness.say("Europe/Berlin", person_id=ANN, **GROUP)
    assert "Berlin" in said
    chat = await harness.services.chats.find(GROUP["chat_id"])
    assert chat is not None
    assert chat.zone == "Europe/Berlin"


async def test_a_command_that_asks_in_a_group_answers_the_command(harness: Harness) -> None:
    """Only then is the field opened, and only for who wrote it."""
    harness.telegram.members[GROUP["chat_id"], ANN] = "administrator"
    await harness.say("/subscribe", person_id=ANN, **GROUP)
    asked = harness.named("sendMessage")[-1]
    assert asked["reply_markup"] == {"force_reply": True, "selective": True}
    assert asked["reply_parameters"]["message_id"] == 11
    assert asked["reply_parameters"]["allow_sending_without_reply"] is True


async def test_the_second_of_two_equal_presses_is_answered_and_does_nothing(
    harness: Harness,
) -> None:
    """No error and no second effect; pressed again later, it counts again."""
    await harness.say("/subscribe central bank rates")
    chat = await harness.services.chats.find(1001)
    assert chat is not None
    (followed,) = await harness.services.subscriptions.followed(chat.id)
    interest = followed.interest
    assert len(await harness.press(f"un:{interest.id}:0")) == 1
    before = len(harness.telegram.calls)
    assert await harness.press(f"un:{interest.id}:0") == []
    (name, asked) = harness.telegram.calls[before]
    assert name == "answerCallbackQuery"
    assert not asked.get("show_alert")
    assert not asked.get("text")
    harness.clock.advance(seconds=3)
    (told,) = await harness.press(f"un:{interest.id}:0")
    assert "any more" in told


async def test_a_button_of_a_forgotten_chat_makes_nothing_anew(harness: Harness) -> None:
    """It is said what to do; nor does unblocking the bot begin anything."""
    await harness.say("/start")
    await harness.say("/forgetme")
    forget = next(data for data in harness.buttons().values() if data.startswith("forget"))
    await harness.press(forget)
    assert await harness.services.chats.find(1001) is None
    assert await harness.press("on:zone") == []
    assert "/start" in harness.named("answerCallbackQuery")[-1]["text"]
    person = {"id": 1001, "is_bot": False, "first_name": "Ann"}
    bot = {"id": 42, "is_bot": True, "first_name": "Lede"}
    change = {
        "chat": {"id": 1001, "type": "private", "first_name": "Ann"},
        "from": person,
        "date": int(NOW.timestamp()),
        "old_chat_member": {"user": bot, "status": "kicked", "until_date": 0},
        "new_chat_member": {"user": bot, "status": "member"},
    }
    await harness.give({"update_id": 900, "my_chat_member": change})
    assert await harness.services.chats.find(1001) is None
    await harness.say("/start")
    assert await harness.services.chats.find(1001) is not None


async def test_too_many_commands_get_one_sentence_a_minute(harness: Harness) -> None:
    """Not silence alone, and not an answer to each."""
    answers = [len(await harness.say("/help")) for _ in range(40)]
    assert answers == [1] * 31 + [0] * 9
    harness.clock.advance(seconds=61)
    answers = [len(await harness.say("/help")) for _ in range(40)]
    assert answers == [1] * 31 + [0] * 9


async def test_a_ban_of_a_stranger_leaves_nothing_when_it_is_taken_back(
    harness: Harness,
) -> None:
    """Who never wrote is in no audience; who did is as before."""
    await harness.say("/start", chat_id=OPERATOR)
    await harness.say("/start", chat_id=1001)
    audience = await harness.services.operations.broadcasts.audience()
    for number in (1001, 555001, -100777):
        await harness.say(f"/ban {number}", chat_id=OPERATOR)
        (told,) = await harness.say(f"/unban {number}", chat_id=OPERATOR)
        assert str(number) in told
    assert await harness.services.operations.broadcasts.audience() == audience
    assert await harness.services.chats.find(555001) is None
    assert await harness.services.chats.find(-100777) is None
    known = await harness.services.chats.find(1001)
    assert known is not None
    assert known.status is ChatStatus.ACTIVE
    (told,) = await harness.say("/unban 555001", chat_id=OPERATOR)
    assert "not" in told.lower()


async def test_another_bot_begins_anew_with_updates_and_keeps_the_chats(
    harness: Harness,
) -> None:
    """Neither the offset nor the numbers of the old bot's updates hide those of the new one."""
    inbox = InboxStore(harness.services.inbox._database)
    assert await inbox.belong_to(1) is None
    await inbox.store([message(500, "/start")], NOW)
    assert await inbox.belong_to(1) is None
    assert await inbox.offset(NOW) == 501
    await harness.listen.dispatch()
    await inbox.store([message(501, "/help")], NOW)
    assert await inbox.belong_to(2) == Taken(before=1, dropped=1)
    assert await inbox.offset(NOW) is None
    assert await inbox.store([message(500, "/list")], NOW) == 1
    assert await harness.services.chats.find(1001) is not None
    assert await inbox.bot_id() == 2


async def test_what_was_asked_for_by_an_address_is_ended_by_it(harness: Harness) -> None:
    """A page, a redirected address, one with a fragment, one chosen of several; in any spelling."""
    feeds = harness.web.feeds
    feeds["https://paper.example/#latest"] = [Feed("https://feeds.example/1.xml", "Paper")]
    feeds["https://old.example/rss"] = [Feed("https://new.example/rss", "Moved")]
    feeds["https://many.example/"] = [
        Feed("https://many.example/world.xml", "World"),
        Feed("https://many.example/sport.xml", "Sport"),
    ]
    for address, ended_by, title in (
        ("https://paper.example/#latest", "paper.example", "Paper"),
        ("https://paper.example/#latest", "https://PAPER.example/#other", "Paper"),
        ("https://paper.example/#latest", "https://feeds.example/1.xml", "Paper"),
        ("https://old.example/rss", "https://old.example/rss/", "Moved"),
        ("https://many.example/", "https://www.many.example", "Sport"),
    ):
        await harness.say(f"/subscribe {address}")
        if title == "Sport":
            await harness.press(harness.buttons()["Sport"])
        (gone,) = await harness.say(f"/unsubscribe {ended_by}")
        assert title in gone
        assert "no longer" in gone
        harness.clock.advance(seconds=61)
    await harness.say("/subscribe https://old.example/rss")
    (told,) = await harness.say("/unsubscribe https://paper.example")
    assert "do not follow" in told


async def test_everything_is_left_after_a_question_and_a_backup(lite: Harness) -> None:
    """`/unsubscribe all` asks first, hands the lists out, and counts once."""
    for words in ("central bank", "black holes"):
        await lite.say(f"/subscribe {words}")
    (asked,) = await lite.say("/unsubscribe all")
    assert "2" in asked
    buttons = lite.buttons()
    await lite.press(buttons["⬇ Backup first"])
    assert b"black holes" in lite.telegram.documents["lede.json"]
    await lite.say("/help", chat_id=2002)
    await lite.press(buttons["Unfollow all (2)"], chat_id=2002)  # another chat
    assert "black holes" in (await lite.say("/list"))[0]
    await lite.press(buttons["Unfollow all (2)"])
    (empty,) = await lite.say("/list")
    assert "black holes" not in empty
    await lite.say("/subscribe red dwarfs")
    lite.clock.advance(seconds=5)
    await lite.press(buttons["Unfollow all (2)"])  # once
    assert "red dwarfs" in (await lite.say("/list"))[0]
