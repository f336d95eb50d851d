"""The pinned quality floor: documents of many shapes in twelve languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.text.reading import read_document

FOLDER = Path(__file__).parents[1] / "data" / "documents"
EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (FOLDER / "expected.json").read_text(encoding="utf-8")
)


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    """At least forty documents in twelve languages."""
    assert len(EXPECTED) >= 40
    assert len({document["language"] for document in EXPECTED.values()}) >= 12


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_document_gives_its_headline_lead_and_nothing_else(name: str) -> None:
    """Banners, captions, datelines, tags and appeals are in neither lead nor body."""
    expected = EXPECTED[name]
    text = (FOLDER / name).read_text(encoding="utf-8")
    reading = read_document(text, html=name.endswith(".html"))
    assert reading.headline == expected["headline"]
    assert reading.lead.startswith(expected["lead"][:100])
    assert reading.language == expected["language"]
    for noise in expected["forbidden"]:
        assert noise not in reading.lead
        # a dateline stays in the body, where it is the source's word for where it was written
        assert noise not in reading.body or noise.rstrip().endswith(("-", "—", ".", "）"))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_headline_hint_of_a_source_is_kept(name: str) -> None:
    """A source's own headline is taken as it is, and the lead does not change for it."""
    expected = EXPECTED[name]
    text = (FOLDER / name).read_text(encoding="utf-8")
    reading = read_document(
        text, html=name.endswith(".html"), headline=expected["headline"], language="en"
    )
    assert reading.headline == expected["headline"]
    assert reading.lead.startswith(expected["lead"][:100])
