"""Fewer and more like this, and muting a source, at a story of the last digest."""

from __future__ import annotations

import pytest

from tests.handlers.test_left_out import OTHER, Paper, last_part, title
from tests.support.harness import Harness


async def _digest(harness: Harness, *numbers: int) -> str:
    """A digest of two papers; its text."""
    for name in ("gazette", "herald"):
        await Paper(harness, name).bring()
    for name in ("Gazette", "Herald"):
        await harness.say(f"/subscribe {name}")
    harness.clock.advance(seconds=60)
    await _bring(harness, *numbers)
    await harness.say("/digest")
    return (await last_part(harness))[0].plain


async def _bring(harness: Harness, *numbers: int) -> None:
    half = len(numbers) // 2
    await Paper(harness, "gazette").bring(*numbers[:half])
    await Paper(harness, "herald").bring(*numbers[half:])


async def test_fewer_of_a_source_moves_a_fifth_out_and_is_taken_back(harness: Harness) -> None:
    """Wished at a story, named in /why, listed in the settings, undone there."""
    await _digest(harness, *range(20))
    (why,) = await harness.say("/why 1")
    source = "Gazette" if "Gazette" in why else "Herald"
    (asked,) = await harness.press(harness.buttons()["Fewer like this"])
    assert "because of what?" in asked
    (done,) = await harness.press(harness.buttons()[source])
    assert f"fewer: {source}" in done
    assert "one story in five" in done
    await harness.say("/settings")
    (screen,) = await harness.press(harness.buttons()["More and fewer"])
    assert "nothing is hidden" in screen
    before = (await harness.services.editions.look(1, now=harness.clock.now())).messages
    assert before == ()
    await _bring(harness, *range(20, 40))
    (briefing,) = await harness.services.briefings.of_chat(1)
    with_wish = await harness.services.editions.look(briefing.id, now=harness.clock.now())
    harness.clock.advance(seconds=5)
    await harness.say("/settings")
    await harness.press(harness.buttons()["More and fewer"])
    (none,) = await harness.press(harness.buttons()[f"✕ fewer: {source}"])
    assert "not asked for more or fewer" in none
    without = await harness.services.editions.look(briefing.id, now=harness.clock.now())
    told = [
        {n for n in range(20, 40) if title(n) in "".join(m.plain for m in look.messages)}
        for look in (with_wish, without)
    ]
    assert len(told[0]) == len(told[1]) == 10
    assert 1 <= len(told[1] - told[0]) <= 2


async def test_a_source_is_muted_from_its_story(lite: Harness) -> None:
    """Nothing of it is told, and it is a mute like any other."""
    await _digest(lite, *range(4))
    (why,) = await lite.say("/why 1")
    source = "Gazette" if "Gazette" in why else "Herald"
    await lite.press(lite.buttons()["Mute the source"])
    await _bring(lite, *range(20, 24))
    await lite.say("/digest")
    assert source not in (await last_part(lite))[0].plain
    await lite.say("/mute")
    assert f"✕ {source}" in lite.buttons()


@pytest.mark.parametrize("verb", ["less", "more", "mute"])
async def test_another_chats_story_and_made_up_buttons_do_nothing(lite: Harness, verb: str) -> None:
    """Another chat's edition, numbers beyond the digest, kept ids that are not theirs."""
    await _digest(lite, *range(4))
    await lite.say("/why 1")
    data = lite.buttons()["Fewer like this"].replace("less", verb)
    await lite.press(lite.buttons()["Fewer like this"])
    kept = lite.buttons()["Gazette"] if "Gazette" in lite.buttons() else lite.buttons()["Herald"]
    await lite.say("/help", chat_id=OTHER)
    forged = (data, f"like:{verb}:1:99", f"like:{verb}:x", "like:set:x:0", kept, "like:x:1")
    for each in forged:
        await lite.press(each, chat_id=OTHER)
    assert await lite.services.likings.of_chat(1) == ()
    chat = await lite.services.chats.find(OTHER)
    assert chat is not None
    assert await lite.services.likings.of_chat(chat.id) == ()
    assert await lite.services.mutes.of_chat(chat.id) == ()


async def test_a_source_is_muted_by_its_name(lite: Harness) -> None:
    """One is muted at once, several are offered, none is said; a made-up number does nothing."""
    await _digest(lite, *range(4))
    (done,) = await lite.say("/mute source:gaz")
    assert "Gazette" in done
    await lite.say('/mute source:"e"')
    await lite.press(lite.buttons()["Herald"])
    chat = await lite.services.chats.find(1001)
    assert chat is not None
    assert len(await lite.services.mutes.of_chat(chat.id)) == 2
    (none,) = await lite.say("/mute source:nowhere")
    assert "nowhere" in none
    await lite.press("mute:src:999")
    assert len(await lite.services.mutes.of_chat(chat.id)) == 2
