"""Tables of the documentation name exactly what there is."""

from __future__ import annotations

import re
from pathlib import Path

from bot.cli.main import COMMANDS as LINE_COMMANDS
from bot.config import Settings
from bot.domain.models import SourceKind
from bot.sources.locators import parse_locator
from bot.sources.registry import KINDS
from handlers.registry import COMMANDS as CHAT_COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = "\n".join(
    (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("reader.md", "operator.md")
)


def test_the_readme_is_one_screen() -> None:
    """Why, two commands, four pictures, where to read on."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) <= 75
    assert readme.count("![") == 4
    assert {"make run", "make test"} <= set(re.findall(r"^make \w+", readme, re.MULTILINE))


def _section(title: str) -> str:
    """The text under a heading, up to the next of its level."""
    _, _, rest = PAGES.partition(f"\n## {title}\n")
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


def test_the_table_of_peers_has_every_row_and_names_only_commands_there_are() -> None:
    """42 and 20 rows, each with an answer; what is said to show it exists."""
    peers = (Path(__file__).parent.parent / "docs" / "peers.md").read_text(encoding="utf-8")
    _, first, second = re.split(r"\n## .*\n", peers)
    for table, count in ((first, 42), (second, 20)):
        rows = re.findall(r"^\| (\d+) \| [^|]+ \| (yes|partly|no)\b", table, re.MULTILINE)
        assert [int(number) for number, _ in rows] == list(range(1, count + 1))
    named = set(re.findall(r"`/([a-z]+)", peers)) - {"metrics", "healthz"}
    assert named <= {command.name for command in CHAT_COMMANDS}
    assert set(re.findall(r"`lede ([a-z]+)", peers)) <= set(LINE_COMMANDS)


def test_every_kind_of_source_is_in_the_table() -> None:
    """As its locators are written; the answer of /addsource and the help follow by themselves."""
    row = next(line for line in _section("Command line").splitlines() if "`lede source" in line)
    named = set(re.findall(r"`([a-z]+:[^`]+)`", row))
    assert named == {kind.written for kind in KINDS.values()}
    assert set(KINDS) == set(SourceKind)
    for kind, each in KINDS.items():
        found, locator = parse_locator(each.example)
        assert (found, parse_locator(locator)) == (kind, (kind, locator))
