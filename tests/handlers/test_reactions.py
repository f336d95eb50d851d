"""A group's reactions count for the sources of what it was told, where its administrator wants it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.domain.reactions import FULL, shares, total, value, wishes
from bot.store.reactions import ReactionStore
from bot.store.tables import outbox, reaction
from tests.handlers.test_left_out import Paper, title
from tests.support.harness import Harness

GROUP: dict[str, Any] = {"chat_id": -1005, "kind": "supergroup"}
OWNER: dict[str, Any] = GROUP | {"person_id": 5}
MESSAGE = 900


async def _told(harness: Harness, *numbers: int) -> int:
    """A digest of two papers in a group, at Telegram as one message; our number of the chat."""
    harness.telegram.members[-1005, 5] = "administrator"
    for name in ("gazette", "herald"):
        await Paper(harness, name).bring()
    for name in ("Gazette", "Herald"):
        await harness.say(f"/subscribe {name}", **OWNER)
    harness.clock.advance(seconds=60)
    await _bring(harness, *numbers)
    await harness.say("/digest", **OWNER)
    async with harness.services.chats._database.write() as connection:
        await connection.execute(update(outbox).values(message_id=MESSAGE))
    chat = await harness.services.chats.find(-1005)
    assert chat is not None
    return chat.id


async def _bring(harness: Harness, *numbers: int) -> None:
    half = len(numbers) // 2
    await Paper(harness, "gazette").bring(*numbers[:half])
    await Paper(harness, "herald").bring(*numbers[half:])


async def _react(
    harness: Harness, new: str, *, old: str = "", person: int = 50, message: int = MESSAGE
) -> None:
    harness._update_id += 1
    await harness.give(
        {
            "update_id": harness._update_id,
            "message_reaction": {
                "chat": {"id": -1005, "type": "supergroup", "title": "Readers"},
                "message_id": message,
                "user": {"id": person, "is_bot": False, "first_name": "R"},
                "date": 1,
                "old_reaction": [{"type": "emoji", "emoji": each} for each in old],
                "new_reaction": [{"type": "emoji", "emoji": each} for each in new],
            },
        }
    )


async def _points(harness: Harness) -> dict[int, int]:
    async with harness.services.chats._database.read() as connection:
        rows = await connection.execute(select(reaction.c.source_id, reaction.c.points))
        return {row.source_id: row.points for row in rows}


async def test_reactions_move_a_fifth_where_the_administrator_wants_it(harness: Harness) -> None:
    """Nothing is kept before and after it; a message of one source says most."""
    chat_id = await _told(harness, 0, 1, 2, 3)
    await _react(harness, "👍")
    assert await _points(harness) == {}
    await harness.say("/settings", **OWNER)
    (screen,) = await harness.press(harness.buttons()["👍 Reactions count"], **OWNER)
    assert "They do not count" in screen
    on = harness.buttons()["👍 Reactions count"]
    await harness.press(on, **GROUP, person_id=4)
    await _react(harness, "👍")
    assert await _points(harness) == {}  # a member may not switch it on
    await harness.press(on, **OWNER)
    await _react(harness, "👍")
    await _react(harness, "", old="👍")
    assert await _points(harness) == {1: 0, 2: 0}
    await _react(harness, "👍", message=777)  # nothing of ours
    assert sum((await _points(harness)).values()) == 0

    await _bring(harness, *range(20, 40))
    (briefing,) = await harness.services.briefings.of_chat(chat_id)
    found = await ReactionStore(harness.services.chats._database).message(
        -1005, MESSAGE, harness.clock.now()
    )
    assert found is not None
    without = await harness.services.editions.look(briefing.id, now=harness.clock.now())
    herald = max(found.sources)
    for person in range(4):  # as on an alert or a digest of this source alone
        one = type(found)(chat_id=chat_id, sources=[herald])
        await harness.services.reactions.add(one, 901 + person, -1, harness.clock.now())
    with_it = await harness.services.editions.look(briefing.id, now=harness.clock.now())
    told = [
        {n for n in range(20, 40) if title(n) in "".join(m.plain for m in look.messages)}
        for look in (with_it, without)
    ]
    assert len(told[0]) == len(told[1]) == 10
    assert 1 <= len(told[1] - told[0]) <= 2
    await harness.say("/settings", **OWNER)
    await harness.press("react:off", **OWNER)
    assert await _points(harness) == {}
    after = await harness.services.editions.look(briefing.id, now=harness.clock.now())
    assert after.messages == without.messages


async def test_a_channels_counts_replace_each_other_and_end(lite: Harness) -> None:
    """Telegram tells how many there are, not who; after a month they are forgotten."""
    chat_id = await _told(lite, 0, 1, 2, 3)
    await lite.services.reactions.want(chat_id, on=True)
    for count in (5, 2):
        lite._update_id += 1
        body = {
            "chat": {"id": -1005, "type": "supergroup", "title": "Readers"},
            "message_id": MESSAGE,
            "date": 1,
            "reactions": [{"type": {"type": "emoji", "emoji": "🔥"}, "total_count": count}],
        }
        await lite.give({"update_id": lite._update_id, "message_reaction_count": body})
    assert await _points(lite) == {1: FULL, 2: FULL}
    lite.clock.advance(days=31)
    assert await lite.services.reactions.retire(lite.clock.now()) == 2


async def test_nothing_counts_in_private(lite: Harness) -> None:
    """One reader has buttons for it."""
    await lite.say("/settings")
    assert "👍 Reactions count" not in lite.buttons()
    await lite.press("react:on")
    chat = await lite.services.chats.find(1001)
    assert chat is not None
    assert not await lite.services.reactions.wanted(chat.id)


def test_what_reactions_are_worth() -> None:
    """Praise and complaint; sad news are no complaint, and several of one reader are one."""
    for emoji, worth in (("👍", 1), ("❤", 1), ("👎", -1), ("😢", 0), ("😱", 0), ("👍👎", 0)):
        assert value({"type": "emoji", "emoji": each} for each in emoji) == worth
    assert value([{"type": "paid"}]) == 1
    assert value([{"type": "custom_emoji", "custom_emoji_id": "1"}]) == 0
    assert total([{"type": {"type": "emoji", "emoji": "👎"}, "total_count": 3}]) == -3
    assert total([{"type": None, "total_count": 3}, {}]) == 0
    assert shares([1, 1, 2, 1]) == {1: 45, 2: 15}


@given(st.dictionaries(st.integers(1, 50), st.integers(-1000, 1000), max_size=20))
def test_a_wish_stands_out_by_a_whole_reaction(points: dict[int, int]) -> None:
    """What all get alike says nothing, however much it is."""
    found = wishes(points)
    assert found == wishes({key: each + 777 for key, each in points.items()})
    usual = sum(points.values()) / len(points) if points else 0
    assert all((points[key] > usual) == more for key, more in found.items())
    assert all(abs(points[key] - usual) >= FULL for key in found)
