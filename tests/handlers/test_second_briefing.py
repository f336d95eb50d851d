"""All that is about a briefing acts on the one it names, and leaves the chat's first alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.store.tables import briefing, metadata
from handlers.declare import About
from handlers.registry import COMMANDS
from tests.handlers.test_left_out import Paper
from tests.support.harness import Feed, Harness

HANDLERS = Path(__file__).parents[2] / "handlers"
#: What stands in an answer of the second briefing alone: its name, or what only it follows.
NAME, HEADLINE = "science", "Gazette"
#: For each command that is about a briefing: said of the second, and what it answers where it
#: changes nothing.
SAID = {
    "subscribe": ("/subscribe science: black holes", ""),
    "unsubscribe": ("/unsubscribe science: Gazette", ""),
    "topics": ("/topics science", "@{id}"),
    "digest": ("/digest science", ""),
    "preview": ("/preview science", HEADLINE),
    "catchup": ("/catchup science: 3d", ""),
    "follow": ("/follow science:", "story@{id}:n:1"),
    "alert": ("/alert science: earthquake", ""),
    "schedule": ("/schedule science: 20:00", ""),
    "settings": ("/settings science", "@{id}"),
}
#: Ways to screens of the second briefing, said and pressed: every button about it is pressed there.
SCREENS = (
    *("/subscribe science: black holes", "/follow science:", "/list", "/briefings", "/thread"),
    *("/settings science", "/schedule science: 20:00", "/topics science", "/preview science"),
    *("/subscribe science: white dwarfs", "sub::0", "/subscribe science: suns", "alert::0"),
    *("/alert science: earthquake", "/subscribe science: https://two.example"),
    *("/subscribe science: Gazette", "/catchup science: 1d"),
)
#: Buttons of these verbs change something of the briefing they are about.
CHANGING = {
    *("alert", "catchup", "feed", "now", "set", "shelf", "story", "sub", "thread", "time", "topic"),
    "un",
}
#: So many buttons of a verb and its first word are pressed: those of a long list are alike.
MOST = 2


async def _two(harness: Harness) -> tuple[int, int]:
    """A chat with two briefings that follow the same source, each with news; their ids."""
    paper = Paper(harness)
    await paper.bring()
    await harness.say("/start")
    await harness.say("/subscribe Gazette")
    await harness.say("/schedule science: 10:00")
    await harness.press(harness.buttons()["＋ Make “science”"])
    await harness.say("/subscribe science: Gazette")
    harness.clock.advance(seconds=60)
    await paper.bring(*range(6))
    await harness.say("/digest")  # the chat's first digest comes by itself
    harness.clock.advance(seconds=60)
    await paper.bring(*range(6, 12))
    harness.web.feeds["https://two.example"] = [
        Feed("https://two.example/a", "A"),
        Feed("https://two.example/b", "B"),
    ]
    chat = await harness.services.chats.find(1001)
    assert chat is not None
    main, science = await harness.services.briefings.of_chat(chat.id)
    return main.id, science.id


async def _of(harness: Harness, briefing_id: int) -> dict[str, Sequence[str]]:
    """Every row of a briefing: its own, and those that name it."""
    found: dict[str, Sequence[str]] = {}
    async with harness.services.chats._database.read() as connection:
        for table in metadata.sorted_tables:
            of = table.c.get("briefing_id") if table is not briefing else briefing.c.id
            # What was asked to be looked at is none of it yet; what a button's answer leaves is.
            if of is not None and table.name != "look":
                rows = await connection.execute(select(table).where(of == briefing_id))
                found[table.name] = sorted(map(repr, rows))
    return found


def test_every_command_about_a_briefing_is_tried() -> None:
    """One that is added without an example is missed here."""
    assert {each.name for each in COMMANDS if each.about is not About.CHAT} == SAID.keys()


@pytest.mark.parametrize("name", SAID)
async def test_a_command_acts_on_the_briefing_it_names(lite: Harness, name: str) -> None:
    """The second one changes, or is shown; nothing of the first changes."""
    first, second = await _two(lite)
    if name == "follow":
        await lite.say("/digest science")
        lite.clock.advance(seconds=60)
    before = await _of(lite, first), await _of(lite, second)
    words, shows = SAID[name]
    answers = await lite.say(words)
    assert await _of(lite, first) == before[0]
    if shows:
        shown = [*answers, *lite.buttons().values()]
        assert any(shows.format(id=second) in each for each in shown), shown
    else:
        assert await _of(lite, second) != before[1]


@pytest.mark.parametrize("lite", ["all"], indirect=True)
async def test_a_button_acts_on_the_briefing_it_is_about(lite: Harness) -> None:
    """Every button of the second one's screens, and of what comes of them."""
    first, second = await _two(lite)
    before = await _of(lite, first)
    pressed: dict[tuple[str, str], set[str]] = {}
    changed: set[str] = set()
    for screen in SCREENS:
        if screen.startswith("/catchup"):  # its buttons offer more days where there was nothing
            lite.clock.advance(days=5)
        await (lite.say if screen.startswith("/") else lite.press)(screen)
        shown = _about(lite, second)
        while shown:
            verb, *arguments = re.split("[@:]", data := shown.pop(0))
            word = next((each for each in arguments if not each[:1].isdigit()), "")
            alike = pressed.setdefault((verb, word if len(word) < 9 else ""), set())
            if data in alike or len(alike) == MOST or word == "gone":
                continue
            alike.add(data)
            here = await _of(lite, second)
            lite.clock.advance(seconds=5)
            await lite.press(data)
            assert await _of(lite, first) == before, data
            if await _of(lite, second) != here:
                changed.add(verb)
            shown += _about(lite, second)
    await lite.press(f"brief@{second}:gone")
    assert await _of(lite, first) == before
    assert not (await _of(lite, second))["briefing"]
    assert _declared() <= {verb for verb, _ in pressed}
    assert changed == CHANGING


def _about(harness: Harness, briefing_id: int) -> list[str]:
    return [data for data in harness.buttons().values() if f"@{briefing_id}" in data]


def _declared() -> set[str]:
    """The verbs of buttons that are made about a briefing, as the source says."""
    calls = (
        node
        for file in HANDLERS.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "key"
    )
    return {
        str(node.args[1].value)
        for node in calls
        if any(each.arg == "about" for each in node.keywords)
        and isinstance(node.args[1], ast.Constant)
    }
