"""Every button of what is newest, in twelve guises: pressed by whom, where and when it is not meant."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handlers.test_left_out import OTHER, Paper, last_part
from tests.support.harness import Harness

GROUP: dict[str, Any] = {"chat_id": -1005, "kind": "supergroup"}
OWNER, MEMBER = 5, 4


async def _everything(harness: Harness, *chats: int) -> tuple[object, ...]:
    """All that such buttons could change, of these chats."""
    services = harness.services
    found: list[object] = []
    for telegram_id in chats:
        chat = await services.chats.find(telegram_id)
        if chat is None:
            continue
        found.append(
            (
                chat,
                await services.likings.of_chat(chat.id),
                await services.mutes.of_chat(chat.id),
                await services.recap_times.next_at(chat.id),
                await services.buttons.managed(chat.id, harness.clock.now()),
                await services.saved.count(chat.id),
                [(each.name, each.schedule) for each in await services.briefings.of_chat(chat.id)],
                [each.interest.title for each in await services.briefings.followed(chat.id)],
            )
        )
    return tuple(found)


async def _buttons(harness: Harness) -> list[str]:
    """The data of buttons that change something of the group, as its owner is shown them."""
    owner = GROUP | {"person_id": OWNER}
    harness.telegram.members[-1005, OWNER] = "administrator"
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/subscribe Gazette", **owner)
    harness.clock.advance(seconds=60)
    await paper.bring(*range(6))
    await harness.say("/digest", **owner)
    _, edition = await last_part(harness)
    await harness.press(f"like:less:{edition}:1", **owner)
    wish = harness.buttons()["Gazette"]
    chat = await harness.services.chats.find(-1005)
    assert chat is not None
    made = await harness.services.likings.add(
        chat.id, "word", "word", more=True, now=harness.clock.now()
    )
    return [
        wish,
        f"like:mute:{edition}:1",
        f"like:x:{made.id}",
        "recap:on",
        "recap:off",
        f"save:{edition}:1:on",
        "time:1200",
        "open:set",
        f"set:length:5^{chat.id:x}",
        f"recap:on^{chat.id:x}",
        f"manage:{chat.id}",
    ]


@pytest.mark.parametrize(
    "guise",
    [
        "a member",
        "an anonymous administrator",
        "a channel's voice",
        "who was an administrator",
        "a banned administrator",
        "another private chat",
        "the owner in another group",
        "long after",
        "after the chat was forgotten",
        "an inline message",
        "cut off",
        "random bytes",
    ],
)
async def test_a_button_has_no_effect_in_any_other_guise(lite: Harness, guise: str) -> None:
    """Nothing changes anywhere, and nothing breaks."""
    harness = lite
    for each in (1001, OTHER):
        await harness.say("/help", chat_id=each)
    buttons = await _buttons(harness)
    harness.clock.advance(seconds=61)
    if guise == "who was an administrator":
        harness.telegram.members[-1005, OWNER] = "member"
    if guise == "a banned administrator":
        await harness.services.chats.ban(OWNER, harness.clock.now(), harness.services.defaults)
    if guise == "long after":
        harness.clock.advance(days=31)
        buttons = buttons[:1]  # what is kept for a button; the others say all they mean
    if guise == "after the chat was forgotten":
        await harness.services.forgetting.forget(-1005)
    # What stands in one's own chat is one's own, and what is made up there changes nothing else.
    chats = (-1005, 1001) if guise == "another private chat" else (-1005, 1001, OTHER)
    before = await _everything(harness, *chats)
    who: dict[str, Any] = {
        "a member": GROUP | {"person_id": MEMBER},
        "an anonymous administrator": GROUP | {"person_id": 1087968824},
        "a channel's voice": GROUP | {"person_id": 136817688},
        "another private chat": {"chat_id": OTHER},
        "the owner in another group": {"chat_id": -1009, "kind": "supergroup", "person_id": MEMBER},
    }.get(guise, GROUP | {"person_id": OWNER})
    for data in buttons:
        if guise == "an inline message":
            harness._update_id += 1
            sender = {"id": OWNER, "is_bot": False, "first_name": "A"}
            query = {"id": "9", "from": sender, "inline_message_id": "x", "chat_instance": "1"}
            await harness.give(
                {"update_id": harness._update_id, "callback_query": query | {"data": data}}
            )
            continue
        shown = {"cut off": data[: len(data) // 2], "random bytes": f"{data[:4]}\x00\ufffd:::^~"}
        await harness.press(shown.get(guise, data), **who)
        harness.clock.advance(seconds=3)
    assert await _everything(harness, *chats) == before
