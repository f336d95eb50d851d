"""Too much, too late, twice, broken: what happens before and around handlers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.models import ChatStatus
from bot.render.catalogue import label, languages
from bot.services.listen import ListenService
from bot.services.quotas import Quotas
from bot.store.database import Database
from bot.store.tables import inbox
from handlers.call import Call
from handlers.registry import COMMANDS, publish_menus
from handlers.silence import silence
from tests.support.harness import OPERATOR, Harness, open_harness
from tests.support.people import NOW, message, press


class _Counting:
    """A handler that is a function."""

    def __init__(self, handle: Callable[[Mapping[str, Any]], Coroutine[Any, Any, None]]) -> None:
        self.handle = handle

    async def give_up(self, payload: Mapping[str, Any]) -> None:
        """Nothing is given up here."""


_RANDOM = (
    "\x00",
    "🦊" * 16,
    "un:💥:1",
    ":::",
    "on:" + "x" * 60,
    "forget:null",
    "lang:xx",
    "rmsrc!:1",
)


async def test_a_flood_ends_in_silence_and_others_go_on(database: Database) -> None:
    """The first one too many is told so, the rest hear nothing; a minute later it works again."""
    async with open_harness(database, quotas=Quotas(commands=3)) as found:
        answers = [await found.say("/cancel", chat_id=1) for _ in range(6)]
        assert [len(each) for each in answers] == [1, 1, 1, 1, 0, 0]
        assert "fast" in answers[3][0]
        assert len(await found.say("/cancel", chat_id=2)) == 1
        found.clock.advance(seconds=61)
        assert len(await found.say("/cancel", chat_id=1)) == 1


async def test_of_a_flood_nothing_is_carried_out_and_no_attempt_made(database: Database) -> None:
    """A thousand commands cost some reads; in all of their chats, and all others are answered."""
    flood = [message(n, "/cancel", chat_id=1 if n % 2 else -5, person_id=1) for n in range(1, 1001)]
    async with open_harness(database, quotas=Quotas(commands=3)) as found:
        tried: list[int] = []
        handle = found.handler.handle

        async def counting(payload: Mapping[str, Any]) -> None:
            tried.append(payload["update_id"])
            await handle(payload)

        listen = ListenService(
            inbox=found.services.inbox,
            handler=_Counting(counting),
            clock=found.clock,
            silenced=silence(found.services),
        )
        await found.services.inbox.store([*flood, message(2000, "/cancel", chat_id=2)], NOW)
        await listen.dispatch()
        assert len(tried) <= 6
        assert 2000 in tried
        async with database.read() as connection:
            rows = (await connection.execute(select(inbox.c.state, inbox.c.attempts))).all()
        assert {row.state for row in rows} == {"done"}
        assert sum(row.attempts for row in rows) == len(tried)


async def test_who_is_met_by_silence_is_still_answered_what_is_no_command(
    database: Database,
) -> None:
    """A press loses its hourglass, a forwarded message has its own quota, operators have none."""
    async with open_harness(database, quotas=Quotas(commands=1)) as found:
        for _ in range(3):
            await found.say("/cancel", chat_id=1)
            await found.say("/cancel", chat_id=OPERATOR)
        before = len(found.telegram.calls)
        await found.press("nothing", chat_id=1)
        assert [name for name, _ in found.telegram.calls[before:]] == ["answerCallbackQuery"]
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
        assert len(await found.say("words", chat_id=1, forward_origin=origin)) == 1
        assert await found.say("words", chat_id=1) == []
        assert len(await found.say("/cancel", chat_id=OPERATOR)) == 1


async def test_searches_have_a_quota_of_their_own(database: Database) -> None:
    """Per minute and per day."""
    async with open_harness(database, quotas=Quotas(searches=2, searches_day=3)) as found:
        for _ in range(2):
            assert "Nothing found" in (await found.say("/search x"))[0]
        assert "many searches" in (await found.say("/search x"))[0]
        assert await found.say("/search x") == []
        found.clock.advance(seconds=70)
        assert "Nothing found" in (await found.say("/search x"))[0]
        assert "many searches" in (await found.say("/search x"))[0]


async def test_after_a_downtime_heavy_commands_are_answered_softly(lite: Harness) -> None:
    """Light ones are carried out; a backlog is no flood."""
    long_ago = NOW - timedelta(minutes=6)
    assert "away" in (await lite.say("/search rates", at=long_ago))[0]
    assert "away" in (await lite.say("/digest", at=long_ago))[0]
    assert "10:00" in (await lite.say("/schedule 10:00", at=long_ago))[0]
    backlog = [
        message(100 + n, "/cancel", at=long_ago + timedelta(seconds=10 * n)) for n in range(36)
    ]
    assert len(await lite.give(*backlog)) == 36


async def test_a_backlog_of_many_people_loses_no_reply(lite: Harness) -> None:
    """Two hundred commands of fifty people: two hundred answers."""
    updates = [message(n, "/privacy", chat_id=1000 + n % 50) for n in range(200)]
    assert len(await lite.give(*updates)) == 200


@settings(deadline=None, max_examples=40)
@given(data=st.text(max_size=64))
def test_any_button_data_is_read_without_an_error(data: str) -> None:
    """Arguments are text or whole numbers, whatever was forged."""
    call = Call.__new__(Call)
    call.words = data
    assert all(call.number(at) >= 0 and isinstance(call.arg(at), str) for at in range(4))


async def test_forged_presses_are_answered_without_an_error(lite: Harness) -> None:
    """Random data, and every verb with arguments that are none."""
    verbs = "topic feed follow un now find search noop time zone on set lang pause resume forget"
    tails = ("", ":x", ":9:9:9", ":-1:٣", ":topic:99:0")
    forged = [*_RANDOM, *(verb + tail for verb in verbs.split() for tail in tails)]
    for number, data in enumerate(forged):
        lite.clock.advance(seconds=10)
        await lite.handler.handle(press(number, data))
    assert len(lite.named("answerCallbackQuery")) == len(forged)


async def test_a_press_without_a_message_is_answered(lite: Harness) -> None:
    """Under a message sent by way of another chat, or one Telegram no longer shows."""
    inline = press(91, "now")
    inline["callback_query"].pop("message")
    inline["callback_query"]["inline_message_id"] = "abc"
    old = press(92, "set")
    old["callback_query"]["message"] = {
        "chat": {"id": 1001, "type": "private", "first_name": "A"},
        "message_id": 4,
        "date": 0,
    }
    await lite.say("/start")
    assert len(await lite.give(inline, old)) == 1
    assert len(lite.named("answerCallbackQuery")) == 2


async def test_an_update_that_is_none_is_quarantined(lite: Harness) -> None:
    """Wrong types do not stop the chat's next command."""
    odd: list[dict[str, Any]] = [
        {"update_id": 1, "message": "text"},
        {"update_id": 2, "message": {"message_id": 1, "date": "x", "chat": {"id": 1001}}},
        {"update_id": 3, "callback_query": {"id": 5}},
        {"update_id": 4},
        {"update_id": 5, "message": {**message(5, "/help")["message"], "entities": 7}},
    ]
    answers = await lite.give(*odd, message(6, "/cancel"))
    assert len(answers) == 1
    assert await lite.services.inbox.take(1) == []


async def test_edited_messages_run_nothing(lite: Harness) -> None:
    """An edit of a command is no command."""
    body = message(1, "/start")["message"] | {"edit_date": 5}
    assert await lite.give({"update_id": 1, "edited_message": body}) == []


async def test_a_reply_that_may_have_arrived_is_not_sent_again(lite: Harness) -> None:
    """And one that was refused stops nothing."""
    lite.telegram.scripted.append(
        ("sendMessage", 403, {"ok": False, "error_code": 403, "description": "Forbidden: blocked"})
    )
    await lite.say("/help")
    assert len(lite.named("sendMessage")) == 1
    assert await lite.services.inbox.dead() == 0
    lite.telegram.scripted.append(
        (
            "editMessageText",
            400,
            {"ok": False, "error_code": 400, "description": "Bad Request: message can't be edited"},
        )
    )
    await lite.press("set")
    assert lite.telegram.calls[-1][0] in ("sendMessage", "answerCallbackQuery")
    assert len(lite.named("sendMessage")) == 2


async def test_what_surely_did_not_leave_is_tried_again_and_what_may_have_is_not(
    lite: Harness,
) -> None:
    """A reply is lost or doubled by nobody's retry: decided on the cause."""
    lite.telegram.broken = [("sendMessage", False), ("sendMessage", False)]
    assert len(await lite.say("/privacy")) == 3
    lite.telegram.broken = [("sendMessage", True)]
    assert len(await lite.say("/privacy")) == 1
    lite.telegram.broken = [("editMessageText", True), ("answerCallbackQuery", True)]
    assert len(await lite.press("set")) == 1
    assert await lite.services.inbox.take(1) == []
    assert await lite.services.inbox.dead() == 0


async def test_markup_that_is_refused_goes_as_plain_text(lite: Harness) -> None:
    """And a group that moved meanwhile gets its answer in the new place."""
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: can't parse entities"}
    lite.telegram.scripted.append(("sendMessage", 400, refusal))
    await lite.say("/privacy")
    assert "<b>" not in lite.named("sendMessage")[-1]["text"]
    assert "parse_mode" not in lite.named("sendMessage")[-1]
    moved = {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": -1009},
    }
    lite.telegram.scripted.append(("sendMessage", 400, moved))
    await lite.say("/help", chat_id=-9, person_id=4, kind="group")
    assert lite.named("sendMessage")[-1]["chat_id"] == -1009
    assert await lite.services.chats.find(-1009) is not None


async def test_blocked_added_and_migrated_chats_follow_what_telegram_says(
    harness: Harness,
) -> None:
    """`my_chat_member` and the two messages of a migration; each may come twice."""
    await harness.say("/start")
    await harness.give(_member(50, 1001, "private", "member", "kicked"))
    found = await harness.services.chats.find(1001)
    assert found is not None
    assert found.status is ChatStatus.BLOCKED
    await harness.give(_member(51, 1001, "private", "kicked", "member"))
    found = await harness.services.chats.find(1001)
    assert found is not None
    assert found.status is ChatStatus.ACTIVE
    (hello,) = await harness.give(_member(52, -5, "group", "left", "member"))
    assert "/start" in hello
    begin = harness.buttons()["Set up"]
    await harness.press(begin, chat_id=-5, person_id=8, kind="group")
    assert "administrators" in harness.named("answerCallbackQuery")[-1]["text"]
    harness.telegram.members[(-5, 9)] = "administrator"
    (screen,) = await harness.press(begin, chat_id=-5, person_id=9, kind="group")
    assert "Lede" in screen
    migration = message(53, "", chat_id=-5, kind="group", migrate_to_chat_id=-1005)
    again = message(54, "", chat_id=-1005, kind="supergroup", migrate_from_chat_id=-5)
    del migration["message"]["text"], again["message"]["text"]
    await harness.give(migration, again)
    assert await harness.services.chats.find(-1005) is not None
    assert await harness.services.chats.find(-5) == await harness.services.chats.find(-1005)


async def test_menus_are_told_per_kind_of_chat_and_language(lite: Harness) -> None:
    """Operators' own chats have the operators' commands once they write, and not before."""
    await publish_menus(lite.bot)
    assert len(lite.named("setMyCommands")) == 3 * len(languages())
    await lite.say("/help", chat_id=OPERATOR)
    await lite.say("/help", chat_id=OPERATOR)
    sent = lite.named("setMyCommands")
    assert len(sent) == 4 * len(languages())
    own = [each for each in sent if each["scope"].get("chat_id") == OPERATOR]
    assert len(own[0]["commands"]) == len(COMMANDS)
    for command in COMMANDS:
        for code in languages():
            assert 3 <= len(label(f"command.{command.name}", code)) <= 256


async def test_many_chats_at_once_are_handled_together(harness: Harness) -> None:
    """Handling is bounded, and one chat's updates never run side by side."""
    await asyncio.gather(
        *(harness.services.inbox.store([message(n, "/help", chat_id=n)], NOW) for n in range(1, 9))
    )
    await harness.listen.dispatch()
    assert len(harness.texts()) == 8


def _member(number: int, chat_id: int, kind: str, old: str, new: str) -> dict[str, Any]:
    bot = {"id": 42, "is_bot": True, "first_name": "Lede"}
    chat = {"id": chat_id, "type": kind}
    chat |= {"first_name": "A"} if kind == "private" else {"title": "G"}
    return {
        "update_id": number,
        "my_chat_member": {
            "chat": chat,
            "from": {"id": 9, "is_bot": False, "first_name": "A"},
            "date": int(NOW.timestamp()),
            "old_chat_member": {"user": bot, "status": old, "until_date": 0},
            "new_chat_member": {"user": bot, "status": new, "until_date": 0},
        },
    }
