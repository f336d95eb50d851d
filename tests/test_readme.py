"""The README's tables name exactly what there is."""

from __future__ import annotations

import re
from pathlib import Path

from bot.cli.main import COMMANDS as LINE_COMMANDS
from bot.config import Settings
from handlers.registry import COMMANDS as CHAT_COMMANDS

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def _section(title: str) -> str:
    """The text under a heading, up to the next of its level."""
    _, _, rest = README.partition(f"\n## {title}\n")
    assert rest, title
    return rest.partition("\n## ")[0]


def test_every_command_of_the_command_line_is_in_the_table() -> None:
    """And none that is not there."""
    named = set(re.findall(r"`lede ([a-z]+)", _section("Command line")))
    assert named == set(LINE_COMMANDS)


def test_every_command_of_the_chat_is_in_the_table() -> None:
    """The operators' in the sentence below it."""
    named = set(re.findall(r"`/([a-z]+)", _section("What people can say")))
    assert named == {command.name for command in CHAT_COMMANDS}


def test_every_setting_is_in_the_table() -> None:
    """By the name it has in the environment."""
    rows = [line for line in _section("Settings").splitlines() if line.startswith("| `")]
    named = {key for row in rows for key in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}
    assert named == {name.upper() for name in Settings.model_fields}
