"""What every test may ask for."""

from __future__ import annotations

import logging
import re
from collections.abc import Generator

import pytest

from bot.log import TALKATIVE
from tests.support.databases import (
    database,
    database_url,
    engine,
    postgres,
    postgres_name,
    sqlite_template,
)

__all__ = (
    "database",
    "database_url",
    "engine",
    "postgres",
    "postgres_name",
    "sqlite_template",
)

#: Every token that tests use is a canary.
_TOKEN = re.compile(r"\d{6,}:(?:AAE?|CANARY|[a-z]*)-?canary", re.IGNORECASE)
#: Tests that write tokens on purpose, to see them taken out.
_WRITES_TOKENS = ("tests/test_log.py",)

#: Files whose tests wait for processes and clocks, the longest first: at the end of a run each
#: would be what the others wait for.
_LONG = (
    *("tests/e2e/test_trouble", "tests/faults/", "tests/e2e/test_strangers", "tests/e2e/"),
    *("tests/week/", "tests/test_wheel", "tests/playground/test_page", "tests/cli/"),
)


def pytest_configure() -> None:
    """Everything of ours is logged at the lowest level, libraries as they are in earnest."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; all others stay in their order."""
    items.sort(
        key=lambda item: next(
            (place for place, name in enumerate(_LONG) if item.nodeid.startswith(name)), len(_LONG)
        )
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that wrote a token anywhere has failed: no line, error or page may show it."""
    report = yield
    if item.nodeid.startswith(_WRITES_TOKENS):
        return report
    for name, text in report.sections:
        if found := _TOKEN.search(text):
            report.outcome = "failed"
            report.longrepr = (
                f"a token in the {name}: …{text[max(0, found.start() - 200) : found.start()]}***"
            )
    return report
