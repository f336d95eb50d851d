"""`lede catalogue`: listed offline, added as topics, asked for on demand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_commands import Shell


@pytest.fixture
def lede(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_the_list_needs_neither_database_nor_network(lede: Shell) -> None:
    """Names by language; as JSON a line per feed; the setting chooses."""
    status, out, _ = lede("catalogue", "list", "--language", "de")
    assert status == 0
    assert "Wissenschaft" in out
    status, out, _ = lede("catalogue", "list", "--json", CATALOGUE="science")
    rows = [json.loads(line) for line in out.splitlines()]
    assert {row["topic"] for row in rows} == {"science"}
    assert all(row["url"].startswith("http") for row in rows)
    assert not (lede.folder / "data").exists()
    assert lede("catalogue", "list", CATALOGUE="nonsense")[0] == 78


def test_an_entry_becomes_a_topic_with_its_sources(lede: Shell) -> None:
    """Twice is once; an unknown one is refused with what to do."""
    assert lede("migrate")[0] == 0
    assert lede("catalogue", "add", "science", "--language", "de")[0] == 0
    assert lede("catalogue", "add", "science", "--language", "de")[0] == 0
    rows = [json.loads(line) for line in lede("source", "list", "--json")[1].splitlines()]
    assert 0 < len(rows) == len({row["locator"] for row in rows}) <= 8
    assert "science\tWissenschaft" in lede("topic", "list")[1]
    status, _, said = lede("catalogue", "add", "nonsense")
    assert status == 2
    assert "lede catalogue list" in said
