"""The list of commands is quick to give, and true."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from typer.main import get_group

from bot.cli.main import COMMANDS, load_command

ROOT = Path(__file__).parents[2]

#: What a command may need and the list of commands does not.
HEAVY = {
    *("trafilatura", "lxml", "sqlalchemy", "sqlmodel", "telegram", "aiohttp", "httpx"),
    *("pydantic", "babel", "apscheduler", "alembic", "asyncio", "rich"),
}

MODULES = """
import json, sys
sys.argv = ["lede", *{words!r}]
from bot.__main__ import main
try:
    main()
except SystemExit:
    pass
print(json.dumps(sorted({{name.partition(".")[0] for name, it in sys.modules.items() if it}})))
"""


_ONE = ["lead", "tests/data/documents/de_feuer.txt"]


@pytest.mark.parametrize(
    ("words", "most"), [(["--help"], set()), (["--version"], set()), (_ONE, {"pydantic"})]
)
def test_what_is_asked_often_imports_nothing_heavy(words: list[str], most: set[str]) -> None:
    """The list of commands, and one document read, without what only other commands need."""
    done = subprocess.run(
        [sys.executable, "-c", MODULES.format(words=words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert HEAVY & set(json.loads(done.stdout.splitlines()[-1])) <= most


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says_of_itself(name: str) -> None:
    """Each line of the list is the first line of the command's own help."""
    assert COMMANDS[name][1] == inspect.cleandoc(load_command(name).help).splitlines()[0]


def test_every_command_is_in_the_list() -> None:
    """No module of the command line has a command that the list leaves out."""
    for module in {module for module, _ in COMMANDS.values()}:
        listed = {name for name, entry in COMMANDS.items() if entry[0] == module}
        found = get_group(import_module(f"bot.cli.{module}").app)
        assert set(found.commands) == listed or listed == {found.name or module.rstrip("s")}
