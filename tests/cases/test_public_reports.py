"""Situations rebuilt from public reports of bugs in feed readers and text extractors.

Each `tests/data/cases/NN-name.json` says which report it rebuilds and what should come of it.
"""

from __future__ import annotations

import json
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bot.domain.models import PageRule
from bot.store.database import Database
from bot.text.bulk import lead_lines, sentences_lines
from tests.support.cases import differences, load_cases, poll_feed, serve_case
from tests.support.web import FeedServer

FOLDER = Path(__file__).parent.parent / "data" / "cases"


def _named(do: str) -> list[Any]:
    return [pytest.param(case, id=name) for name, case in load_cases(FOLDER, do)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("case", _named("feed"))
async def test_a_feed_gives_the_articles_its_readers_expect(
    database: Database, case: dict[str, Any]
) -> None:
    """Polled, read, stored and put in order, each article has the fields the report asks for."""
    wanted = case["expect"]
    async with FeedServer() as web:
        serve_case(web, FOLDER, case)
        several = max(len(s) if isinstance(s, list) else 1 for s in case["serve"].values())
        again = [partial(serve_case, web, FOLDER, case, step) for step in range(1, several)]
        rule = PageRule(case["pages"])
        outcome = await poll_feed(database, web.url(case["path"]), rule=rule, again=again)
        host = web.url("").removeprefix("http://")
    assert len(outcome.articles) == wanted["count"], outcome
    if "error_has" in wanted:
        assert wanted["error_has"] in outcome.error
    assert [
        problem
        for each in wanted.get("articles", ())
        for problem in differences(
            outcome.one(each.get("match", "").replace("{HOST}", host)), each, host
        )
    ] == []


@pytest.mark.parametrize("case", _named("lead"))
def test_a_page_gives_the_headline_and_lead_its_readers_expect(case: dict[str, Any]) -> None:
    """As `lede lead` says them."""
    names = [str(FOLDER / name) for name in case["files"]]
    rows = [json.loads(line) for block in lead_lines(names) for line in block.joined.splitlines()]
    assert [
        f"{name}: {problem}"
        for name, row, wanted in zip(case["files"], rows, case["expect"], strict=True)
        for problem in differences(row, wanted)
    ] == []


@pytest.mark.parametrize("case", _named("sentences"))
def test_a_text_has_the_sentences_its_readers_expect(case: dict[str, Any]) -> None:
    """As `lede sentences` says them, with the language given."""
    wrong = []
    for text in case["texts"]:
        line = json.dumps({"text": " ".join(text["sentences"])})
        (read,) = sentences_lines(BytesIO(line.encode()), text["language"])
        row = json.loads(read.joined)
        if row["sentences"] != text["sentences"]:
            wrong.append((text["language"], row["sentences"]))
    assert wrong == []
