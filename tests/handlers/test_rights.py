"""Who may do what: every admin command by every shape of update, forged presses, groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.domain.models import ChatStatus, SourceKind
from handlers.declare import Who
from handlers.registry import COMMANDS
from tests.support.harness import OPERATOR, Harness
from tests.support.people import NOW, message, press

GROUP = -100500
USER = {"type": "user", "date": 1, "sender_user": {"id": 9, "is_bot": False, "first_name": "F"}}
BOT = {"id": 9, "is_bot": True, "first_name": "B"}

#: What each admin command would be given to have an effect.
EFFECTS = {
    "admin": "",
    "stats": "",
    "sources": "",
    "addsource": "folder:/new",
    "removesource": "1",
    "poll": "",
    "topic": "add science words: physics",
    "broadcast": "Hello all",
    "ban": "555",
    "unban": "666",
    "hold": "",
    "release": "",
    "backup": "",
}


def _shapes(text: str) -> dict[str, dict[str, Any]]:
    """Updates that look like an operator's command and are none."""
    mine: dict[str, Any] = {"chat_id": OPERATOR, "person_id": OPERATOR}
    plain = message(1, text, **mine)
    group: dict[str, Any] = {"chat_id": GROUP, "kind": "supergroup"}
    return {
        "another person": message(1, text, chat_id=8),
        "the operator in a group": message(1, text, person_id=OPERATOR, **group),
        "an anonymous administrator": message(
            1, text, person_id=1087968824, sender_chat={"id": GROUP, "type": "supergroup"}, **group
        ),
        "forwarded": message(1, text, forward_origin=USER, **mine),
        "by way of a bot": message(1, text, via_bot=BOT, **mine),
        "in a channel's name": message(
            1, text, sender_chat={"id": -1007, "type": "channel"}, **mine
        ),
        "automatically forwarded": message(1, text, is_automatic_forward=True, **mine),
        "edited": {"update_id": 1, "edited_message": plain["message"] | {"edit_date": 2}},
        "a channel's post": {
            "update_id": 1,
            "channel_post": {key: value for key, value in plain["message"].items() if key != "from"}
            | {"chat": {"id": OPERATOR, "type": "channel", "title": "C"}},
        },
        "edited in a channel": {
            "update_id": 1,
            "edited_channel_post": plain["message"]
            | {"chat": {"id": -1007, "type": "channel", "title": "C"}, "edit_date": 2},
        },
        "the operator in another's private chat": message(1, text, chat_id=8, person_id=OPERATOR),
    }


async def _prepare(harness: Harness) -> None:
    await harness.services.sources.add(
        kind=SourceKind.FOLDER, locator="folder:/old", title="Old", now=NOW
    )
    await harness.services.chats.ban(666, NOW, harness.services.defaults)


async def _state(harness: Harness) -> tuple[object, ...]:
    """Everything admin commands could change."""
    return (
        [each.locator for each in await harness.services.sources.all()],
        [each.name for each in await harness.services.interests.topics()],
        (await harness.services.chats.standing(555)).banned,
        (await harness.services.chats.standing(666)).banned,
        (await harness.services.operations.delivery.gate()).hold,
        (await harness.services.stats.figures(now=NOW)).get("parts.ready", 0),
    )


def test_the_matrix_knows_every_admin_command() -> None:
    """A new one must be added to it."""
    assert set(EFFECTS) == {each.name for each in COMMANDS if each.who is Who.OPERATOR}


@pytest.mark.parametrize("shape", list(_shapes("/x")))
async def test_admin_commands_have_no_effect_in_any_other_shape(lite: Harness, shape: str) -> None:
    """Every command in one shape after the other: nothing changes, nothing is told."""
    await _prepare(lite)
    before = await _state(lite)
    for number, (name, words) in enumerate(EFFECTS.items(), start=1):
        update = _shapes(f"/{name} {words}".strip())[shape]
        answers = await lite.give(update | {"update_id": number})
        assert all("do not know that command" in answer for answer in answers), (name, answers)
    assert await _state(lite) == before


async def test_admin_buttons_have_no_effect_for_others(lite: Harness) -> None:
    """Pressed by another, in a group, or with forged data."""
    await _prepare(lite)
    before = await _state(lite)
    for number, data in enumerate(
        ("hold", "release", "poll", "rmsrc:1", "rmsrc!:x", "src:add", "bc:x", "bcstop:1"), start=1
    ):
        for where in (
            {"chat_id": 8},
            {"chat_id": GROUP, "person_id": OPERATOR, "kind": "supergroup"},
            {"chat_id": OPERATOR, "person_id": 8},
        ):
            assert await lite.give(press(number * 10, data, **where)) == []
    assert await _state(lite) == before


async def test_an_operator_does_all_of_it_in_private(harness: Harness) -> None:
    """By words, by buttons, each destructive one after a confirmation."""
    harness, me = harness, {"chat_id": OPERATOR}
    assert "Lede" in (await harness.say("/admin", **me))[0]
    (figures,) = await harness.say("/stats", **me)
    for name in ("articles", "sent.day", "maybe_sent.day", "dead.day", "backlog_age_s"):
        assert f"{name}: " in figures
    await harness.say("/addsource folder:/news Our news", **me)
    (listed,) = await harness.say("/sources", **me)
    assert "Our news" in listed
    await harness.say("/topic add science title: Science words: physics sources: 1", **me)
    assert "science" in (await harness.say("/topic", **me))[0]
    assert "no source 9" in (await harness.say("/topic add x sources: 9", **me))[0]
    assert "1 source" in (await harness.say("/poll 1", **me))[0]
    await harness.say("/removesource 1", **me)
    confirm = harness.buttons()["Remove"]
    assert len(await harness.services.sources.all()) == 1
    await harness.press(confirm, **me)
    assert await harness.services.sources.all() == []
    await harness.say("/topic remove science", **me)
    assert await harness.services.interests.topics() == []
    await harness.say("/ban 555", **me)
    assert (await harness.services.chats.standing(555)).banned
    assert await harness.say("hello", chat_id=555) == []
    await harness.say("/unban 555", **me)
    assert not (await harness.services.chats.standing(555)).banned
    assert "operator" in (await harness.say(f"/ban {OPERATOR}", **me))[0]
    assert "Hold all" in (await harness.say("/hold backup", **me))[0]
    assert (await harness.services.operations.delivery.gate()).hold == ""
    confirm = harness.buttons()["Hold sending"]
    await harness.press(confirm, **me)
    assert (await harness.services.operations.delivery.gate()).hold == "backup"
    await harness.press("release", **me)
    assert (await harness.services.operations.delivery.gate()).hold == ""
    await harness.press(confirm, **me)  # counts once
    assert (await harness.services.operations.delivery.gate()).hold == ""


async def test_a_broadcast_is_seen_confirmed_counted_and_stoppable(harness: Harness) -> None:
    """Shown first; sent to everybody once, however often it is pressed; stopped on demand."""
    harness, me = harness, {"chat_id": OPERATOR}
    for person in (1001, 1002):
        await harness.say("/help", chat_id=person)
    shown = await harness.say("/broadcast Hello <all>\nof you", **me)
    assert shown[0] == "Hello &lt;all&gt;\nof you"
    assert "3 chats" in shown[1]
    send = harness.buttons()["Send"]
    await harness.press(send, **me)
    stop = harness.buttons()["Stop"]
    await harness.press(send, **me)
    figures = await harness.services.stats.figures(now=NOW)
    assert figures["parts.ready"] == 3
    await harness.press(stop, **me)
    figures = await harness.services.stats.figures(now=NOW)
    assert figures["parts.cancelled"] == 3
    await harness.press(send, **me)
    assert (await harness.services.stats.figures(now=NOW)).get("parts.ready", 0) == 0


GROUP_CHAT: Mapping[str, Any] = {"chat_id": GROUP, "kind": "supergroup"}


async def test_in_groups_only_administrators_change_anything(lite: Harness) -> None:
    """A member is told so; an administrator may, at this moment, by word and by press."""
    lite.telegram.members[GROUP, 5] = "administrator"
    (refused,) = await lite.say("/schedule 10:00", person_id=4, **GROUP_CHAT)
    assert "administrators" in refused
    assert await lite.press("time:1000", person_id=4, **GROUP_CHAT) == []
    assert "administrators" in lite.named("answerCallbackQuery")[-1]["text"]
    (done,) = await lite.say("/schedule 10:00", person_id=5, **GROUP_CHAT)
    assert "10:00" in done
    asked = len(lite.named("getChatMember"))
    await lite.press("time:1200", person_id=5, **GROUP_CHAT)
    assert len(lite.named("getChatMember")) == asked
    lite.telegram.members.clear()
    lite.clock.advance(seconds=61)
    (refused,) = await lite.say("/schedule 11:00", person_id=5, **GROUP_CHAT)
    assert "administrators" in refused


async def test_an_anonymous_administrator_is_told_how(lite: Harness) -> None:
    """The shared number of anonymous administrators is nobody's right, even if Telegram says so."""
    lite.telegram.members[GROUP, 1087968824] = "administrator"
    (told,) = await lite.say(
        "/schedule 10:00",
        person_id=1087968824,
        sender_chat={"id": GROUP, "type": "supergroup", "title": "G"},
        **GROUP_CHAT,
    )
    assert "anonymous" in told
    shown = lite.buttons()["It is me"]
    assert await lite.press("time:1000", person_id=1087968824, **GROUP_CHAT) == []
    assert await lite.press(shown, person_id=1087968824, **GROUP_CHAT) == []
    assert await lite.press(shown, person_id=4, **GROUP_CHAT) == []  # a member
    assert await lite.press(shown, chat_id=4) == []  # elsewhere
    lite.telegram.members[GROUP, 5] = "administrator"
    (done,) = await lite.press(shown, person_id=5, **GROUP_CHAT)
    assert "10:00" in done
    silent = await lite.say(
        "/schedule 10:00",
        person_id=136817688,
        sender_chat={"id": -1009, "type": "channel", "title": "C"},
        **GROUP_CHAT,
    )
    assert silent == []


async def test_a_channels_own_posts_set_it_up(lite: Harness) -> None:
    """Only administrators can post there; the answer goes to the channel."""
    post = message(1, "/schedule 10:00", chat_id=-1007, kind="channel")
    del post["message"]["from"]
    await lite.give({"update_id": 1, "channel_post": post["message"]})
    found = await lite.services.chats.find(-1007)
    assert found is not None
    (briefing,) = await lite.services.briefings.of_chat(found.id)
    assert briefing.schedule.times[0].hour == 10


async def test_a_group_that_only_talks_is_no_chat_of_ours(lite: Harness) -> None:
    """Neither answered nor stored."""
    assert await lite.say("good morning", person_id=4, **GROUP_CHAT) == []
    assert await lite.services.chats.find(GROUP) is None


async def test_threads_of_a_forum_are_answered_in_place(lite: Harness) -> None:
    """Each thread has its own settings; a thread of replies is none."""
    lite.telegram.members[GROUP, 5] = "creator"
    await lite.say("/schedule 10:00", person_id=5, thread_id=77, **GROUP_CHAT)
    assert lite.named("sendMessage")[-1]["message_thread_id"] == 77
    assert await lite.services.chats.find(GROUP, 77) is not None
    assert await lite.services.chats.find(GROUP, 0) is None
    await lite.say(
        "/schedule 11:00", person_id=5, thread_id=78, is_topic_message=False, **GROUP_CHAT
    )
    assert await lite.services.chats.find(GROUP, 78) is None


async def test_another_chats_button_and_an_old_one_do_nothing(lite: Harness) -> None:
    """Kept payloads belong to their chat and grow old; confirmations to their person."""
    await lite.say("/forgetme", chat_id=1)
    stolen = lite.buttons()["Delete everything"]
    await lite.say("/help", chat_id=2)
    await lite.press(stolen, chat_id=2)
    assert await lite.services.chats.find(1) is not None
    assert await lite.services.chats.find(2) is not None
    lite.clock.advance(minutes=11)
    await lite.press(stolen, chat_id=1)
    assert await lite.services.chats.find(1) is not None


async def test_a_banned_person_is_silent_everywhere(lite: Harness) -> None:
    """Also in a group they administrate."""
    lite.telegram.members[GROUP, 5] = "creator"
    await lite.services.chats.ban(5, NOW, lite.services.defaults)
    assert await lite.say("/help", chat_id=5) == []
    assert await lite.say("/schedule 10:00", person_id=5, **GROUP_CHAT) == []
    found = await lite.services.chats.find(5)
    assert found is not None
    assert found.status is ChatStatus.BANNED


async def test_a_banned_forum_is_silent_in_new_threads_and_when_it_moves(
    harness: Harness,
) -> None:
    """A thread nobody wrote in before, the bot added again, the group become another one."""
    harness, forum = harness, {"chat_id": -1005, "kind": "supergroup", "person_id": 9}
    for chat_id in (-1005, -1006):
        harness.telegram.members[chat_id, 9] = "creator"
    assert await harness.say("/help", thread_id=3, **forum)
    await harness.services.chats.ban(-1005, NOW, harness.services.defaults)
    for thread_id in (None, 3, 4):
        assert await harness.say("/help", thread_id=thread_id, **forum) == []
        await harness.press("set", thread_id=thread_id, **forum)
    assert harness.texts()[1:] == []
    assert await harness.services.chats.find(-1005, 4) is None
    # Somebody writes in the new place before its news is told.
    await harness.say("/help", **forum | {"chat_id": -1006})
    await harness.services.operations.moves.migrate(-1005, -1006, now=NOW)
    assert await harness.say("/help", **forum | {"chat_id": -1006}) == []
    await harness.services.chats.unban(-1006)
    assert await harness.say("/help", **forum | {"chat_id": -1006})


async def test_what_an_operator_forwards_costs_them_no_command(lite: Harness) -> None:
    """In the group where they are counted like everybody, all their own commands are left."""
    lite.telegram.members[GROUP, OPERATOR] = "administrator"
    await lite.say("/help", person_id=OPERATOR, **GROUP_CHAT)
    for words in ("/hold", "/stats") * 16:
        await lite.say(words, chat_id=OPERATOR, forward_origin=USER)
    answers = [
        await lite.say("/timezone Europe/Rome", person_id=OPERATOR, **GROUP_CHAT) for _ in range(20)
    ]
    assert all(answers)


async def test_a_forwarded_command_is_said_to_run_nothing(lite: Harness) -> None:
    """In private everything gets an answer, a flood of it a few; in groups none."""
    answers = [await lite.say("/forgetme", forward_origin=USER) for _ in range(9)]
    assert [len(each) for each in answers] == [1] * 5 + [0] * 4
    assert "forwarded" in answers[0][0]
    assert await lite.say("/help", forward_origin=USER, **GROUP_CHAT) == []
