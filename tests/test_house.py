"""Rules of the house that no linter knows: one word for each idea, plain openings of docstrings."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


@cache
def modules() -> dict[str, ast.Module]:
    """The syntax trees of the program's modules, by path; migrations are written by Alembic."""
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for package in ("bot", "handlers")
        for path in sorted((ROOT / package).rglob("*.py"))
        if "versions" not in path.parts
    }


def test_no_two_classes_have_one_name() -> None:
    """Whoever searches for a word finds one thing; a private class is no exception."""
    places = defaultdict(list)
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name.lstrip("_")].append(f"{path}:{node.lineno}")
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
