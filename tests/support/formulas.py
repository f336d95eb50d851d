"""Formula news: five events of one kind each, told by two papers in words of their own."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).parent.parent / "data" / "formulas.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A kind of event, how two papers tell it, and five events."""

    name: str
    language: str
    #: Headline and lead of each paper, with names in braces.
    tellings: list[list[str]]
    #: What the names stand for.
    events: list[dict[str, str]]


FORMULAS = [Formula(**each) for each in json.loads(_FILE.read_text("utf-8"))]


def formula_news(formula: Formula) -> list[tuple[tuple[str, str, str], int]]:
    """Articles (language, headline, lead) and the number of the event, paper by paper."""
    return [
        ((formula.language, headline.format(**event), lead.format(**event)), number)
        for headline, lead in formula.tellings
        for number, event in enumerate(formula.events)
    ]
