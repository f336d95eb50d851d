"""Every text the handlers name is in the catalogue, and labels are without markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files

from bot.domain.errors import FetchReason
from bot.render.catalogue import _LANGUAGES
from bot.render.texts.plural import Plural
from handlers.declare import Part
from handlers.registry import COMMANDS


def _calls() -> Iterator[tuple[str, str]]:
    """Function and key of every call in `handlers` whose first argument is a text's key."""
    for file in files("handlers").iterdir():
        if not file.name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            for found in ast.walk(node.args[0]):
                if isinstance(found, ast.Constant) and isinstance(found.value, str):
                    yield name, found.value


def test_every_key_is_in_every_language() -> None:
    """Named directly, by a command, by a section of /help or by a class of failure."""
    wanted = {key for name, key in _calls() if name in ("text", "label") and "." in key}
    wanted |= {f"command.{each.name}" for each in COMMANDS}
    wanted |= {f"help.{each.value}" for each in Part}
    wanted |= {f"error.fetch.{each.value}" for each in FetchReason}
    wanted |= {f"why.{part}" for part in ("coverage", "recency", "source", "rarity", "topic")}
    wanted -= {"command.", "help.", "why."}
    assert len(wanted) > 150
    for language in _LANGUAGES.values():
        assert sorted(wanted - language.texts.keys()) == []


def test_labels_have_no_markup() -> None:
    """Buttons and notices show a tag as it is written."""
    labels = {key for name, key in _calls() if name == "label" and "." in key}
    labels -= {"command.", "why."}
    for language in _LANGUAGES.values():
        for key in labels:
            entry = language.texts[key]
            forms = entry.forms if isinstance(entry, Plural) else (entry,)
            assert not any("<" in form or "&" in form for form in forms), key
