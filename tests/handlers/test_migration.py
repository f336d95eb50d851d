"""A group that becomes a supergroup stays as somebody set it up, in whatever order it is told."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from bot.domain.models import ChatKind
from tests.handlers.test_gate import _member
from tests.support.harness import Feed, Harness
from tests.support.people import NOW, meet, message

OLD, NEW, ADMIN = -5, -1005, 4


def _updates() -> dict[str, dict[str, Any]]:
    leaving = message(61, "", chat_id=OLD, kind="group", migrate_to_chat_id=NEW)
    coming = message(62, "", chat_id=NEW, kind="supergroup", migrate_from_chat_id=OLD)
    del leaving["message"]["text"], coming["message"]["text"]
    return {
        "joined": _member(60, NEW, "supergroup", "left", "member"),
        "leaving": leaving,
        "coming": coming,
    }


@pytest.mark.parametrize("order", list(permutations(("joined", "leaving", "coming"))))
async def test_settings_outlive_the_upgrade(harness: Harness, order: tuple[str, ...]) -> None:
    """Zone, times and language are those that somebody gave the group, not a new row's own."""
    services = harness.services
    harness.telegram.members[(OLD, ADMIN)] = "administrator"
    for words in ("/timezone Asia/Tokyo", "/schedule 07:15", "/language de"):
        await harness.say(words, chat_id=OLD, person_id=ADMIN, kind="group")
    before = await services.chats.find(OLD)
    assert before is not None
    assert before.zone == "Asia/Tokyo"
    language = before.language
    updates = _updates()

    for place, name in enumerate(order):
        await harness.give({**updates[name], "update_id": 60 + place})

    chat = await services.chats.find(NEW)
    assert chat is not None
    assert (chat.zone, chat.language, chat.kind) == ("Asia/Tokyo", language, ChatKind.SUPERGROUP)
    (briefing, *_) = await services.briefings.of_chat(chat.id)
    assert [clock.strftime("%H:%M") for clock in briefing.schedule.times] == ["07:15"]
    assert briefing.next_slot_at is not None


async def test_what_was_set_up_in_the_supergroup_stays(harness: Harness) -> None:
    """The old row is a default: the new one wins; of two that somebody set, the later one."""
    services = harness.services
    for telegram_id, kind in ((OLD, ChatKind.GROUP), (NEW, ChatKind.SUPERGROUP)):
        await meet(services.chats._database, telegram_id, kind=kind)
    harness.telegram.members[(NEW, ADMIN)] = "administrator"
    await harness.say("/timezone Asia/Tokyo", chat_id=NEW, person_id=ADMIN, kind="supergroup")
    await services.operations.moves.migrate(OLD, NEW, now=NOW + timedelta(hours=1))
    chat = await services.chats.find(NEW)
    assert chat is not None
    assert chat.zone == "Asia/Tokyo"


@pytest.mark.parametrize("known", [True, False])
async def test_a_button_in_the_history_of_the_old_group_acts_on_the_supergroup(
    harness: Harness, known: bool
) -> None:
    """Whether somebody had written in the supergroup before; told there, as messages differ."""
    services = harness.services
    for place in (OLD, NEW):
        harness.telegram.members[(place, ADMIN)] = "administrator"
    await harness.say("/language", chat_id=OLD, person_id=ADMIN, kind="group")
    data = next(data for label, data in harness.buttons().items() if "Deutsch" in label)
    if known:
        await meet(services.chats._database, NEW, kind=ChatKind.SUPERGROUP)
    await services.operations.moves.migrate(OLD, NEW, now=NOW)

    await harness.press(data, chat_id=OLD, person_id=ADMIN, kind="group")

    chat = await services.chats.find(NEW)
    assert chat is not None
    assert (chat.language, chat.kind) == ("de", ChatKind.SUPERGROUP)
    assert harness.named("editMessageText") == []
    assert harness.named("sendMessage")[-1]["chat_id"] == NEW


async def test_a_feed_is_chosen_for_what_the_briefing_has_become(harness: Harness) -> None:
    """The choice was offered in the group; its briefing is part of the supergroup's by now."""
    services = harness.services
    for place in (OLD, NEW):
        harness.telegram.members[(place, ADMIN)] = "administrator"
    site = "https://papers.example"
    harness.web.feeds[site] = [Feed(f"{site}/{name}", name) for name in ("One", "Two")]
    who = {"person_id": ADMIN, "kind": "group"}
    await harness.say(f"/subscribe {site}", chat_id=OLD, **who)
    data = next(data for label, data in harness.buttons().items() if "Two" in label)
    chat = await meet(services.chats._database, NEW, kind=ChatKind.SUPERGROUP)
    await services.operations.moves.migrate(OLD, NEW, now=NOW)

    await harness.press(data, chat_id=OLD, **who)

    assert [each.interest.title for each in await services.briefings.followed(chat.id)] == ["Two"]
