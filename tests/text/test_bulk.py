"""Many documents, sentences and headlines in one call."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.text.bulk import Lines, lead_lines, sentences_lines, stories_lines

DATA = Path(__file__).parents[1] / "data"


def rows_of(blocks: Iterable[Lines]) -> list[dict[str, Any]]:
    """The lines read; those that only say what went wrong are told as such."""
    rows: list[dict[str, Any]] = []
    for block in blocks:
        found = [dict(json.loads(line)) for line in block.joined.split(b"\n")]
        wrong = [(at, row["error"]) for at, row in enumerate(found) if "error" in row]
        assert (block.read, list(block.wrong)) == (len(found), wrong)
        rows += found
    return rows


def test_each_document_gives_a_row_in_order_and_a_bad_one_stops_none(tmp_path: Path) -> None:
    """Text, HTML and gzip of either; a missing, an empty and a broken one say what is wrong."""
    text = (DATA / "seed.txt").read_bytes()
    page = (DATA / "documents" / "en_html.html").read_bytes()
    (tmp_path / "a.txt").write_bytes(text)
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(page))
    (tmp_path / "c.txt").write_bytes(b"")
    (tmp_path / "d.txt.gz").write_bytes(b"no gzip")
    (tmp_path / "e.txt").write_bytes(
        "Ёлка в городе. Её поставили на площади вчера.".encode("cp1251")
    )
    names = ["a.txt", "b.html.gz", "c.txt", "missing.txt", "d.txt.gz", "e.txt"]
    rows = rows_of(lead_lines([str(tmp_path / name) for name in names]))
    assert [Path(row["path"]).name for row in rows] == names
    assert rows[0]["headline"] == "Putin and Assad Discuss Syrian Cease-fire Deal"
    assert set(rows[0]) == {"path", "headline", "lead", "language", "text"}
    assert rows[1]["headline"].startswith("Glacier cave")
    assert all("error" in rows[at] for at in (2, 3, 4))
    assert "площади" in rows[5]["text"] + rows[5]["lead"] + rows[5]["headline"]


def test_many_documents_over_processes_give_the_same_rows(tmp_path: Path) -> None:
    """Order and content do not depend on how many work."""
    names = []
    for number in range(40):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"Headline number {number}\n\nThe thing {number} happened on a Monday.\n")
        names.append(str(path))
    assert list(lead_lines(names, processes=2)) == list(lead_lines(names, processes=1))
    texts = b"".join(b'{"text": "Number %d is here. It is."}\n' % n for n in range(9000))
    two, one = (
        [block.joined for block in sentences_lines(BytesIO(texts), processes=many)]
        for many in (2, 1)
    )
    assert two == one
    assert b"\n".join(one).count(b"\n") == 8999


def test_sentences_of_lines_and_lines_that_are_none() -> None:
    """A line that is no JSON gives an error in its place."""
    half = '{"text": "A \\ud83d pair. Two."}'  # of a surrogate pair
    lines = [json.dumps({"text": "One. Two."}), "no json", json.dumps({"no": "text"}), half]
    rows = rows_of(sentences_lines(BytesIO("\n".join(lines).encode()), "en"))
    assert rows[0] == {"sentences": ["One.", "Two."]}
    assert "error" in rows[1]
    assert "error" in rows[2]
    assert "error" in rows[3]
    nowhere = "no\udcfftext.txt"  # the name of a file that is not UTF-8
    assert [row["path"] for row in rows_of(lead_lines([nowhere]))] == [nowhere]


def test_headlines_are_numbered_by_story_in_order() -> None:
    """Two about one thing share a number; a broken line has one of its own."""
    lines = [
        json.dumps(
            {"title": "Ferry to northern islands makes last crossing", "published": "2024-01-01"}
        ),
        json.dumps({"title": "Council votes to tear down empty stadium"}),
        "broken",
        json.dumps({"title": "Last crossing of the northern islands ferry", "published": "bad"}),
    ]
    rows = rows_of(stories_lines(lines))
    assert [row["story"] for row in rows] == [1, 2, 3, 1]
    assert "error" in rows[2]
