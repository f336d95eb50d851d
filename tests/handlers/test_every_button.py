"""Every button and every operator's command there is, by whom it is not for: found, never listed.

What is added to the registry is tried here without a word about it.
"""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.store.database import Database
from bot.store.tables import metadata
from handlers.declare import Who
from handlers.registry import COMMANDS, FEATURES
from tests.handlers.test_left_out import OTHER, Paper, last_part
from tests.support.harness import OPERATOR, Harness

GROUP: dict[str, Any] = {"chat_id": -1005, "kind": "supergroup"}
OWNER = 5
VERBS = sorted({each.verb for feature in FEATURES for each in feature.presses} | {"do", "newbrief"})
#: Arguments as buttons have them, beside those that stand under real messages.
ARGUMENTS = ("", "1:1", "x:1", "on")
#: What an update leaves by itself: that it came, how often somebody writes, what a button means.
_TRACES = {"inbox", "button", "bot_state", "look"}


async def _everything(database: Database) -> dict[str, list[tuple[str, ...]]]:
    """All rows of all tables but traces, without when a chat was last seen."""
    found = {}
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            if table.name not in _TRACES:
                rows = (await connection.execute(select(table))).all()
                found[table.name] = sorted(tuple(map(repr, row)) for row in rows)
    return found


async def _group(harness: Harness) -> list[str]:
    """A group that is set up; the data of every button that its owner was shown meanwhile."""
    harness.telegram.members[-1005, OWNER] = "administrator"
    owner = GROUP | {"person_id": OWNER}
    await Paper(harness).bring()
    shown: set[str] = set()
    for words in (
        *("/subscribe Gazette", "/mute bitcoin", "/list", "/settings", "/briefings", "/quiet"),
        *("/pause 1 week", "/schedule 10:00", "/alert", "/recap", "/archive", "/topics", "/resume"),
    ):
        await harness.say(words, **owner)
        shown |= set(harness.buttons().values())
        harness.clock.advance(seconds=5)
    await Paper(harness).bring(*range(6))
    await harness.say("/digest", **owner)
    _, edition = await last_part(harness)
    for data in (f"why:1:{edition}", f"save:{edition}", "sub::0", "reads", "lang", "zone", "react"):
        await harness.press(data, **owner)
        shown |= set(harness.buttons().values())
    await harness.say("/unsubscribe Gazette", **owner)
    shown |= set(harness.buttons().values())
    await harness.say("/subscribe Gazette", **owner)
    return sorted(each for each in shown if "://" not in each)


@pytest.mark.parametrize(
    "who",
    [
        GROUP | {"person_id": 4},
        GROUP | {"person_id": 1087968824},
        GROUP | {"person_id": 136817688},
    ],
    ids=["a member", "an anonymous administrator", "a channel's voice"],
)
async def test_no_button_of_a_group_does_anything_for_who_may_not_set_it(
    lite: Harness, who: dict[str, Any]
) -> None:
    """Shown ones, and every verb with arguments of every form: nothing in the database changes."""
    shown = await _group(lite)
    some = ARGUMENTS if who["person_id"] == 4 else ARGUMENTS[:1]
    made_up = [f"{verb}:{each}".rstrip(":") for verb in VERBS for each in some]
    database = lite.services.chats._database
    lite.clock.advance(seconds=90)
    await lite.press("noop", **who)
    before = await _everything(database)
    for data in (*shown, *made_up):
        await lite.press(data, **who)
        lite.clock.advance(seconds=3)
    after = await _everything(database)
    assert {name for name in after if after[name] != before[name]} == set()


async def test_no_shown_button_does_anything_in_another_chat(lite: Harness) -> None:
    """Pressed where it does not stand, it changes nothing of the chat whose it is."""
    shown = await _group(lite)
    group = await lite.services.chats.find(-1005)
    assert group is not None
    services = lite.services

    async def state() -> object:
        return (
            await services.chats.get(group.id),
            await services.briefings.of_chat(group.id),
            await services.briefings.followed(group.id),
            await services.mutes.of_chat(group.id),
            await services.likings.of_chat(group.id),
            await services.archives.of_chat(group.id),
            await services.saved.count(group.id),
            await services.reactions.wanted(group.id),
            await services.recap_times.next_at(group.id),
        )

    await lite.say("/help", chat_id=OTHER, person_id=OTHER)
    before = await state()
    for data in shown:
        await lite.press(data, chat_id=OTHER, person_id=OTHER)
        lite.clock.advance(seconds=3)
    assert await state() == before


async def test_no_operators_command_does_anything_for_others(lite: Harness) -> None:
    """In twelve guises: a person, a member, a word forwarded or borrowed, the operator in a group."""
    await Paper(lite).bring()
    for chat in (1001, OPERATOR):
        await lite.say("/help", chat_id=chat, person_id=chat)
    await lite.say("/help", **GROUP, person_id=OPERATOR)
    database = lite.services.chats._database
    origin = {"type": "hidden_user", "sender_user_name": "Operator", "date": 1}
    bot = {"id": 99, "is_bot": True, "first_name": "Via"}
    guises: tuple[dict[str, Any], ...] = (
        {"chat_id": 1001, "person_id": 1001},
        {"chat_id": 1001, "person_id": OPERATOR},
        GROUP | {"person_id": 1001},
        GROUP | {"person_id": OPERATOR},
        {"chat_id": OPERATOR, "person_id": OPERATOR, "forward_origin": origin},
        {"chat_id": OPERATOR, "person_id": OPERATOR, "via_bot": bot},
    )
    before = await _everything(database)
    for name in (each.name for each in COMMANDS if each.who is Who.OPERATOR):
        for guise in guises:
            for words in ("1001", "add https://gazette.test/feed"):
                await lite.say(f"/{name} {words}", **guise)
                lite.clock.advance(seconds=30)
    after = await _everything(database)
    assert {each for each in after if after[each] != before[each]} == set()
